"""Tracks calls over time, from replies to polls and from notifications."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Final

from ..ucs import Call, CallState
from .phone_state import PHONE_STATES, PhoneState


class Phase(IntEnum):
    """The progress of a call, in the order of its events."""

    OFF_HOOK = 0
    """Nothing is dialed yet, and nothing may follow."""
    ALERTING = 1
    """The phone or the other party's phone rings."""
    CONNECTED = 2
    HELD = 3


_PHASES = {
    PhoneState.OFF_HOOK: Phase.OFF_HOOK,
    PhoneState.DIALING: Phase.ALERTING,
    PhoneState.RINGING: Phase.ALERTING,
    PhoneState.CONNECTED: Phase.CONNECTED,
    PhoneState.ON_HOLD: Phase.HELD,
}


@dataclass(frozen=True, kw_only=True)
class TrackedCall:
    """A call with the times of its changes."""

    call: Call
    phase: Phase
    furthest: Phase
    """The latest phase reached. Notifications of an earlier phase are outdated."""

    appeared_at: datetime
    connected_at: datetime | None
    seen_at: datetime = field(compare=False)
    """Time of the last reply or notification with this call."""

    has_ended: bool = field(default=False, compare=False)
    """Whether a notification reported the end. A reply must confirm it."""

    notified_at: datetime | None = field(default=None, compare=False)
    """Time of the last notification about this call."""

    @property
    def started_at(self) -> datetime:
        """The time of the connection; before that, the start of ringing or dialing."""
        return self.connected_at or self.appeared_at


MAX_CALLS: Final = 24
"""Calls that a phone can have at the same time."""

REPLY_LAG: Final = timedelta(seconds=1)
"""A reply may lag behind a notification by this much."""


def track(
    known: Iterable[TrackedCall],
    calls: Iterable[Call],
    now: datetime,
    *,
    requested_at: datetime | None = None,
    hidden: int | None = 0,
) -> tuple[TrackedCall, ...]:
    """Return the calls of a reply with the times known from earlier replies.

    A call that was notified just before the request keeps its notified phase, because
    the reply may lag behind.

    Args:
        known: The calls so far.
        calls: The calls of the reply.
        now: The present time.
        requested_at: The time of the request.
        hidden: The number of calls that the phone has besides those of the reply; None
            if that is unknown. Old firmware reports only one call.

    """
    earlier = {tracked.call.handle: tracked for tracked in known}
    result = {
        call.handle: _track(earlier.get(call.handle), call, now) for call in calls
    }
    result |= {one.call.handle: one for one in _hidden(earlier, result, hidden)}
    for handle, tracked in earlier.items():
        is_recent = (
            tracked.notified_at is not None
            and tracked.notified_at + REPLY_LAG > (requested_at or now)
        )
        if is_recent and (handle not in result or result[handle].phase < tracked.phase):
            result[handle] = tracked
    return tuple(result.values())


def _hidden(
    earlier: Mapping[str, TrackedCall],
    reported: Mapping[str, TrackedCall],
    count: int | None,
) -> list[TrackedCall]:
    """Return known calls that go on, although a reply with one call omits them."""
    others = [
        tracked
        for handle, tracked in earlier.items()
        if handle not in reported and not (tracked.has_ended and count is None)
    ]
    others.sort(key=lambda one: (not one.has_ended, one.seen_at))
    kept = others if count is None else others[max(len(others) - count, 0) :]
    is_connected = any(one.phase is Phase.CONNECTED for one in reported.values())
    return [_in_background(one, hold=is_connected) for one in kept]


def _in_background(tracked: TrackedCall, *, hold: bool) -> TrackedCall:
    """Return a hidden call; on hold, because only one call can be connected.

    Notifications may hold and resume it, because no reply will.
    """
    call, phase = replace(tracked.call, is_focused=False), tracked.phase
    if hold and phase is Phase.CONNECTED:
        call, phase = replace(call, state=CallState.HOLD), Phase.HELD
    furthest = min(tracked.furthest, Phase.ALERTING)
    return replace(tracked, call=call, phase=phase, furthest=furthest)


def apply_notification(
    known: Sequence[TrackedCall], call: Call, now: datetime
) -> tuple[TrackedCall, ...]:
    """Return the calls after a notification.

    Only later phases are applied, because notifications arrive late, twice or never.
    The end of a call is left to the next reply.
    """
    earlier = next((one for one in known if one.call.handle == call.handle), None)
    # Some replies do not report that the other party holds the call. Ignore it here
    # too, otherwise the state would change back with the next reply.
    phase = None if call.state is CallState.HELD else _phase(call)
    if earlier is None:
        is_new = (
            phase is not None and phase < Phase.CONNECTED and len(known) < MAX_CALLS
        )
        changed = _track(None, call, now) if is_new else None
    elif call.state is CallState.DISCONNECTED:
        changed = replace(earlier, notified_at=None, has_ended=True)
    elif phase is None or not (phase is earlier.phase or phase > earlier.furthest):
        changed = None
    else:
        changed = _track(earlier, _completed(call, earlier.call), now)
    if changed is None:
        return tuple(known)
    if call.state is not CallState.DISCONNECTED:
        changed = replace(changed, notified_at=now)
    others = (one for one in known if one is not earlier)
    return (*others, changed)


def phases(calls: Iterable[TrackedCall]) -> dict[str, Phase]:
    """Return the phase of each call by its handle."""
    return {tracked.call.handle: tracked.phase for tracked in calls}


def _completed(call: Call, earlier: Call) -> Call:
    """Return a notified call with the details that only replies contain."""
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
    if earlier and phase is not None and phase < Phase.CONNECTED <= earlier.phase:
        # Phones reuse handles: a ringing call is not the one that was connected.
        earlier = None
    if phase is None:
        phase = earlier.phase if earlier else Phase.OFF_HOOK
    connected_at = earlier.connected_at if earlier else None
    if connected_at is None and phase >= Phase.CONNECTED:
        connected_at = since
    return TrackedCall(
        call=call,
        phase=phase,
        furthest=max(phase, earlier.furthest) if earlier else phase,
        appeared_at=earlier.appeared_at if earlier else since,
        connected_at=connected_at,
        seen_at=now,
        notified_at=earlier.notified_at if earlier else None,
    )
