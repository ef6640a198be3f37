"""All calls of one phone."""

from collections.abc import Iterator
from itertools import count

from simulator.return_codes import Code, RefusedError

from .call import ESTABLISHED, Call, CallState
from .lines import Line


class CallList:
    """All calls of one phone, in the order in which they began."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._focused: Call | None = None

    def __iter__(self) -> Iterator[Call]:
        return iter(self._calls)

    def __len__(self) -> int:
        return len(self._calls)

    @property
    def focused(self) -> Call | None:
        """The call that the keys act on."""
        return self._focused

    @property
    def established(self) -> bool:
        """Whether anybody talks, or is on hold."""
        return any(call.state in ESTABLISHED for call in self._calls)

    def first(self, *states: CallState) -> Call | None:
        """The focused call if it is in one of these states, else the first that is."""
        calls = sorted(self._calls, key=lambda call: call is not self._focused)
        return next((call for call in calls if call.state in states), None)

    def find(self, reference: str) -> Call:
        """The call with a handle, written with or without `0x`."""
        for call in self._calls:
            if f"{call.handle:x}" == reference.lower().removeprefix("0x"):
                return call
        raise RefusedError(Code.NO_SUCH_CALL)

    def free_sequence(self, line: Line) -> int:
        """The lowest number that no other call on the line has."""
        taken = {call.sequence for call in self._calls if call.line == line}
        return next(number for number in count(1) if number not in taken)

    def add(self, call: Call) -> None:
        """A call begins; one that the user began is in focus."""
        self._calls.append(call)
        if not call.incoming:
            self.focus_on(call)
        elif self._focused is None:
            self._focused = call

    def focus_on(self, focused: Call) -> None:
        """Bring a call into focus, and put the one that is connected on hold."""
        self._focused = focused
        for call in self._calls:
            if call is not focused and call.state is CallState.CONNECTED:
                call.hold()

    def remove(self, call: Call) -> None:
        """A call is over; the focus moves on to the one that matters most."""
        self._calls.remove(call)
        if call is self._focused:
            self._focused = next(iter(self._calls), None)
            self._focused = self.first(CallState.CONNECTED, CallState.OFFERING) or (
                self._focused
            )

    def cut(self) -> None:
        """Lose all calls at once."""
        calls, self._calls, self._focused = self._calls, [], None
        for call in calls:
            call.cut()
