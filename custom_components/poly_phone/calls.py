"""Many calls seen as one phone. Pure functions: no clock, no Home Assistant, no I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .ucs import Call, CallDirection, CallLog, CallLogEntry, CallState, Line


class PhoneState(StrEnum):
    """What the phone as a whole is doing."""

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
"""What one call makes of the phone, the most important state first."""

_RANKS = {state: rank for rank, state in enumerate(PHONE_STATES)}

BUSY_STATES = frozenset(PhoneState) - {PhoneState.IDLE, PhoneState.RINGING}
"""The states in which somebody is using the phone: "on air"."""


class Presence(StrEnum):
    """Whether its user can be reached."""

    AVAILABLE = "available"
    BUSY = "busy"
    IN_A_CALL = "in_a_call"
    DO_NOT_DISTURB = "do_not_disturb"
    BE_RIGHT_BACK = "be_right_back"
    AWAY = "away"
    OFF_WORK = "off_work"
    OFFLINE = "offline"


class CallCommand(StrEnum):
    """What can be done with a call."""

    ANSWER = "answer"
    REJECT = "reject"
    IGNORE = "ignore"
    END = "end"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"


_RINGING = frozenset({CallState.OFFERING})
_TALKING = frozenset({CallState.CONNECTED, CallState.CONFERENCE})
_ON_HOLD = frozenset({CallState.HOLD, CallState.HELD})

_APPLIES_TO = {
    CallCommand.ANSWER: _RINGING,
    CallCommand.REJECT: _RINGING,
    CallCommand.IGNORE: _RINGING,
    CallCommand.END: frozenset(CallState),
    CallCommand.HOLD: _TALKING,
    CallCommand.RESUME: _ON_HOLD,
    CallCommand.TRANSFER: _TALKING | _ON_HOLD,
}
"""The calls that a command can mean when it names none."""


class CallSelectionError(Exception):
    """No single call is meant by a command."""

    def __init__(self, translation_key: str) -> None:
        super().__init__(translation_key)
        self.translation_key = translation_key


@dataclass(frozen=True, kw_only=True)
class TrackedCall:
    """A call, and when what happened to it."""

    call: Call
    appeared_at: datetime
    connected_at: datetime | None

    @property
    def started_at(self) -> datetime:
        """When the talk began; before that, when it began to ring or to dial."""
        return self.connected_at or self.appeared_at


def track(
    known: Iterable[TrackedCall], calls: Iterable[Call], now: datetime
) -> tuple[TrackedCall, ...]:
    """Return the calls of a reply with the times that earlier replies told."""
    earlier = {tracked.call.handle: tracked for tracked in known}
    return tuple(_track(earlier.get(call.handle), call, now) for call in calls)


def _track(earlier: TrackedCall | None, call: Call, now: datetime) -> TrackedCall:
    since = now - (call.duration or timedelta())
    connected_at = earlier.connected_at if earlier else None
    if connected_at is None and call.state in _TALKING | _ON_HOLD:
        connected_at = since
    return TrackedCall(
        call=call,
        appeared_at=earlier.appeared_at if earlier else since,
        connected_at=connected_at,
    )


def phone_state(calls: Iterable[Call]) -> PhoneState | None:
    """Return the state of the phone; None when no call's state is understood."""
    if not (states := [call.state for call in calls]):
        return PhoneState.IDLE
    return PHONE_STATES.get(min(states, key=_rank))


def focused[T: (Call, TrackedCall)](calls: Iterable[T]) -> T | None:
    """Return the call that keys on the phone would act on."""
    return min(calls, key=_focus, default=None)


def select(
    calls: Iterable[Call], command: CallCommand, call_id: str | None = None
) -> Call:
    """Return the call that a command means, by its identifier or by what fits.

    Raises:
        CallSelectionError: there is no such call, or none more likely than another.

    """
    if call_id is not None:
        wanted = call_id.strip().lower().removeprefix("0x")
        if call := next((call for call in calls if call.handle == wanted), None):
            return call
        raise CallSelectionError("no_such_call")
    fitting = [call for call in calls if call.state in _APPLIES_TO[command]]
    if not fitting:
        raise CallSelectionError(f"no_call_to_{command}")
    if len(focus := [call for call in fitting if call.is_focused] or fitting) > 1:
        raise CallSelectionError("several_calls")
    return focus[0]


def presence(
    state: PhoneState | None,
    lines: Sequence[Line] | None,
    *,
    do_not_disturb: bool | None = None,
) -> Presence | None:
    """Derive the presence of a phone that does not tell one of its own."""
    if state in BUSY_STATES:
        return Presence.IN_A_CALL
    if state is None or lines is None:
        return None
    if do_not_disturb:
        return Presence.DO_NOT_DISTURB
    if any(line.is_registered for line in lines):
        return Presence.AVAILABLE
    return (
        None if any(line.is_registered is None for line in lines) else Presence.OFFLINE
    )


@dataclass(frozen=True, kw_only=True)
class LoggedCall:
    """A call of the phone's log, and which of its lists it is in."""

    entry: CallLogEntry
    direction: CallDirection
    is_missed: bool


def logged_calls(log: CallLog) -> list[LoggedCall]:
    """Return the calls of a log whose time is known, the latest last."""
    lists = (
        (log.missed, CallDirection.INCOMING, True),
        (log.received, CallDirection.INCOMING, False),
        (log.placed, CallDirection.OUTGOING, False),
    )
    return sorted(
        (
            LoggedCall(entry=entry, direction=direction, is_missed=is_missed)
            for entries, direction, is_missed in lists
            for entry in entries
            if entry.started
        ),
        key=_started,
    )


def _started(call: LoggedCall) -> datetime:
    return call.entry.started or datetime.min  # noqa: DTZ901


def _rank(state: CallState) -> int:
    return _RANKS.get(state, len(_RANKS))


def _focus(call: Call | TrackedCall) -> tuple[bool, int]:
    if isinstance(call, TrackedCall):
        call = call.call
    return not call.is_focused, _rank(call.state)
