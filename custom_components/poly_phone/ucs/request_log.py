"""How the phone did so far: kept for maintainers, nothing depends on it."""

from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from .errors import UcsCommandError, UcsError


@dataclass
class RequestStatistics:
    """How one command went."""

    tries: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    """How often which error came of it; return codes by their number."""

    last_ms: float = 0.0
    longest_ms: float = 0.0
    total_ms: float = 0.0
    last_reply: bytes = field(default=b"", repr=False)
    """As it came, with all that is personal."""

    @property
    def mean_ms(self) -> float:
        """Milliseconds that a try took on average."""
        return self.total_ms / self.tries if self.tries else 0.0

    @contextmanager
    def measure(self) -> Generator[None]:
        """Note how long a try takes, and how it ends."""
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
