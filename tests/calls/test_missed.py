"""Tests of the marker for seen missed calls."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, strategies as st

from custom_components.poly_phone.calls.missed import SeenMarker
from custom_components.poly_phone.ucs import CallLog, CallLogEntry

NUMBERS = st.sampled_from(["301", "302", None])
CALLS = st.lists(
    st.builds(
        CallLogEntry,
        line=st.just(1),
        started=st.none()
        | st.integers(0, 5).map(lambda hour: datetime(2026, 11, 28, hour)),  # noqa: DTZ001
        duration=st.none(),
        number=NUMBERS,
        name=st.none(),
    ),
    max_size=8,
)


@given(CALLS, CALLS)
def test_new_calls_are_unseen_whatever_their_time(
    seen: list[CallLogEntry], new: list[CallLogEntry]
) -> None:
    marker = SeenMarker().with_seen(seen)
    assert sum(marker.unseen(seen)) == 0
    assert sum(marker.unseen([*seen, *new])) == len(new)


@given(CALLS, CALLS, st.integers(-48, 48))
def test_seen_calls_stay_seen_when_the_clock_is_set(
    seen: list[CallLogEntry], new: list[CallLogEntry], hours: int
) -> None:
    """Firmware may show all calls of the log with other times then."""
    shift = timedelta(hours=hours, minutes=1)
    shifted = [
        replace(call, started=call.started and call.started + shift) for call in seen
    ]
    is_shifted = any(call.started for call in seen)
    marker = SeenMarker().with_seen(seen).without_deleted(CallLog(missed=(*shifted,)))
    if is_shifted and all(call.started for call in seen):
        assert sum(marker.unseen(shifted)) == 0
        assert sum(marker.unseen([*shifted, *new])) == len(new)


@given(CALLS, CALLS)
def test_deleted_calls_are_forgotten(
    kept: list[CallLogEntry], deleted: list[CallLogEntry]
) -> None:
    marker = SeenMarker().with_seen([*kept, *deleted])
    log = CallLog(missed=(*kept,))
    assert len(marker.without_deleted(log).keys) == len(kept)
