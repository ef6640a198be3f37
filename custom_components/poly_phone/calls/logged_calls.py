"""The phone's call log as one list in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ..ucs import CallDirection, CallLog, CallLogEntry


@dataclass(frozen=True, kw_only=True)
class LoggedCall:
    """A call of the log, with the list that it stands in."""

    entry: CallLogEntry
    direction: CallDirection
    is_missed: bool


def logged_calls(log: CallLog) -> list[LoggedCall]:
    """Return the calls with a known time, the latest last.

    Calls of the same second keep the order of the phone's log.
    """
    lists = (
        (log.missed, CallDirection.INCOMING, True),
        (log.received, CallDirection.INCOMING, False),
        (log.placed, CallDirection.OUTGOING, False),
    )
    return sorted(
        (
            LoggedCall(entry=entry, direction=direction, is_missed=is_missed)
            for entries, direction, is_missed in lists
            for entry in entries
            if entry.started
        ),
        key=lambda call: _started(call.entry),
    )


def latest_call(log: CallLog) -> LoggedCall | None:
    """Return the latest call with a known time."""
    # Only the latest call of each list can be it, so the others are not sorted.
    calls = logged_calls(
        CallLog(
            missed=_latest(log.missed),
            received=_latest(log.received),
            placed=_latest(log.placed),
        )
    )
    return calls[-1] if calls else None


def _latest(entries: Sequence[CallLogEntry]) -> tuple[CallLogEntry, ...]:
    return tuple(sorted(entries, key=_started)[-1:])


def _started(entry: CallLogEntry) -> datetime:
    return entry.started or datetime.min  # noqa: DTZ901
