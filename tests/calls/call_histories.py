"""Random histories of calls, and what reaches Home Assistant of them."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
import heapq
from itertools import count, pairwise

from hypothesis import strategies as st

from custom_components.poly_phone.calls.event_merger import CallEventMerger
from custom_components.poly_phone.calls.events import CallEvent
from custom_components.poly_phone.calls.tracking import (
    TrackedCall,
    apply_notification,
    track,
)
from custom_components.poly_phone.phone_numbers import NumberPlan
from custom_components.poly_phone.ucs import (
    Call,
    CallDirection,
    CallLog,
    CallLogEntry,
    CallState,
)


def merger() -> CallEventMerger:
    """Return a merger for a phone in Germany whose clock shows UTC."""
    return CallEventMerger(NumberPlan("DE").key, lambda time: time.replace(tzinfo=UTC))


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANSWER_SECONDS = 0.2
LOG_SECONDS = 2
IDLE_SECONDS = 5
CALL_SECONDS = 1
LONG_ENOUGH = 7
"""Seconds after which a call was certainly there when the phone was asked."""


@dataclass(frozen=True)
class RealCall:
    """A call as it really was."""

    handle: str
    number: str
    direction: CallDirection
    changes: tuple[tuple[float, CallState], ...]
    """When it came into which state; the last one is its end."""

    @property
    def ended(self) -> float:
        """When it was over."""
        return self.changes[-1][0]

    @property
    def lasted(self) -> float:
        """How long it was there, from when it rang or was dialled."""
        dialled = (at for at, state in self.changes if state is not CallState.DIALTONE)
        return self.ended - next(dialled)

    @property
    def talked(self) -> float:
        """How long it was connected or on hold."""
        times = [at for at, state in self.changes if state is CallState.CONNECTED]
        return self.ended - times[0] if times else 0

    def count(self, state: CallState, *, seconds: float = 0) -> int:
        """How often it came into a state, and stayed for so long."""
        return sum(
            state is each and until - at > seconds
            for (at, each), (until, _) in pairwise(self.changes)
        )

    def at(self, moment: float) -> Call | None:
        """What the phone tells of it at a time."""
        past = [state for at, state in self.changes if at <= moment]
        if not past or moment >= self.ended:
            return None
        # Replies do not tell that the other party holds the call.
        state = past[-1]
        return self.told(CallState.CONNECTED if state is CallState.HELD else state)

    def told(self, state: CallState) -> Call:
        """What a notification tells of it; the last one has no more than attributes."""
        if state is CallState.DISCONNECTED:
            return Call(ref=self.handle, state=state)
        return Call(
            ref=self.handle, state=state, direction=self.direction, number=self.number
        )

    @property
    def logged(self) -> CallLogEntry:
        """What the phone's log tells of it."""
        return CallLogEntry(
            line=1,
            started=(NOON + timedelta(seconds=self.changes[0][0])).replace(tzinfo=None),
            duration=timedelta(seconds=self.talked) if self.talked else None,
            number=self.number,
            name=None,
        )


@dataclass(frozen=True)
class History:
    """Calls as they really were, and the notifications that arrived of them."""

    calls: Sequence[RealCall]
    arrivals: Sequence[tuple[float, Call]]

    def at(self, moment: float) -> list[Call]:
        """The calls that the phone tells at a time."""
        return [call for real in self.calls if (call := real.at(moment))]

    @property
    def ended(self) -> float:
        """When it was over, and the last notification had arrived."""
        return max(
            *(call.ended for call in self.calls), *(at for at, _ in self.arrivals), 0
        )

    def log(self, moment: float) -> CallLog:
        """What the phone's log tells at a time."""
        over = [call for call in self.calls if call.ended <= moment]
        came = [c for c in over if c.direction is CallDirection.INCOMING]
        return CallLog(
            missed=tuple(c.logged for c in came if not c.talked),
            received=tuple(c.logged for c in came if c.talked),
            placed=tuple(c.logged for c in over if c not in came),
        )


HOLDS = st.sampled_from([CallState.HOLD, CallState.HELD])


def _tenths(most: float) -> st.SearchStrategy[float]:
    return st.integers(1, int(most * 10)).map(lambda tenths: tenths / 10)


@st.composite
def real_calls(draw: st.DrawFn, most: int) -> list[RealCall]:
    """Return calls, some at the same time."""
    calls: list[RealCall] = []
    start = 1.0
    for number in range(draw(st.integers(1, most))):
        start += draw(_tenths(25))
        direction = draw(st.sampled_from(CallDirection))
        states = (
            [CallState.OFFERING]
            if direction is CallDirection.INCOMING
            else [CallState.DIALTONE, CallState.SETUP, CallState.RINGBACK]
        )
        if draw(st.booleans()):
            states.append(CallState.CONNECTED)
            for hold in draw(st.lists(HOLDS, max_size=2)):
                states += [hold, CallState.CONNECTED]
        changes, at = [], start
        for state in [*states, CallState.DISCONNECTED]:
            changes.append((at, state))
            at += draw(_tenths(12))
        calls.append(
            RealCall(f"4af00c{number:02x}", str(300 + number), direction, (*changes,))
        )
    return calls


@st.composite
def histories(
    draw: st.DrawFn, most: int = 4, latest: float = 5, *, lost: bool = True
) -> History:
    """Return calls of whose notifications some are lost, doubled, late or reordered."""
    calls = draw(real_calls(most))
    times = st.lists(_tenths(latest), min_size=0 if lost else 1, max_size=2)
    arrivals = [
        (at + delay, call.told(state))
        for call in calls
        for at, state in call.changes
        for delay in draw(times)
    ]
    return History(calls, sorted(arrivals, key=lambda arrival: arrival[0]))


@dataclass
class Watcher:
    """What is known of the calls of a phone, from notifications and questions."""

    history: History
    has_log: bool
    known: tuple[TrackedCall, ...] = ()
    events: list[CallEvent] = field(default_factory=list)
    journal: CallEventMerger = field(default_factory=merger)

    def watch(self, seconds: float) -> None:
        """Live through the history, and some time after it."""
        order = count()
        due: list[tuple[float, int, Callable[[float], float | None]]] = []

        def at(moment: float, act: Callable[[float], float | None]) -> None:
            heapq.heappush(due, (moment, next(order), act))

        def arrive(call: Call) -> Callable[[float], None]:
            def act(now: float) -> None:
                self.hear(call, now)
                ask(now)

            return act

        def ask(now: float) -> None:
            calls = self.history.at(now)

            def reply(then: float) -> None:
                if self.see(calls, now, then):
                    at(then + LOG_SECONDS, self.read)

            at(now + ANSWER_SECONDS, reply)

        def look(now: float) -> None:
            ask(now)
            at(now + ANSWER_SECONDS, look_again)

        def look_again(now: float) -> None:
            at(now + (CALL_SECONDS if self.known else IDLE_SECONDS), look)

        self.read(0)
        at(0, look)
        for moment, call in self.history.arrivals:
            at(moment, arrive(call))
        while due and due[0][0] < seconds:
            moment, _, act = heapq.heappop(due)
            act(moment)
        self.read(seconds)
        self.read(seconds + LOG_SECONDS)

    def hear(self, call: Call, now: float) -> None:
        """Take a notification."""
        moment = _moment(now)
        if not self.journal.ended_recently(call.handle, moment):
            self._become(apply_notification(self.known, call, moment), now)

    def see(self, calls: Sequence[Call], asked: float, now: float) -> bool:
        """Take a reply; tell whether a call is gone."""
        before = {tracked.call.handle for tracked in self.known}
        tracked = track(self.known, calls, _moment(now), requested_at=_moment(asked))
        self._become(tracked, now)
        return bool(before - {tracked.call.handle for tracked in self.known})

    def read(self, now: float) -> None:
        """Read the phone's log."""
        log = self.history.log(now) if self.has_log else None
        self.events += self.journal.read_log(log, _moment(now))

    def _become(self, known: tuple[TrackedCall, ...], now: float) -> None:
        self.events += self.journal.observe(
            self.known, known, _moment(now), has_log=self.has_log
        )
        self.known = known

    def told(self, call: RealCall) -> Counter[str]:
        """Return how often each event of a call was told."""
        return Counter(
            event.kind.value for event in self.events if event.number == call.number
        )


def _moment(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def complaints(call: RealCall, told: Counter[str], *, has_log: bool) -> Iterator[str]:
    """Say what is wrong with the events that were told of a call."""
    is_missed = call.direction is CallDirection.INCOMING and not call.talked
    end = "missed" if is_missed else "ended"
    most = Counter(
        {
            call.direction.value: 1,
            "connected": call.talked > 0,
            "held": call.count(CallState.HOLD),
            "resumed": call.count(CallState.HOLD),
            end: 1,
        }
    )
    least = {
        call.direction.value: call.lasted > LONG_ENOUGH,
        "connected": call.talked > LONG_ENOUGH,
        "held": call.count(CallState.HOLD, seconds=LONG_ENOUGH) > 0,
        end: has_log or call.lasted > LONG_ENOUGH,
    }
    if not has_log:
        # Nobody knows better than what was seen whether somebody answered.
        told = told.copy()
        told[end] += told.pop("missed" if end == "ended" else "ended", 0)
    for kind, times in told.items():
        if times > most[kind]:
            yield f"{kind} {times} times, not {most[kind]}"
    for kind, times in least.items():
        if told[kind] < times:
            yield f"{kind} {told[kind]} times, not {times}"
