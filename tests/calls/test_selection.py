"""Tests of the call that a command applies to."""

import pytest

from custom_components.poly_phone.calls.selection import (
    CallCommand,
    CallSelectionError,
    focused,
    select,
)
from custom_components.poly_phone.ucs import CallState

from .samples import call


def test_focused_call_is_the_one_with_focus() -> None:
    held = call(CallState.HOLD, "1", is_focused=True)
    talking = call(CallState.CONNECTED, "2", is_focused=False)
    assert focused([talking, held]) is held
    assert focused([]) is None


def test_focused_call_without_focus_is_the_most_important() -> None:
    held = call(CallState.HOLD, "1", is_focused=False)
    ringing = call(CallState.OFFERING, "2", is_focused=False)
    assert focused([held, ringing]) is ringing


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (CallCommand.ANSWER, CallState.OFFERING),
        (CallCommand.REJECT, CallState.OFFERING),
        (CallCommand.IGNORE, CallState.OFFERING),
        (CallCommand.END, CallState.CONNECTED),
        (CallCommand.END, CallState.RINGBACK),
        (CallCommand.HOLD, CallState.CONNECTED),
        (CallCommand.RESUME, CallState.HOLD),
        (CallCommand.TRANSFER, CallState.HOLD),
    ],
)
def test_only_suitable_call_is_selected(command: CallCommand, state: CallState) -> None:
    suitable = call(state)
    assert select([suitable], command) is suitable


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (CallCommand.ANSWER, CallState.CONNECTED),
        (CallCommand.HOLD, CallState.OFFERING),
        (CallCommand.RESUME, CallState.CONNECTED),
        (CallCommand.TRANSFER, CallState.OFFERING),
    ],
)
def test_command_without_suitable_call_fails(
    command: CallCommand, state: CallState
) -> None:
    with pytest.raises(CallSelectionError, match=f"no_call_to_{command}"):
        select([call(state)], command)


def test_ringing_call_is_answered_during_another_call() -> None:
    talking = call(CallState.CONNECTED, "1", is_focused=True)
    ringing = call(CallState.OFFERING, "2", is_focused=False)
    assert select([talking, ringing], CallCommand.ANSWER) is ringing
    assert select([talking, ringing], CallCommand.END) is talking


def test_focused_call_is_selected_of_several() -> None:
    first = call(CallState.HOLD, "1", is_focused=False)
    second = call(CallState.HOLD, "2", is_focused=True)
    assert select([first, second], CallCommand.RESUME) is second


@pytest.mark.parametrize("focus", [True, False])
def test_several_calls_are_ambiguous(focus: bool) -> None:
    calls = [call(CallState.HOLD, ref, is_focused=focus) for ref in ("1", "2")]
    with pytest.raises(CallSelectionError, match="several_calls"):
        select(calls, CallCommand.RESUME)


@pytest.mark.parametrize(
    "call_id", ["b53e57c0", "0xb53e57c0", "B53E57C0", " 0XB53E57C0"]
)
def test_call_is_found_by_any_spelling_of_its_handle(call_id: str) -> None:
    calls = [call(CallState.HOLD, "1"), call(CallState.CONNECTED, "0xb53e57c0")]
    assert select(calls, CallCommand.END, call_id) is calls[1]


def test_unknown_handle_fails() -> None:
    with pytest.raises(CallSelectionError, match="no_such_call"):
        select([call(CallState.CONNECTED, "1")], CallCommand.END, "2")
