"""The calls of one phone."""

from collections.abc import Iterator
from itertools import count

from simulator.return_codes import Code, RefusedError

from .call import ESTABLISHED, Call, CallState
from .lines import Line


class CallList:
    """The calls of one phone, oldest first."""

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
        """Whether a call is connected or on hold."""
        return any(call.state in ESTABLISHED for call in self._calls)

    def first(self, *states: CallState) -> Call | None:
        """Return a call in one of the states, preferably the focused one."""
        calls = sorted(self._calls, key=lambda call: call is not self._focused)
        return next((call for call in calls if call.state in states), None)

    def find(self, reference: str) -> Call:
        """Return the call with a handle, with or without `0x`."""
        for call in self._calls:
            if f"{call.handle:x}" == reference.lower().removeprefix("0x"):
                return call
        raise RefusedError(Code.NO_SUCH_CALL)

    def free_sequence(self, line: Line) -> int:
        """Return the lowest free sequence number of the line."""
        taken = {call.sequence for call in self._calls if call.line == line}
        return next(number for number in count(1) if number not in taken)

    def add(self, call: Call) -> None:
        """Add a call, and focus on it if the user started it."""
        self._calls.append(call)
        if not call.incoming:
            self.focus_on(call)
        elif self._focused is None:
            self._focused = call

    def focus_on(self, focused: Call) -> None:
        """Focus on a call, and put the connected one on hold."""
        self._focused = focused
        for call in self._calls:
            if call is not focused and call.state is CallState.CONNECTED:
                call.hold()

    def remove(self, call: Call) -> None:
        """Remove a call, and focus on the most important remaining one."""
        self._calls.remove(call)
        if call is self._focused:
            self._focused = next(iter(self._calls), None)
            self._focused = self.first(CallState.CONNECTED, CallState.OFFERING) or (
                self._focused
            )

    def cut(self) -> None:
        """Drop all calls."""
        calls, self._calls, self._focused = self._calls, [], None
        for call in calls:
            call.cut()
