"""Tracks which missed calls are unseen: by time, and by count for calls without one."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from ..ucs import CallLog


@dataclass(frozen=True, kw_only=True)
class SeenMarker:
    """Marks the missed calls that the user has seen."""

    until: datetime = datetime(1970, 1, 1)  # noqa: DTZ001
    """Time of the latest seen call, on the phone's clock."""

    undated: int = 0
    """Number of seen calls without a time."""

    def unseen(self, times: Iterable[datetime | None]) -> list[bool]:
        """Return for each missed call, oldest first, whether it is unseen."""
        undated, result = 0, []
        for time in times:
            if time is None:
                undated += 1
                result.append(undated > self.undated)
            else:
                result.append(time > self.until)
        return result

    def with_all_seen(self, log: CallLog) -> SeenMarker:
        """Return the marker after the user has seen all missed calls of the log."""
        times = [call.started for call in log.missed if call.started]
        return SeenMarker(until=max(times, default=self.until), undated=_undated(log))

    def without_deleted(self, log: CallLog) -> SeenMarker:
        """Return the marker after the phone deleted calls without a time.

        Otherwise new calls without a time would count as seen.
        """
        return replace(self, undated=min(self.undated, _undated(log)))


def _undated(log: CallLog) -> int:
    return sum(call.started is None for call in log.missed)
