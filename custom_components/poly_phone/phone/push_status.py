"""Whether notifications of one phone arrive."""

from collections import Counter
from math import inf
from time import monotonic

from .schedule import SETTLE_TIME


class PushStatus:
    """Compares what the phone notified with what the polls found."""

    def __init__(self) -> None:
        """Start without any notification."""
        self.is_proven = False
        """Whether notifications arrive, so that polls may be rare."""

        self.counts: Counter[str] = Counter()
        """Number of notifications by result, for diagnostics."""

        self._notified_at = -inf
        self._commanded_at = -inf
        self._unexplained_at = -inf

    def notified(self) -> None:
        """Record a notification."""
        self.is_proven = True
        self._notified_at = monotonic()

    def commanded(self) -> None:
        """Record a command, which may change calls without a notification."""
        self._commanded_at = monotonic()

    def calls_changed(self) -> None:
        """Record that a poll found a change of the calls."""
        self._unexplained_at = monotonic()

    def update(self) -> None:
        """Stop to rely on notifications if a change has none, and no command either.

        This is called before a poll. The notification of a change that the last poll
        found has had a second to arrive by then.
        """
        explained_until = max(self._notified_at, self._commanded_at) + SETTLE_TIME
        if explained_until < self._unexplained_at:
            self.is_proven = False
