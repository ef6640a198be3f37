"""Compares two lists of tracked calls, and returns the call events between them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ..ucs import Call, CallDirection, CallState
from .tracking import Phase, TrackedCall

MAX_GAP: Final = timedelta(seconds=10)
"""Time without a reply after which a call may have ended long ago."""


class CallEventType(StrEnum):
    """The type of a call event."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    CONNECTED = "connected"
    HELD = "held"
    RESUMED = "resumed"
    ENDED = "ended"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class CallEvent:
    """A change of a call."""

    kind: CallEventType
    direction: CallDirection
    call_id: str | None = None
    """None for a call that only the phone's log contains."""

    number: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    line: int | None = None
    duration: timedelta | None = None
    """Duration of the connection; None during the call, and if it never connected."""

    started_at: datetime | None = None
    """The start of ringing or dialing."""

    ended_at: datetime | None = None


def events(
    old: Iterable[TrackedCall], new: Iterable[TrackedCall], now: datetime
) -> list[CallEvent]:
    """Return the events between two lists of calls, those of ended calls first."""
    before = {_key(tracked): tracked for tracked in old}
    after = {_key(tracked): tracked for tracked in new}
    ended = [
        _end(tracked, now)
        for key, tracked in before.items()
        if key not in after and tracked.phase > Phase.OFF_HOOK
    ]
    return ended + [
        _event(kind, tracked)
        for key, tracked in after.items()
        for kind in _steps(
            before[key].phase if key in before else Phase.OFF_HOOK, tracked
        )
    ]


def direction_of(call: Call) -> CallDirection:
    """Return the direction of a call, derived from its state if it is not reported."""
    if call.direction:
        return call.direction
    is_ringing = call.state is CallState.OFFERING
    return CallDirection.INCOMING if is_ringing else CallDirection.OUTGOING


def _key(tracked: TrackedCall) -> tuple[str, datetime]:
    """Return the identity of a call; the handle is not enough, phones reuse it."""
    return tracked.call.handle, tracked.appeared_at


def _steps(phase: Phase, tracked: TrackedCall) -> Iterator[CallEventType]:
    """Yield the events of a call since it was in a phase, in their order."""
    if phase < Phase.ALERTING <= tracked.phase:
        yield CallEventType(direction_of(tracked.call))
    if phase < Phase.CONNECTED <= tracked.phase:
        yield CallEventType.CONNECTED
    if tracked.phase is Phase.HELD and phase is not Phase.HELD:
        yield CallEventType.HELD
    if tracked.phase is Phase.CONNECTED and phase is Phase.HELD:
        yield CallEventType.RESUMED


def _end(tracked: TrackedCall, now: datetime) -> CallEvent:
    is_missed = (
        tracked.connected_at is None
        and direction_of(tracked.call) is CallDirection.INCOMING
    )
    # After a longer gap, for example a power cut, the end is unknown.
    ended_at = now if now - tracked.seen_at <= MAX_GAP else tracked.seen_at
    duration = ended_at - tracked.connected_at if tracked.connected_at else None
    kind = CallEventType.MISSED if is_missed else CallEventType.ENDED
    return replace(_event(kind, tracked), duration=duration, ended_at=ended_at)


def _event(kind: CallEventType, tracked: TrackedCall) -> CallEvent:
    call = tracked.call
    return CallEvent(
        kind=kind,
        direction=direction_of(call),
        call_id=call.handle,
        number=call.number,
        name=call.name,
        line=call.line,
        started_at=tracked.appeared_at,
    )
