"""Request statistics for diagnostics."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from .errors import UcsCommandError, UcsError


@dataclass
class RequestStatistics:
    """The results and times of one command."""

    tries: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """Number of failures by error class or return code."""

    last_ms: float = 0.0
    longest_ms: float = 0.0
    total_ms: float = 0.0
    last_reply: bytes = field(default=b"", repr=False)
    """The unmasked body, with personal values."""

    @property
    def mean_ms(self) -> float:
        """Mean time of a try in milliseconds."""
        return self.total_ms / self.tries if self.tries else 0.0

    @contextmanager
    def measure(self) -> Generator[None]:
        """Record the time and the error of a try."""
        started = monotonic()
        self.tries += 1
        try:
            yield
        except UcsError as err:
            kind = type(err).__name__
            self.errors[
                str(err.code) if isinstance(err, UcsCommandError) else kind
            ] += 1
            raise
        finally:
            self.last_ms = (monotonic() - started) * 1000
            self.longest_ms = max(self.longest_ms, self.last_ms)
            self.total_ms += self.last_ms
