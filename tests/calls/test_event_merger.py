"""What happens to calls, out of states, notifications and the phone's log."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.poly_phone.calls.event_merger import (
    LATE_NEWS_WINDOW,
    CallEventMerger,
)
from custom_components.poly_phone.calls.events import CallEvent, events
from custom_components.poly_phone.calls.logged_calls import latest_call, logged_calls
from custom_components.poly_phone.calls.tracking import (
    REPLY_LAG,
    TrackedCall,
    apply_notification,
    track,
)
from custom_components.poly_phone.ucs import (
    Call,
    CallDirection,
    CallLog,
    CallLogEntry,
    CallState,
)

from .call_histories import NOON, History, Watcher, complaints, histories, merger

IN, OUT = CallDirection.INCOMING, CallDirection.OUTGOING
LATER = NOON + timedelta(minutes=1)


def call(
    state: CallState,
    ref: str = "4af00c18",
    direction: CallDirection | None = IN,
    number: str | None = "301",
) -> Call:
    """Return a call."""
    return Call(ref=ref, state=state, direction=direction, number=number, line=1)


def kinds(happened: list[CallEvent]) -> list[str]:
    """Return what happened, in brief."""
    return [event.kind.value for event in happened]


def states(calls: tuple[TrackedCall, ...]) -> list[CallState]:
    """Return the states of calls."""
    return [tracked.call.state for tracked in calls]


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
def test_what_happens_to_a_call(
    direction: CallDirection | None, passed: list[CallState], expected: str
) -> None:
    known: list[tuple[TrackedCall, ...]] = [()]
    for state in passed:
        known.append(track(known[-1], [call(state, direction=direction)], NOON))
    happened = [
        event
        for old, new in pairwise([*known, ()])
        for event in events(old, new, LATER)
    ]
    assert kinds(happened) == expected.split()


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


def test_what_ended_is_told_before_what_began() -> None:
    old = track((), [call(CallState.CONNECTED, "1")], NOON)
    new = track((), [call(CallState.OFFERING, "2")], LATER)
    assert kinds(events(old, new, LATER)) == ["ended", "incoming"]


def test_a_handle_that_is_used_again_is_another_call() -> None:
    old = track((), [call(CallState.CONNECTED)], NOON)
    new = track(old, [call(CallState.OFFERING)], LATER)
    assert kinds(events(old, new, LATER)) == ["ended", "incoming"]


# What the phone tells by itself.


def heard(*notifications: CallState) -> tuple[TrackedCall, ...]:
    """Return what is known of a call after some notifications."""
    known: tuple[TrackedCall, ...] = ()
    for state in notifications:
        known = apply_notification(known, call(state), NOON)
    return known


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
def test_only_what_leads_forward_is_believed(notifications: str, state: str) -> None:
    assert states(heard(*map(CallState, notifications.split()))) == [
        CallState(word) for word in state.split()
    ]


def test_a_notification_that_tells_less_takes_nothing_away() -> None:
    (known,) = track((), [call(CallState.OFFERING, "0x4AF00C18")], NOON)
    bare = Call(ref="4af00c18", state=CallState.CONNECTED, is_focused=False)
    (told,) = apply_notification([known], bare, LATER)
    assert told.call == Call(
        ref="0x4AF00C18",
        state=CallState.CONNECTED,
        direction=IN,
        line=1,
        number="301",
        is_focused=False,
    )
    assert told.appeared_at == NOON
    assert told.connected_at == LATER


def test_a_reply_that_lags_behind_takes_nothing_back() -> None:
    known = heard(CallState.OFFERING)
    assert states(track(known, [], NOON)) == [CallState.OFFERING]
    assert states(track(known, [], NOON + REPLY_LAG)) == []

    known = apply_notification(
        track((), [call(CallState.OFFERING)], NOON), call(CallState.CONNECTED), LATER
    )
    lagging = [call(CallState.OFFERING)]
    assert states(track(known, lagging, LATER)) == [CallState.CONNECTED]
    assert states(track(known, lagging, LATER + REPLY_LAG)) == [CallState.OFFERING]


def test_a_reply_counts_from_when_it_was_asked_for() -> None:
    known = heard(CallState.OFFERING)
    late = NOON + 10 * REPLY_LAG
    assert states(track(known, [], late, requested_at=NOON)) == [CallState.OFFERING]


def test_the_reply_after_the_end_is_believed_at_once() -> None:
    known = heard(CallState.OFFERING, CallState.DISCONNECTED)
    assert track(known, [], NOON) == ()


# The phone's log.


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


def rang(journal: CallEventMerger, number: str | None = "301") -> list[CallEvent]:
    """Let a call ring and stop, and return what is told at once."""
    ringing = track((), [call(CallState.OFFERING, number=number)], NOON)
    return journal.observe((), ringing, NOON, has_log=True) + journal.observe(
        ringing, (), NOON, has_log=True
    )


@pytest.fixture
def journal() -> CallEventMerger:
    """Return a merger that has read the log once."""
    journal = merger()
    assert not journal.read_log(CallLog(missed=(entry("399"),)), NOON)
    return journal


OLD = entry("399")


def test_calls_of_the_log_in_their_order() -> None:
    """By time; within a second as the phone has them, and lists one after the other."""
    log = CallLog(
        missed=(entry("309"), entry("302"), entry("301", 1)),
        received=(entry("305"), entry("304")),
        placed=(entry("300"),),
    )
    numbers = [logged.entry.number for logged in logged_calls(log)]
    assert numbers == ["309", "302", "305", "304", "300", "301"]


def test_the_latest_call_of_a_log() -> None:
    """By time: what ended last may have begun first. None where no time is known."""
    undated = replace(entry("306"), started=None)
    log = CallLog(
        missed=(entry("301", 40), entry("302", 40), entry("304", 10), undated),
        placed=(entry("303", 5),),
    )
    latest = latest_call(log)
    assert latest
    assert (latest.entry.number, latest.is_missed) == ("302", True)
    assert latest_call(CallLog(missed=(undated,))) is None


def test_the_log_tells_whether_a_call_was_missed(journal: CallEventMerger) -> None:
    assert kinds(rang(journal)) == ["incoming"]
    assert kinds(journal.read_log(CallLog(missed=(OLD, entry())), NOON)) == ["missed"]


def test_the_log_tells_that_somebody_was_quick_to_answer(
    journal: CallEventMerger,
) -> None:
    assert kinds(rang(journal)) == ["incoming"]
    log = CallLog(missed=(OLD,), received=(entry(seconds=3),))
    (event,) = journal.read_log(log, NOON)
    assert (event.kind, event.call_id) == ("ended", "4af00c18")
    assert event.duration == timedelta(seconds=3)


def test_a_call_that_is_not_in_the_log_was_missed(journal: CallEventMerger) -> None:
    rang(journal)
    assert kinds(journal.read_log(CallLog(missed=(OLD,)), NOON)) == ["missed"]
    assert not journal.read_log(CallLog(missed=(OLD, entry())), LATER)


def test_a_log_that_cannot_be_read_keeps_nobody_waiting(
    journal: CallEventMerger,
) -> None:
    rang(journal)
    assert kinds(journal.read_log(None, NOON)) == ["missed"]
    assert not journal.read_log(CallLog(missed=(OLD, entry())), LATER)


def test_calls_that_only_the_log_knows(journal: CallEventMerger) -> None:
    log = CallLog(
        missed=(OLD, entry("302", 1)),
        received=(entry("303", 2, 4),),
        placed=(entry("304", 3), entry(None, 4)),
    )
    told = journal.read_log(log, NOON)
    assert [(event.kind, event.direction, event.number) for event in told] == [
        ("missed", IN, "302"),
        ("ended", IN, "303"),
        ("ended", OUT, "304"),
        ("ended", OUT, None),
    ]
    assert {event.call_id for event in told} == {None}
    assert not journal.read_log(log, LATER)


def test_a_call_that_was_seen_is_not_taken_for_another_one(
    journal: CallEventMerger,
) -> None:
    rang(journal, "302")
    log = CallLog(missed=(OLD, entry("301", 1), entry("302", 2)))
    told = journal.read_log(log, NOON)
    assert sorted((event.number, event.call_id is None) for event in told) == [
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
def test_parties_are_the_same_where_they_are_written_differently(
    journal: CallEventMerger, seen: str | None, logged: str | None
) -> None:
    rang(journal, seen)
    assert len(journal.read_log(CallLog(missed=(OLD, entry(logged))), NOON)) == 1


def test_call_picked_up_by_a_colleague_ends_once(journal: CallEventMerger) -> None:
    """The log contains the number of the colleague, at the time of the call."""
    assert kinds(rang(journal, "301")) == ["incoming"]
    logged = replace(entry("355"), started=NOON.replace(second=2, tzinfo=None))
    assert kinds(journal.read_log(CallLog(missed=(OLD, logged)), NOON)) == ["missed"]


@pytest.mark.parametrize("changes", [{"line": 2}, {"minute": 1}])
def test_call_of_another_line_or_time_is_another_call(
    journal: CallEventMerger, changes: dict[str, int]
) -> None:
    rang(journal, "301")
    logged = entry("355", changes.get("minute", 0))
    logged = replace(logged, line=changes.get("line", 1))
    events = journal.read_log(CallLog(missed=(OLD, logged)), NOON)
    assert kinds(events) == ["missed", "missed"]


def test_the_log_may_be_faster_than_the_state(journal: CallEventMerger) -> None:
    talking = track((), [call(CallState.CONNECTED)], NOON)
    log = CallLog(missed=(OLD,), received=(entry(seconds=3),))
    assert kinds(journal.read_log(log, NOON)) == ["ended"]
    assert not journal.observe(talking, (), NOON, has_log=True)
    assert not journal.read_log(log, NOON)

    late = NOON + LATE_NEWS_WINDOW
    assert kinds(journal.observe(talking, (), late, has_log=True)) == ["ended"]


def test_a_clock_that_was_set_is_no_news(journal: CallEventMerger) -> None:
    journal.read_log(CallLog(missed=(OLD, entry("302", 1))), NOON)
    assert not journal.read_log(
        CallLog(missed=(entry("399", 5), entry("302", 6))), NOON
    )
    log = CallLog(missed=(entry("399", 5), entry("302", 6), entry("303", 7)))
    assert kinds(journal.read_log(log, NOON)) == ["missed"]


def test_the_first_call_of_an_empty_log() -> None:
    journal = merger()
    assert not journal.read_log(CallLog(), NOON)
    assert kinds(journal.read_log(CallLog(missed=(OLD,)), NOON)) == ["missed"]


def test_without_a_log_a_missed_call_is_told_at_once() -> None:
    ringing = track((), [call(CallState.OFFERING)], NOON)
    told = merger().observe(ringing, (), NOON, has_log=False)
    assert kinds(told) == ["missed"]


def test_a_call_that_is_over_is_gone_for_a_while(journal: CallEventMerger) -> None:
    rang(journal)
    assert journal.ended_recently("4af00c18", NOON)
    assert not journal.ended_recently("4af00c19", NOON)
    assert not journal.ended_recently("4af00c18", NOON + LATE_NEWS_WINDOW)


# All of it together.


@settings(max_examples=200, deadline=None)
@given(histories(), st.booleans())
def test_any_history(history: History, has_log: bool) -> None:
    watcher = Watcher(history, has_log=has_log)
    watcher.watch(history.ended + 20)
    assert not watcher.known
    for one in history.calls:
        told = watcher.told(one)
        assert not list(complaints(one, told, has_log=has_log))
    numbers = {one.number for one in history.calls}
    assert {event.number for event in watcher.events} <= numbers


@settings(max_examples=100, deadline=None)
@given(histories(), st.floats(0, 60))
def test_the_state_is_the_truth_once_no_notification_is_under_way(
    history: History, moment: float
) -> None:
    heard = [(at, told) for at, told in history.arrivals if at < moment]
    watcher = Watcher(History(history.calls, heard), has_log=False)
    watcher.watch(moment)
    later = moment + 2
    truth = history.at(later)
    watcher.see(truth, later, later)
    assert sorted((one.call.handle, one.call.state) for one in watcher.known) == sorted(
        (one.handle, one.state) for one in truth
    )
