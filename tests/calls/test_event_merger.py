"""Tests of call events from polls, notifications and the call log."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.poly_phone.calls.event_merger import (
    LATE_NEWS_WINDOW,
    CallEventMerger,
)
from custom_components.poly_phone.calls.events import CallEvent
from custom_components.poly_phone.calls.logged_calls import latest_call, logged_calls
from custom_components.poly_phone.calls.tracking import track
from custom_components.poly_phone.ucs import CallLog, CallLogEntry, CallState

from .call_histories import History, Watcher, complaints, histories, new_merger
from .samples import IN, LATER, NOON, OUT, call, kinds


def entry(
    number: str | None = "301", minute: int = 0, seconds: int | None = None
) -> CallLogEntry:
    """Return a call of the phone's log."""
    return CallLogEntry(
        line=1,
        started=NOON.replace(minute=minute, tzinfo=None),
        duration=None if seconds is None else timedelta(seconds=seconds),
        number=number,
        name=None,
    )


def ring(merger: CallEventMerger, number: str | None = "301") -> list[CallEvent]:
    """Let a call ring and stop, and return its events."""
    ringing = track((), [call(CallState.OFFERING, number=number)], NOON)
    return merger.observe((), ringing, NOON, has_log=True) + merger.observe(
        ringing, (), NOON, has_log=True
    )


@pytest.fixture
def merger() -> CallEventMerger:
    """Return a merger that has read the log once."""
    merger = new_merger()
    assert not merger.read_log(CallLog(missed=(entry("399"),)), NOON)
    return merger


OLD = entry("399")


def test_calls_of_the_log_are_sorted() -> None:
    """They are sorted by time, and within a second in the order of the phone's lists."""
    log = CallLog(
        missed=(entry("309"), entry("302"), entry("301", 1)),
        received=(entry("305"), entry("304")),
        placed=(entry("300"),),
    )
    numbers = [logged.entry.number for logged in logged_calls(log)]
    assert numbers == ["309", "302", "305", "304", "300", "301"]


def test_latest_call_is_the_one_that_began_last() -> None:
    """A call that ended later may have begun earlier. Calls without a time never count."""
    undated = replace(entry("306"), started=None)
    log = CallLog(
        missed=(entry("301", 40), entry("302", 40), entry("304", 10), undated),
        placed=(entry("303", 5),),
    )
    latest = latest_call(log)
    assert latest
    assert (latest.entry.number, latest.is_missed) == ("302", True)
    assert latest_call(CallLog(missed=(undated,))) is None


def test_log_decides_whether_a_call_was_missed(merger: CallEventMerger) -> None:
    assert kinds(ring(merger)) == ["incoming"]
    assert kinds(merger.read_log(CallLog(missed=(OLD, entry())), NOON)) == ["missed"]


def test_log_shows_an_answer_between_two_polls(
    merger: CallEventMerger,
) -> None:
    assert kinds(ring(merger)) == ["incoming"]
    log = CallLog(missed=(OLD,), received=(entry(seconds=3),))
    (event,) = merger.read_log(log, NOON)
    assert (event.kind, event.call_id) == ("ended", "4af00c18")
    assert event.duration == timedelta(seconds=3)


def test_call_that_is_not_in_the_log_was_missed(merger: CallEventMerger) -> None:
    ring(merger)
    assert kinds(merger.read_log(CallLog(missed=(OLD,)), NOON)) == ["missed"]
    assert not merger.read_log(CallLog(missed=(OLD, entry())), LATER)


def test_unreadable_log_does_not_delay_events(
    merger: CallEventMerger,
) -> None:
    ring(merger)
    assert kinds(merger.read_log(None, NOON)) == ["missed"]
    assert not merger.read_log(CallLog(missed=(OLD, entry())), LATER)


def test_calls_that_are_only_in_the_log_fire_events(merger: CallEventMerger) -> None:
    log = CallLog(
        missed=(OLD, entry("302", 1)),
        received=(entry("303", 2, 4),),
        placed=(entry("304", 3), entry(None, 4)),
    )
    fired = merger.read_log(log, NOON)
    assert [(event.kind, event.direction, event.number) for event in fired] == [
        ("missed", IN, "302"),
        ("ended", IN, "303"),
        ("ended", OUT, "304"),
        ("ended", OUT, None),
    ]
    assert {event.call_id for event in fired} == {None}
    assert not merger.read_log(log, LATER)


def test_polled_call_is_not_matched_with_another_call(
    merger: CallEventMerger,
) -> None:
    ring(merger, "302")
    log = CallLog(missed=(OLD, entry("301", 1), entry("302", 2)))
    fired = merger.read_log(log, NOON)
    assert sorted((event.number, event.call_id is None) for event in fired) == [
        ("301", True),
        ("302", False),
    ]


@pytest.mark.parametrize(
    ("seen", "logged"),
    [
        ("door@192.0.2.7", "door"),
        ("+49305550123", "030 5550123"),
        ("0049305550123", "+49 30 5550123"),
        ("Door", "door@192.0.2.7"),
        (None, "301"),
        ("301", None),
    ],
)
def test_different_spellings_of_a_party_match(
    merger: CallEventMerger, seen: str | None, logged: str | None
) -> None:
    ring(merger, seen)
    assert len(merger.read_log(CallLog(missed=(OLD, entry(logged))), NOON)) == 1


def test_call_picked_up_by_a_colleague_ends_once(merger: CallEventMerger) -> None:
    """The log contains the number of the colleague, at the time of the call."""
    assert kinds(ring(merger, "301")) == ["incoming"]
    logged = replace(entry("355"), started=NOON.replace(second=2, tzinfo=None))
    assert kinds(merger.read_log(CallLog(missed=(OLD, logged)), NOON)) == ["missed"]


@pytest.mark.parametrize("changes", [{"line": 2}, {"minute": 1}])
def test_call_of_another_line_or_time_is_another_call(
    merger: CallEventMerger, changes: dict[str, int]
) -> None:
    ring(merger, "301")
    logged = entry("355", changes.get("minute", 0))
    logged = replace(logged, line=changes.get("line", 1))
    events = merger.read_log(CallLog(missed=(OLD, logged)), NOON)
    assert kinds(events) == ["missed", "missed"]


def test_log_may_be_read_before_the_calls(merger: CallEventMerger) -> None:
    talking = track((), [call(CallState.CONNECTED)], NOON)
    log = CallLog(missed=(OLD,), received=(entry(seconds=3),))
    assert kinds(merger.read_log(log, NOON)) == ["ended"]
    assert not merger.observe(talking, (), NOON, has_log=True)
    assert not merger.read_log(log, NOON)

    late = NOON + LATE_NEWS_WINDOW
    assert kinds(merger.observe(talking, (), late, has_log=True)) == ["ended"]


def test_changed_clock_fires_no_events(merger: CallEventMerger) -> None:
    merger.read_log(CallLog(missed=(OLD, entry("302", 1))), NOON)
    assert not merger.read_log(CallLog(missed=(entry("399", 5), entry("302", 6))), NOON)
    log = CallLog(missed=(entry("399", 5), entry("302", 6), entry("303", 7)))
    assert kinds(merger.read_log(log, NOON)) == ["missed"]


def test_first_call_of_an_empty_log_fires_an_event() -> None:
    merger = new_merger()
    assert not merger.read_log(CallLog(), NOON)
    assert kinds(merger.read_log(CallLog(missed=(OLD,)), NOON)) == ["missed"]


def test_missed_call_without_a_log_fires_at_once() -> None:
    ringing = track((), [call(CallState.OFFERING)], NOON)
    events = new_merger().observe(ringing, (), NOON, has_log=False)
    assert kinds(events) == ["missed"]


def test_ended_call_is_remembered_for_a_while(merger: CallEventMerger) -> None:
    ring(merger)
    assert merger.ended_recently("4af00c18", NOON)
    assert not merger.ended_recently("4af00c19", NOON)
    assert not merger.ended_recently("4af00c18", NOON + LATE_NEWS_WINDOW)


@settings(max_examples=200, deadline=None)
@given(histories(), st.booleans())
def test_any_history_fires_correct_events(history: History, has_log: bool) -> None:
    watcher = Watcher(history, has_log=has_log)
    watcher.watch(history.ended + 20)
    assert not watcher.known
    for one in history.calls:
        fired = watcher.count_events(one)
        assert not list(complaints(one, fired, has_log=has_log))
    numbers = {one.number for one in history.calls}
    assert {event.number for event in watcher.events} <= numbers


@settings(max_examples=100, deadline=None)
@given(histories(), st.floats(0, 60))
def test_known_calls_are_correct_after_the_last_notification(
    history: History, moment: float
) -> None:
    arrived = [(at, call) for at, call in history.arrivals if at < moment]
    watcher = Watcher(History(history.calls, arrived), has_log=False)
    watcher.watch(moment)
    later = moment + 2
    truth = history.at(later)
    watcher.apply_reply(truth, later, later)
    assert sorted((one.call.handle, one.call.state) for one in watcher.known) == sorted(
        (one.handle, one.state) for one in truth
    )
