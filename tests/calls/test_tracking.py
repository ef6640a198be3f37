"""Tests of known calls after replies and notifications."""

from datetime import timedelta

import pytest

from custom_components.poly_phone.calls.tracking import (
    REPLY_LAG,
    apply_notification,
    track,
)
from custom_components.poly_phone.ucs import Call, CallState

from .samples import IN, LATER, NOON, after_notifications, call, states


def test_call_starts_when_it_is_connected() -> None:
    known = track((), [call(CallState.OFFERING)], NOON)
    assert known[0].started_at == NOON

    known = track(known, [call(CallState.OFFERING)], NOON + timedelta(seconds=5))
    assert known[0].started_at == NOON

    answered = NOON + timedelta(seconds=8)
    known = track(known, [call(CallState.CONNECTED, seconds=0)], answered)
    assert known[0].started_at == answered

    later = [call(CallState.HOLD, seconds=60)]
    known = track(known, later, answered + timedelta(seconds=61))
    assert known[0].started_at == answered
    assert known[0].appeared_at == NOON


def test_start_of_an_earlier_call_follows_from_its_duration() -> None:
    (tracked,) = track((), [call(CallState.CONNECTED, seconds=90)], NOON)
    assert tracked.started_at == NOON - timedelta(seconds=90)


def test_call_that_only_gets_longer_is_equal() -> None:
    before = track((), [call(CallState.CONNECTED, seconds=90)], NOON)
    after = track(
        before, [call(CallState.CONNECTED, seconds=95)], NOON + timedelta(seconds=5)
    )
    assert before == after


@pytest.mark.parametrize(
    ("notifications", "state"),
    [
        ("offering", "offering"),
        ("offering offering", "offering"),
        ("offering connected", "connected"),
        ("offering connected offering", "connected"),
        ("offering connected connected", "connected"),
        ("offering connected hold", "hold"),
        ("offering connected hold connected", "hold"),
        ("offering hold connected offering", "hold"),
        ("offering connected held", "connected"),
        ("offering connected conference", "conference"),
        ("dialtone setup ringback dialtone", "ringback"),
        ("dialtone dialtone", "dialtone"),
        ("offering unknown", "offering"),
        ("offering disconnected", "offering"),
        ("connected", ""),
        ("hold", ""),
        ("held", ""),
        ("disconnected", ""),
        ("unknown", ""),
    ],
)
def test_notification_applies_only_later_phases(notifications: str, state: str) -> None:
    assert states(after_notifications(*map(CallState, notifications.split()))) == [
        CallState(word) for word in state.split()
    ]


def test_notification_without_a_field_keeps_its_value() -> None:
    (known,) = track((), [call(CallState.OFFERING, "0x4AF00C18")], NOON)
    bare = Call(ref="4af00c18", state=CallState.CONNECTED, is_focused=False)
    (updated,) = apply_notification([known], bare, LATER)
    assert updated.call == Call(
        ref="0x4AF00C18",
        state=CallState.CONNECTED,
        direction=IN,
        line=1,
        number="301",
        is_focused=False,
    )
    assert updated.appeared_at == NOON
    assert updated.connected_at == LATER


def test_late_reply_does_not_undo_a_notification() -> None:
    known = after_notifications(CallState.OFFERING)
    assert states(track(known, [], NOON)) == [CallState.OFFERING]
    assert states(track(known, [], NOON + REPLY_LAG)) == []

    known = apply_notification(
        track((), [call(CallState.OFFERING)], NOON), call(CallState.CONNECTED), LATER
    )
    lagging = [call(CallState.OFFERING)]
    assert states(track(known, lagging, LATER)) == [CallState.CONNECTED]
    assert states(track(known, lagging, LATER + REPLY_LAG)) == [CallState.OFFERING]


def test_age_of_a_reply_is_that_of_its_request() -> None:
    known = after_notifications(CallState.OFFERING)
    late = NOON + 10 * REPLY_LAG
    assert states(track(known, [], late, requested_at=NOON)) == [CallState.OFFERING]


def test_reply_after_the_end_removes_the_call() -> None:
    known = after_notifications(CallState.OFFERING, CallState.DISCONNECTED)
    assert track(known, [], NOON) == ()
