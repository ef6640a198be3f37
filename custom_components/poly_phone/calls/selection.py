"""Selects the call that a command applies to."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..ucs import Call, CallState, Command, UcsClient
from .phone_state import rank
from .tracking import TrackedCall


class CallCommand(StrEnum):
    """A command that applies to one call."""

    ANSWER = "answer"
    REJECT = "reject"
    IGNORE = "ignore"
    END = "end"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"


_RINGING = frozenset({CallState.OFFERING})
_CONNECTED = frozenset({CallState.CONNECTED, CallState.CONFERENCE})
_ON_HOLD = frozenset({CallState.HOLD, CallState.HELD})


@dataclass(frozen=True, kw_only=True)
class CallCommandDescription:
    """The request of a command, and the calls that it applies to."""

    applies_to: frozenset[CallState]
    command: Command
    send: Callable[[UcsClient, str], Awaitable[None]] | None
    """None for a command that needs more than the call."""


CALL_COMMANDS: Final[Mapping[CallCommand, CallCommandDescription]] = {
    CallCommand.ANSWER: CallCommandDescription(
        applies_to=_RINGING, command=Command.ANSWER_CALL, send=UcsClient.answer_call
    ),
    CallCommand.REJECT: CallCommandDescription(
        applies_to=_RINGING, command=Command.REJECT_CALL, send=UcsClient.reject_call
    ),
    CallCommand.IGNORE: CallCommandDescription(
        applies_to=_RINGING, command=Command.IGNORE_CALL, send=UcsClient.ignore_call
    ),
    CallCommand.END: CallCommandDescription(
        applies_to=frozenset(CallState),
        command=Command.END_CALL,
        send=UcsClient.end_call,
    ),
    CallCommand.HOLD: CallCommandDescription(
        applies_to=_CONNECTED, command=Command.HOLD_CALL, send=UcsClient.hold_call
    ),
    CallCommand.RESUME: CallCommandDescription(
        applies_to=_ON_HOLD, command=Command.RESUME_CALL, send=UcsClient.resume_call
    ),
    CallCommand.TRANSFER: CallCommandDescription(
        applies_to=_CONNECTED | _ON_HOLD, command=Command.TRANSFER_CALL, send=None
    ),
}


class CallSelectionError(Exception):
    """No call, or more than one, is a candidate for the command."""

    def __init__(self, translation_key: str) -> None:
        super().__init__(translation_key)
        self.translation_key = translation_key


def focused[T: (Call, TrackedCall)](calls: Iterable[T]) -> T | None:
    """Return the call that the keys of the phone act on."""
    return min(calls, key=_focus, default=None)


def select(
    calls: Iterable[Call], command: CallCommand, call_id: str | None = None
) -> Call:
    """Return the call with the ID, or the only call that the command applies to.

    Raises:
        CallSelectionError: no call fits, or several fit equally well.

    """
    if call_id is not None:
        handle = call_id.strip().lower().removeprefix("0x")
        if call := next((call for call in calls if call.handle == handle), None):
            return call
        raise CallSelectionError("no_such_call")
    applies_to = CALL_COMMANDS[command].applies_to
    candidates = [call for call in calls if call.state in applies_to]
    if not candidates:
        raise CallSelectionError(f"no_call_to_{command}")
    in_focus = [call for call in candidates if call.is_focused] or candidates
    # The calls of a conference are one call for the phone.
    is_conference = all(call.state is CallState.CONFERENCE for call in in_focus)
    if len(in_focus) > 1 and not is_conference:
        raise CallSelectionError("several_calls")
    return in_focus[0]


def _focus(call: Call | TrackedCall) -> tuple[bool, int]:
    if isinstance(call, TrackedCall):
        call = call.call
    return not call.is_focused, rank(call.state)
