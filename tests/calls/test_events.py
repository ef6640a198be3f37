"""Tests of call events from changes of known calls."""

from datetime import timedelta
from itertools import pairwise

import pytest

from custom_components.poly_phone.calls.events import CallEvent, events
from custom_components.poly_phone.calls.tracking import TrackedCall, track
from custom_components.poly_phone.ucs import CallDirection, CallState

from .samples import IN, LATER, NOON, OUT, call, kinds


@pytest.mark.parametrize(
    ("direction", "passed", "expected"),
    [
        (IN, [CallState.OFFERING], "incoming missed"),
        (IN, [CallState.OFFERING, CallState.CONNECTED], "incoming connected ended"),
        (IN, [CallState.CONNECTED], "incoming connected ended"),
        (IN, [CallState.HOLD], "incoming connected held ended"),
        (OUT, [CallState.DIALTONE], ""),
        (OUT, [CallState.DIALTONE, CallState.SETUP], "outgoing ended"),
        (
            OUT,
            [CallState.SETUP, CallState.PROCEEDING, CallState.RINGBACK],
            "outgoing ended",
        ),
        (OUT, [CallState.RINGBACK, CallState.CONNECTED], "outgoing connected ended"),
        (
            OUT,
            [CallState.CONNECTED, CallState.HOLD, CallState.CONFERENCE, CallState.HELD],
            "outgoing connected held resumed held ended",
        ),
        (None, [CallState.OFFERING], "incoming missed"),
        (None, [CallState.RINGBACK], "outgoing ended"),
        (IN, [CallState.OFFERING, CallState.UNKNOWN], "incoming missed"),
    ],
)
def test_events_follow_the_states_of_a_call(
    direction: CallDirection | None, passed: list[CallState], expected: str
) -> None:
    known: list[tuple[TrackedCall, ...]] = [()]
    for state in passed:
        known.append(track(known[-1], [call(state, direction=direction)], NOON))
    found = [
        event
        for old, new in pairwise([*known, ()])
        for event in events(old, new, LATER)
    ]
    assert kinds(found) == expected.split()


def test_event_contains_the_call() -> None:
    connected = track((), [call(CallState.CONNECTED)], NOON)
    connected = track(connected, [call(CallState.CONNECTED)], LATER)
    (ended,) = events(connected, (), LATER)
    assert ended == CallEvent(
        kind=ended.kind,
        direction=IN,
        call_id="4af00c18",
        number="301",
        line=1,
        duration=timedelta(minutes=1),
        started_at=NOON,
        ended_at=LATER,
    )
    (missed,) = events(track((), [call(CallState.OFFERING)], NOON), (), LATER)
    assert missed.duration is None
    assert "301" not in repr(ended)


def test_call_that_ended_in_an_outage_ends_when_it_was_last_seen() -> None:
    """The phone lost power, for example."""
    talking = track((), [call(CallState.CONNECTED)], NOON)
    talking = track(talking, [call(CallState.CONNECTED)], LATER)
    (ended,) = events(talking, (), LATER + timedelta(hours=1))
    assert ended.duration == timedelta(minutes=1)
    assert ended.ended_at == LATER


def test_end_comes_before_the_start_of_another_call() -> None:
    old = track((), [call(CallState.CONNECTED, "1")], NOON)
    new = track((), [call(CallState.OFFERING, "2")], LATER)
    assert kinds(events(old, new, LATER)) == ["ended", "incoming"]


def test_reused_handle_is_another_call() -> None:
    old = track((), [call(CallState.CONNECTED)], NOON)
    new = track(old, [call(CallState.OFFERING)], LATER)
    assert kinds(events(old, new, LATER)) == ["ended", "incoming"]
