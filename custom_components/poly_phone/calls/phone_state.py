"""Derives the state and the presence of the phone from its calls."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from ..ucs import Call, CallState, Line


class PhoneState(StrEnum):
    """The state of the phone as a whole."""

    IDLE = "idle"
    OFF_HOOK = "off_hook"
    DIALING = "dialing"
    RINGING = "ringing"
    CONNECTED = "connected"
    ON_HOLD = "on_hold"


PHONE_STATES = {
    CallState.CONNECTED: PhoneState.CONNECTED,
    CallState.CONFERENCE: PhoneState.CONNECTED,
    CallState.OFFERING: PhoneState.RINGING,
    CallState.SETUP: PhoneState.DIALING,
    CallState.PROCEEDING: PhoneState.DIALING,
    CallState.RINGBACK: PhoneState.DIALING,
    CallState.DIALTONE: PhoneState.OFF_HOOK,
    CallState.HOLD: PhoneState.ON_HOLD,
    CallState.HELD: PhoneState.ON_HOLD,
}
"""State of the phone by the state of a call, the most important state first."""

_RANKS = {state: rank for rank, state in enumerate(PHONE_STATES)}

BUSY_STATES = frozenset(PhoneState) - {PhoneState.IDLE, PhoneState.RINGING}
"""States in which a person uses the phone."""


class Presence(StrEnum):
    """Whether the user of the phone can be reached."""

    AVAILABLE = "available"
    BUSY = "busy"
    IN_A_CALL = "in_a_call"
    DO_NOT_DISTURB = "do_not_disturb"
    BE_RIGHT_BACK = "be_right_back"
    AWAY = "away"
    OFF_WORK = "off_work"
    OFFLINE = "offline"


def rank(state: CallState) -> int:
    """Return the position of a call state by importance, 0 for the most important."""
    return _RANKS.get(state, len(_RANKS))


def phone_state(calls: Iterable[Call]) -> PhoneState | None:
    """Return the state of the phone, None if the state of no call is known."""
    if not (states := [call.state for call in calls]):
        return PhoneState.IDLE
    return PHONE_STATES.get(min(states, key=rank))


def is_in_use(calls: Iterable[Call] | None) -> bool | None:
    """Return whether a person uses the phone; other calls may ring meanwhile."""
    states = {None} if calls is None else {phone_state([call]) for call in calls}
    if states & BUSY_STATES:
        return True
    return None if None in states else False


def presence(
    in_use: bool | None,
    lines: Sequence[Line] | None,
    *,
    do_not_disturb: bool | None = None,
) -> Presence | None:
    """Derive the presence of a phone that does not report one."""
    if in_use:
        return Presence.IN_A_CALL
    if in_use is None or lines is None:
        return None
    if do_not_disturb:
        return Presence.DO_NOT_DISTURB
    if any(line.is_registered for line in lines):
        return Presence.AVAILABLE
    return (
        None if any(line.is_registered is None for line in lines) else Presence.OFFLINE
    )
