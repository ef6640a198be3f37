"""Many calls seen as one phone. Pure functions: no clock, no Home Assistant, no I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import Final

from ..ucs import Call, CallState, Line


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


class Phase(IntEnum):
    """How far a call has come, as far as events are concerned."""

    QUIET = 0
    """Off hook, which may become a call."""
    ALERTING = 1
    """It rings, here or there."""
    TALKING = 2
    HELD = 3


_PHASES = {
    PhoneState.OFF_HOOK: Phase.QUIET,
    PhoneState.DIALING: Phase.ALERTING,
    PhoneState.RINGING: Phase.ALERTING,
    PhoneState.CONNECTED: Phase.TALKING,
    PhoneState.ON_HOLD: Phase.HELD,
}


@dataclass(frozen=True, kw_only=True)
class TrackedCall:
    """A call, and when what happened to it."""

    call: Call
    phase: Phase
    furthest: Phase
    """The furthest it ever came; news of less are late ones."""

    appeared_at: datetime
    connected_at: datetime | None
    hinted_at: datetime | None = field(default=None, compare=False)
    """When the phone last told of it without being asked."""

    @property
    def started_at(self) -> datetime:
        """When the talk began; before that, when it began to ring or to dial."""
        return self.connected_at or self.appeared_at


HINT_GRACE: Final = timedelta(seconds=1)
"""How long a reply may lag behind what the phone told by itself."""


def track(
    known: Iterable[TrackedCall],
    calls: Iterable[Call],
    now: datetime,
    *,
    asked_at: datetime | None = None,
) -> tuple[TrackedCall, ...]:
    """Return the calls of a reply with the times that earlier replies told.

    A call that the phone told of by itself just before it was asked stays as it was
    told, where the reply knows less of it.
    """
    earlier = {tracked.call.handle: tracked for tracked in known}
    told = {
        tracked.call.handle: tracked
        for tracked in earlier.values()
        if tracked.hinted_at and tracked.hinted_at + HINT_GRACE > (asked_at or now)
    }
    replied = {
        call.handle: _track(earlier.get(call.handle), call, now) for call in calls
    }
    for handle, tracked in told.items():
        if handle not in replied or replied[handle].phase < tracked.phase:
            replied[handle] = tracked
    return tuple(replied.values())


def hint(
    known: Sequence[TrackedCall], call: Call, now: datetime
) -> tuple[TrackedCall, ...]:
    """Return the calls after the phone told of one by itself.

    Only what leads further than ever is believed: notifications come late, twice or
    never. The end of a call is left to the next reply, which is free to confirm it at once.
    """
    earlier = next((one for one in known if one.call.handle == call.handle), None)
    # Replies need not tell that the other party holds a call; this must not differ.
    phase = None if call.state is CallState.HELD else _phase(call)
    if earlier is None:
        is_new = phase is not None and phase < Phase.TALKING
        changed = _track(None, call, now) if is_new else None
    elif call.state is CallState.DISCONNECTED:
        changed = replace(earlier, hinted_at=None)
    elif phase is None or not (phase is earlier.phase or phase > earlier.furthest):
        changed = None
    else:
        changed = _track(earlier, _completed(call, earlier.call), now)
    if changed is None:
        return tuple(known)
    if call.state is not CallState.DISCONNECTED:
        changed = replace(changed, hinted_at=now)
    others = (one for one in known if one is not earlier)
    return (*others, changed)


def _completed(call: Call, earlier: Call) -> Call:
    """Return a call with what only earlier replies told of it."""
    return replace(
        call,
        ref=earlier.ref,
        direction=call.direction or earlier.direction,
        line=earlier.line if earlier.line is not None else call.line,
        number=call.number or earlier.number,
        name=call.name or earlier.name,
        muted=earlier.muted if call.muted is None else call.muted,
    )


def _phase(call: Call) -> Phase | None:
    return _PHASES.get(PHONE_STATES.get(call.state, PhoneState.IDLE))


def _track(earlier: TrackedCall | None, call: Call, now: datetime) -> TrackedCall:
    since = now - (call.duration or timedelta())
    phase = _phase(call)
    if earlier and phase is not None and phase < Phase.TALKING <= earlier.phase:
        # Phones use handles again: what rings cannot be what was talking.
        earlier = None
    if phase is None:
        phase = earlier.phase if earlier else Phase.QUIET
    connected_at = earlier.connected_at if earlier else None
    if connected_at is None and phase >= Phase.TALKING:
        connected_at = since
    return TrackedCall(
        call=call,
        phase=phase,
        furthest=max(phase, earlier.furthest) if earlier else phase,
        appeared_at=earlier.appeared_at if earlier else since,
        connected_at=connected_at,
        hinted_at=earlier.hinted_at if earlier else None,
    )


def phases(calls: Iterable[TrackedCall]) -> dict[str, Phase]:
    """Return how far each call has come, by its handle."""
    return {tracked.call.handle: tracked.phase for tracked in calls}


def phone_state(calls: Iterable[Call]) -> PhoneState | None:
    """Return the state of the phone; None when no call's state is understood."""
    if not (states := [call.state for call in calls]):
        return PhoneState.IDLE
    return PHONE_STATES.get(min(states, key=_rank))


def is_in_use(calls: Iterable[Call] | None) -> bool | None:
    """Tell whether somebody uses the phone, whatever else rings meanwhile."""
    states = {None} if calls is None else {phone_state([call]) for call in calls}
    if states & BUSY_STATES:
        return True
    return None if None in states else False


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
    in_use: bool | None,
    lines: Sequence[Line] | None,
    *,
    do_not_disturb: bool | None = None,
) -> Presence | None:
    """Derive the presence of a phone that does not tell one of its own."""
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


def _rank(state: CallState) -> int:
    return _RANKS.get(state, len(_RANKS))


def _focus(call: Call | TrackedCall) -> tuple[bool, int]:
    if isinstance(call, TrackedCall):
        call = call.call
    return not call.is_focused, _rank(call.state)
