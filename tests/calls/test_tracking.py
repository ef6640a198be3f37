"""Many calls seen as one phone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.poly_phone.calls.phone_state import (
    PhoneState,
    Presence,
    is_in_use,
    phone_state,
    presence,
)
from custom_components.poly_phone.calls.selection import (
    CallCommand,
    CallSelectionError,
    focused,
    select,
)
from custom_components.poly_phone.calls.tracking import track
from custom_components.poly_phone.ucs import Call, CallState, Line

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def call(
    state: CallState, ref: str = "0x1", *, focus: bool = True, seconds: int = 0
) -> Call:
    """Return a call."""
    return Call(
        ref=ref, state=state, is_focused=focus, duration=timedelta(seconds=seconds)
    )


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], PhoneState.IDLE),
        ([CallState.DIALTONE], PhoneState.OFF_HOOK),
        ([CallState.SETUP], PhoneState.DIALING),
        ([CallState.PROCEEDING], PhoneState.DIALING),
        ([CallState.RINGBACK], PhoneState.DIALING),
        ([CallState.OFFERING], PhoneState.RINGING),
        ([CallState.CONNECTED], PhoneState.CONNECTED),
        ([CallState.CONFERENCE], PhoneState.CONNECTED),
        ([CallState.HOLD], PhoneState.ON_HOLD),
        ([CallState.HELD], PhoneState.ON_HOLD),
        ([CallState.HOLD, CallState.CONNECTED], PhoneState.CONNECTED),
        ([CallState.OFFERING, CallState.CONNECTED], PhoneState.CONNECTED),
        ([CallState.HOLD, CallState.OFFERING], PhoneState.RINGING),
        ([CallState.OFFERING, CallState.RINGBACK], PhoneState.RINGING),
        ([CallState.HOLD, CallState.DIALTONE], PhoneState.OFF_HOOK),
        ([CallState.UNKNOWN, CallState.HOLD], PhoneState.ON_HOLD),
        ([CallState.UNKNOWN], None),
    ],
)
def test_phone_state(states: list[CallState], expected: PhoneState | None) -> None:
    assert phone_state(map(call, states)) is expected


@given(st.lists(st.sampled_from(CallState), max_size=4))
def test_idle_is_only_a_phone_without_calls(states: list[CallState]) -> None:
    assert (phone_state(map(call, states)) is PhoneState.IDLE) == (not states)


def test_the_focus_is_where_the_keys_of_the_phone_act() -> None:
    held = call(CallState.HOLD, "1", focus=True)
    talking = call(CallState.CONNECTED, "2", focus=False)
    assert focused([talking, held]) is held
    assert focused([]) is None


def test_without_a_focus_the_most_important_call_counts() -> None:
    held = call(CallState.HOLD, "1", focus=False)
    ringing = call(CallState.OFFERING, "2", focus=False)
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
def test_the_only_call_that_fits_is_meant(
    command: CallCommand, state: CallState
) -> None:
    meant = call(state)
    assert select([meant], command) is meant


@pytest.mark.parametrize(
    ("command", "state"),
    [
        (CallCommand.ANSWER, CallState.CONNECTED),
        (CallCommand.HOLD, CallState.OFFERING),
        (CallCommand.RESUME, CallState.CONNECTED),
        (CallCommand.TRANSFER, CallState.OFFERING),
    ],
)
def test_no_call_fits(command: CallCommand, state: CallState) -> None:
    with pytest.raises(CallSelectionError, match=f"no_call_to_{command}"):
        select([call(state)], command)


def test_a_ringing_call_is_answered_during_another_one() -> None:
    talking = call(CallState.CONNECTED, "1", focus=True)
    ringing = call(CallState.OFFERING, "2", focus=False)
    assert select([talking, ringing], CallCommand.ANSWER) is ringing
    assert select([talking, ringing], CallCommand.END) is talking


def test_of_several_calls_the_focused_one_is_meant() -> None:
    first = call(CallState.HOLD, "1", focus=False)
    second = call(CallState.HOLD, "2", focus=True)
    assert select([first, second], CallCommand.RESUME) is second


@pytest.mark.parametrize("focus", [True, False])
def test_several_calls_are_ambiguous(focus: bool) -> None:
    calls = [call(CallState.HOLD, ref, focus=focus) for ref in ("1", "2")]
    with pytest.raises(CallSelectionError, match="several_calls"):
        select(calls, CallCommand.RESUME)


@pytest.mark.parametrize(
    "call_id", ["b53e57c0", "0xb53e57c0", "B53E57C0", " 0XB53E57C0"]
)
def test_a_call_is_found_by_any_spelling_of_its_handle(call_id: str) -> None:
    calls = [call(CallState.HOLD, "1"), call(CallState.CONNECTED, "0xb53e57c0")]
    assert select(calls, CallCommand.END, call_id) is calls[1]


def test_no_call_of_that_handle() -> None:
    with pytest.raises(CallSelectionError, match="no_such_call"):
        select([call(CallState.CONNECTED, "1")], CallCommand.END, "2")


def test_the_talk_is_timed_from_when_it_began() -> None:
    known = track((), [call(CallState.OFFERING)], NOW)
    assert known[0].started_at == NOW

    known = track(known, [call(CallState.OFFERING)], NOW + timedelta(seconds=5))
    assert known[0].started_at == NOW

    answered = NOW + timedelta(seconds=8)
    known = track(known, [call(CallState.CONNECTED)], answered)
    assert known[0].started_at == answered

    later = [call(CallState.HOLD, seconds=60)]
    known = track(known, later, answered + timedelta(seconds=61))
    assert known[0].started_at == answered
    assert known[0].appeared_at == NOW


def test_a_call_that_was_up_before_is_timed_by_its_duration() -> None:
    (tracked,) = track((), [call(CallState.CONNECTED, seconds=90)], NOW)
    assert tracked.started_at == NOW - timedelta(seconds=90)


def test_a_call_that_merely_goes_on_is_the_same() -> None:
    before = track((), [call(CallState.CONNECTED, seconds=90)], NOW)
    after = track(
        before, [call(CallState.CONNECTED, seconds=95)], NOW + timedelta(seconds=5)
    )
    assert before == after


UP = Line(is_registered=True)
DOWN = Line(is_registered=False)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([], False),
        ([CallState.OFFERING], False),
        ([CallState.DIALTONE], True),
        ([CallState.RINGBACK], True),
        ([CallState.CONNECTED], True),
        ([CallState.HELD, CallState.OFFERING], True),
        ([CallState.SETUP, CallState.OFFERING], True),
        ([CallState.UNKNOWN, CallState.HOLD], True),
        ([CallState.UNKNOWN, CallState.OFFERING], None),
    ],
)
def test_is_in_use(states: list[CallState], expected: bool | None) -> None:
    assert is_in_use(map(call, states)) is expected


def test_calls_that_are_not_known() -> None:
    assert is_in_use(None) is None


@pytest.mark.parametrize(
    ("in_use", "lines", "expected"),
    [
        (False, [UP], Presence.AVAILABLE),
        (False, [DOWN, UP], Presence.AVAILABLE),
        (True, [UP], Presence.IN_A_CALL),
        (True, None, Presence.IN_A_CALL),
        (True, [DOWN], Presence.IN_A_CALL),
        (False, [DOWN], Presence.OFFLINE),
        (False, [], Presence.OFFLINE),
        (False, None, None),
        (False, [Line(is_registered=None)], None),
        (None, [UP], None),
    ],
)
def test_presence(
    in_use: bool | None, lines: list[Line] | None, expected: Presence | None
) -> None:
    assert presence(in_use, lines) is expected


def test_do_not_disturb_is_told_unless_somebody_talks() -> None:
    assert presence(False, [UP], do_not_disturb=True) is Presence.DO_NOT_DISTURB
    assert presence(True, [UP], do_not_disturb=True) is Presence.IN_A_CALL
