"""The telephone exchange of all phones of one process."""

from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from simulator.clock import Clock, Timeline

from .far_end import FarEnd, OutsideParty, Party
from .lines import Line

type Behavior = Literal["answer", "busy", "noanswer"]


MAX_FORWARDS = 5


@dataclass(frozen=True)
class Destination:
    """The behavior of an outside number when a phone dials it."""

    behavior: Behavior = "answer"
    seconds: float = 3.0
    """The seconds of ringing before the answer."""
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
    """The parts of a phone that the exchange uses."""

    @property
    def lines(self) -> list[Line]:
        """The lines."""

    def offer(self, caller: Party, line: Line, end: FarEnd) -> None:
        """Let a call ring, unless the phone rejects it."""


class Exchange:
    """The routing of calls to phones of this process and outside numbers.

    Outside numbers answer after a few seconds, unless `destinations` has another
    behavior.
    """

    def __init__(self, clock: Clock | None = None) -> None:
        self.timeline = Timeline(clock or Clock())
        self.phones: list[Subscriber] = []
        self.destinations = _destinations()
        self._depth = 0
        """The number of forwards of the current call."""

    def find(self, number: str) -> tuple[Subscriber, Line] | None:
        """Return the phone and the line that have a number."""
        for phone in self.phones:
            for line in phone.lines:
                if line.extension == number:
                    return phone, line
        return None

    def route(self, end: FarEnd, caller: Party, number: str) -> None:
        """Connect one end of a call with a number, unless it is forwarded in circles."""
        if self._depth > MAX_FORWARDS:
            end.far_refused()
            return
        self._depth += 1
        try:
            self._connect(end, caller, number)
        finally:
            self._depth -= 1

    def _connect(self, end: FarEnd, caller: Party, number: str) -> None:
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
