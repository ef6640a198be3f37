"""The telephone exchange that all phones of one process are connected to."""

from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from simulator.clock import Clock, Timeline

from .far_end import FarEnd, OutsideParty, Party
from .lines import Line

type Behavior = Literal["answer", "busy", "noanswer"]


@dataclass(frozen=True)
class Destination:
    """Somebody outside, and what happens when that number is dialled."""

    behavior: Behavior = "answer"
    seconds: float = 3.0
    """How long it rings before the call is answered."""
    name: str = ""

    def __post_init__(self) -> None:
        if self.behavior not in get_args(Behavior.__value__):
            raise ValueError("behavior: answer, busy or noanswer")
        if not isinstance(self.seconds, int | float) or not isinstance(self.name, str):
            raise TypeError("seconds: number, name: text")
        if self.seconds < 0:
            raise ValueError("seconds: not negative")


def _destinations() -> dict[str, Destination]:
    busy, silent = Destination("busy"), Destination("noanswer")
    return {"busy": busy, "6001": busy, "noanswer": silent, "6002": silent}


class Subscriber(Protocol):
    """What the exchange needs of a phone."""

    @property
    def lines(self) -> list[Line]:
        """Its lines."""

    def offer(self, caller: Party, line: Line, end: FarEnd) -> None:
        """Let a call come in, unless the phone cannot or will not take it."""


class Exchange:
    """Routes calls: to a phone of this process, or to somebody outside.

    Outside, every number answers after a few seconds, except `destinations`.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.timeline = Timeline(clock or Clock())
        self.phones: list[Subscriber] = []
        self.destinations = _destinations()

    def find(self, number: str) -> tuple[Subscriber, Line] | None:
        """The phone and the line that have a number."""
        for phone in self.phones:
            for line in phone.lines:
                if line.extension == number:
                    return phone, line
        return None

    def route(self, end: FarEnd, caller: Party, number: str) -> None:
        """Bring one end of a call to a number."""
        if found := self.find(number):
            phone, line = found
            phone.offer(caller, line, end)
            return
        there = self.destinations.get(number, Destination())
        if there.behavior == "busy":
            end.far_refused()
            return
        party = Party(there.name or number, number)
        end.far_ringing(OutsideParty(party, self.route), there.name)
        if there.behavior == "answer":
            self.timeline.after(there.seconds, end.far_answered)
