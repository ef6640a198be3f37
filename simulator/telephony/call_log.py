"""The call log of a phone."""

from dataclasses import dataclass
from typing import Literal, get_args

from .call import Call

type Direction = Literal["Missed", "Received", "Placed"]

DIRECTIONS: tuple[Direction, ...] = get_args(Direction.__value__)


@dataclass(frozen=True)
class LogEntry:
    """A call that has ended."""

    line: int
    started: float
    name: str
    number: str
    seconds: int | None
    """The duration of the connection; None if it never existed."""


class CallLog:
    """The last calls of each direction, oldest first."""

    def __init__(self) -> None:
        self.lists: dict[Direction, list[LogEntry]] = {
            direction: [] for direction in DIRECTIONS
        }

    def add(self, call: Call, size: int) -> None:
        """Add a call that ended, and shorten the list."""
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
        """Return the latest call of all lists."""
        entries = [entries[-1] for entries in self.lists.values() if entries]
        return max(entries, key=lambda entry: entry.started, default=None)


def _direction(call: Call) -> Direction:
    if not call.incoming:
        return "Placed"
    if call.connected_at is None and not call.rejected:
        return "Missed"
    return "Received"
