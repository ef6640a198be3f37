"""What happens to calls, from states and from the phone's log. Pure functions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from ..ucs import Call, CallDirection, CallLog, CallLogEntry, CallState
from .tracking import Phase, TrackedCall


class CallEventType(StrEnum):
    """What can happen to a call."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"
    CONNECTED = "connected"
    HELD = "held"
    RESUMED = "resumed"
    ENDED = "ended"
    MISSED = "missed"


@dataclass(frozen=True, kw_only=True)
class CallEvent:
    """Something that happened to a call."""

    kind: CallEventType
    direction: CallDirection
    call_id: str | None = None
    """None for a call that only the phone's log knows."""

    number: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    line: int | None = None
    duration: timedelta | None = None
    """How long they talked; None while they do, and where they did not."""


def events(
    old: Iterable[TrackedCall], new: Iterable[TrackedCall], now: datetime
) -> list[CallEvent]:
    """Return what happened between two states: first what ended, then what began."""
    before = {_key(tracked): tracked for tracked in old}
    after = {_key(tracked): tracked for tracked in new}
    ended = [
        _end(tracked, now)
        for key, tracked in before.items()
        if key not in after and tracked.phase > Phase.QUIET
    ]
    return ended + [
        _event(kind, tracked)
        for key, tracked in after.items()
        for kind in _steps(before[key].phase if key in before else Phase.QUIET, tracked)
    ]


def _key(tracked: TrackedCall) -> tuple[str, datetime]:
    """Return what tells calls apart; phones use handles again."""
    return tracked.call.handle, tracked.appeared_at


def _steps(phase: Phase, tracked: TrackedCall) -> Iterator[CallEventType]:
    """Return what happened to a call since it was in a phase, one after the other."""
    if phase < Phase.ALERTING <= tracked.phase:
        yield CallEventType(direction_of(tracked.call))
    if phase < Phase.TALKING <= tracked.phase:
        yield CallEventType.CONNECTED
    if tracked.phase is Phase.HELD and phase is not Phase.HELD:
        yield CallEventType.HELD
    if tracked.phase is Phase.TALKING and phase is Phase.HELD:
        yield CallEventType.RESUMED


def _end(tracked: TrackedCall, now: datetime) -> CallEvent:
    is_missed = (
        tracked.connected_at is None
        and direction_of(tracked.call) is CallDirection.INCOMING
    )
    talked = now - tracked.connected_at if tracked.connected_at else None
    return _event(
        CallEventType.MISSED if is_missed else CallEventType.ENDED, tracked, talked
    )


def _event(
    kind: CallEventType, tracked: TrackedCall, duration: timedelta | None = None
) -> CallEvent:
    call = tracked.call
    return CallEvent(
        kind=kind,
        direction=direction_of(call),
        call_id=call.handle,
        number=call.number,
        name=call.name,
        line=call.line,
        duration=duration,
    )


def direction_of(call: Call) -> CallDirection:
    """Return the direction of a call; only what rings here can be told without it."""
    if call.direction:
        return call.direction
    is_ringing = call.state is CallState.OFFERING
    return CallDirection.INCOMING if is_ringing else CallDirection.OUTGOING


@dataclass(frozen=True, kw_only=True)
class LoggedCall:
    """A call of the phone's log, and which of its lists it is in."""

    entry: CallLogEntry
    direction: CallDirection
    is_missed: bool


def logged_calls(log: CallLog) -> list[LoggedCall]:
    """Return the calls of a log whose time is known, the latest last.

    Those of one second stay in the order that the phone has them in.
    """
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
        key=lambda call: _started(call.entry),
    )


def latest_call(log: CallLog) -> LoggedCall | None:
    """Return the latest call of a log whose time is known."""
    # Most of a long log need not be looked at more closely.
    calls = logged_calls(
        CallLog(
            missed=_latest(log.missed),
            received=_latest(log.received),
            placed=_latest(log.placed),
        )
    )
    return calls[-1] if calls else None


def _latest(entries: Sequence[CallLogEntry]) -> tuple[CallLogEntry, ...]:
    return tuple(sorted(entries, key=_started)[-1:])


def _started(entry: CallLogEntry) -> datetime:
    return entry.started or datetime.min  # noqa: DTZ901


PATIENCE: Final = timedelta(minutes=2)
"""How long after its end a call may still turn up in the phone's log."""

PATIENCE_UNREAD: Final = timedelta(hours=1)
"""The same while the log cannot be read."""


@dataclass(frozen=True, kw_only=True)
class EndedCall:
    """A call that is over, until the phone's log has it."""

    event: CallEvent
    ended_at: datetime
    is_told: bool
    """Whether the event has been fired; a missed call waits for what the log says."""


def reconcile(
    ended: Sequence[EndedCall], fresh: Iterable[LoggedCall] | None, now: datetime
) -> tuple[list[CallEvent], list[CallEvent], list[EndedCall]]:
    """Return the events of new entries of the log, None if unread, and what it lacks.

    These are the events of calls that were seen, those of calls that only the log knows,
    and the calls that are not in it. The log decides whether a call that was never seen
    connected was missed, and it knows calls that were over before anybody asked.
    """
    told: list[CallEvent] = []
    waiting = list(ended)
    unseen = [_logged_event(logged) for logged in fresh or ()]
    patience = PATIENCE_UNREAD if fresh is None else PATIENCE
    for fits in (is_same_party, _may_be_same_party):
        entries, unseen = unseen, []
        for entry in entries:
            match = next((call for call in waiting if fits(call.event, entry)), None)
            if match is None:
                unseen.append(entry)
                continue
            waiting.remove(match)
            if not match.is_told:
                told.append(
                    replace(match.event, kind=entry.kind, duration=entry.duration)
                )
    told += [call.event for call in waiting if not call.is_told]
    waiting = [
        replace(call, is_told=True)
        for call in waiting
        if call.ended_at + patience > now
    ]
    return told, unseen, waiting


def is_same_party(event: CallEvent, entry: CallEvent) -> bool:
    """Tell whether two events are of calls with the same party."""
    return event.direction is entry.direction and _user(event) == _user(entry)


def _may_be_same_party(event: CallEvent, entry: CallEvent) -> bool:
    """Tell whether they may be, as far as it is known who that was."""
    is_known = event.number and entry.number
    return event.direction is entry.direction and not is_known


def _user(event: CallEvent) -> str:
    """Return the party's number, or its name at the host, which the log may leave out."""
    return (event.number or "").partition("@")[0].lower()


def _logged_event(logged: LoggedCall) -> CallEvent:
    entry = logged.entry
    return CallEvent(
        kind=CallEventType.MISSED if logged.is_missed else CallEventType.ENDED,
        direction=logged.direction,
        number=entry.number,
        name=entry.name,
        line=entry.line,
        duration=entry.duration,
    )
