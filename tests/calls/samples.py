"""Sample calls for the tests of call states and events."""

from datetime import UTC, datetime, timedelta

from custom_components.poly_phone.calls.events import CallEvent
from custom_components.poly_phone.calls.tracking import TrackedCall, apply_notification
from custom_components.poly_phone.ucs import Call, CallDirection, CallState

IN, OUT = CallDirection.INCOMING, CallDirection.OUTGOING
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)


def call(
    state: CallState,
    ref: str = "4af00c18",
    direction: CallDirection | None = IN,
    number: str | None = "301",
    *,
    is_focused: bool = True,
    seconds: int | None = None,
) -> Call:
    """Return a call on line 1."""
    return Call(
        ref=ref,
        state=state,
        direction=direction,
        number=number,
        line=1,
        is_focused=is_focused,
        duration=None if seconds is None else timedelta(seconds=seconds),
    )


def kinds(happened: list[CallEvent]) -> list[str]:
    """Return the types of events."""
    return [event.kind.value for event in happened]


def states(calls: tuple[TrackedCall, ...]) -> list[CallState]:
    """Return the states of calls."""
    return [tracked.call.state for tracked in calls]


def after_notifications(*notifications: CallState) -> tuple[TrackedCall, ...]:
    """Return the known calls after notifications of one call."""
    known: tuple[TrackedCall, ...] = ()
    for state in notifications:
        known = apply_notification(known, call(state), NOON)
    return known
