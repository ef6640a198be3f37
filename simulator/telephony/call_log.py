"""The list of calls that a phone keeps."""

from dataclasses import dataclass
from typing import Literal, get_args

from .call import Call

type Direction = Literal["Missed", "Received", "Placed"]

DIRECTIONS: tuple[Direction, ...] = get_args(Direction.__value__)


@dataclass(frozen=True)
class LogEntry:
    """One call that is over."""

    line: int
    started: float
    name: str
    number: str
    seconds: int | None
    """How long it was connected; None if it never was."""


class CallLog:
    """The last calls of each direction, oldest first."""

    def __init__(self) -> None:
        self.lists: dict[Direction, list[LogEntry]] = {
            direction: [] for direction in DIRECTIONS
        }

    def add(self, call: Call, size: int) -> None:
        """A call is over; each list has a size."""
        if not call.party.number:
            return
        entries = self.lists[_direction(call)]
        entries.append(
            LogEntry(
                line=call.line.number,
                started=call.started,
                name=call.party.name,
                number=call.party.number,
                seconds=call.duration if call.connected_at is not None else None,
            )
        )
        del entries[: max(0, len(entries) - size)]

    def last(self) -> LogEntry | None:
        """The last call of all."""
        entries = [entries[-1] for entries in self.lists.values() if entries]
        return max(entries, key=lambda entry: entry.started, default=None)


def _direction(call: Call) -> Direction:
    if not call.incoming:
        return "Placed"
    if call.connected_at is None and not call.rejected:
        return "Missed"
    return "Received"
