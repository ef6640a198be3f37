"""Tests of the phone's state and presence."""

from hypothesis import given, strategies as st
import pytest

from custom_components.poly_phone.calls.phone_state import (
    PhoneState,
    Presence,
    is_in_use,
    phone_state,
    presence,
)
from custom_components.poly_phone.ucs import CallState, Line

from .samples import call

UP = Line(is_registered=True)
DOWN = Line(is_registered=False)


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
def test_phone_state_follows_calls(
    states: list[CallState], expected: PhoneState | None
) -> None:
    assert phone_state(map(call, states)) is expected


@given(st.lists(st.sampled_from(CallState), max_size=4))
def test_phone_is_idle_only_without_calls(states: list[CallState]) -> None:
    assert (phone_state(map(call, states)) is PhoneState.IDLE) == (not states)


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
def test_use_follows_calls(states: list[CallState], expected: bool | None) -> None:
    assert is_in_use(map(call, states)) is expected


def test_use_is_unknown_without_calls() -> None:
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
def test_presence_follows_use_and_lines(
    in_use: bool | None, lines: list[Line] | None, expected: Presence | None
) -> None:
    assert presence(in_use, lines) is expected


def test_presence_is_do_not_disturb_except_in_a_call() -> None:
    assert presence(False, [UP], do_not_disturb=True) is Presence.DO_NOT_DISTURB
    assert presence(True, [UP], do_not_disturb=True) is Presence.IN_A_CALL
