"""Random histories of calls, with the notifications and replies about them."""

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


def new_merger() -> CallEventMerger:
    """Return a merger for a phone in Germany whose clock shows UTC."""
    return CallEventMerger(NumberPlan("DE").key, lambda time: time.replace(tzinfo=UTC))


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ANSWER_SECONDS = 0.2
LOG_SECONDS = 2
IDLE_SECONDS = 5
CALL_SECONDS = 1
LONG_ENOUGH = 7
"""Seconds after which a poll has certainly found a call."""


@dataclass(frozen=True)
class RealCall:
    """A call with its true states."""

    handle: str
    number: str
    direction: CallDirection
    changes: tuple[tuple[float, CallState], ...]
    """Times and states of the call; the last one is its end."""

    @property
    def ended(self) -> float:
        """The end in seconds."""
        return self.changes[-1][0]

    @property
    def lasted(self) -> float:
        """Seconds from ringing or dialing to the end."""
        dialled = (at for at, state in self.changes if state is not CallState.DIALTONE)
        return self.ended - next(dialled)

    @property
    def talked(self) -> float:
        """Seconds that it was connected or on hold."""
        times = [at for at, state in self.changes if state is CallState.CONNECTED]
        return self.ended - times[0] if times else 0

    def count(self, state: CallState, *, seconds: float = 0) -> int:
        """Count the changes to a state that lasted long enough."""
        return sum(
            state is each and until - at > seconds
            for (at, each), (until, _) in pairwise(self.changes)
        )

    def at(self, moment: float) -> Call | None:
        """Return the call in a reply at a time."""
        past = [state for at, state in self.changes if at <= moment]
        if not past or moment >= self.ended:
            return None
        # Connected, because replies do not report that the other party holds the call.
        state = past[-1]
        return self.as_notification(
            CallState.CONNECTED if state is CallState.HELD else state
        )

    def as_notification(self, state: CallState) -> Call:
        """Return the call in a notification; the last has only attributes."""
        if state is CallState.DISCONNECTED:
            return Call(ref=self.handle, state=state)
        return Call(
            ref=self.handle, state=state, direction=self.direction, number=self.number
        )

    @property
    def logged(self) -> CallLogEntry:
        """The call in the phone's log."""
        return CallLogEntry(
            line=1,
            started=(NOON + timedelta(seconds=self.changes[0][0])).replace(tzinfo=None),
            duration=timedelta(seconds=self.talked) if self.talked else None,
            number=self.number,
            name=None,
        )


@dataclass(frozen=True)
class History:
    """Calls with their true states, and the notifications that arrived."""

    calls: Sequence[RealCall]
    arrivals: Sequence[tuple[float, Call]]

    def at(self, moment: float) -> list[Call]:
        """Return the calls of a reply at a time."""
        return [call for real in self.calls if (call := real.at(moment))]

    @property
    def ended(self) -> float:
        """The end of the last call or notification."""
        return max(
            *(call.ended for call in self.calls), *(at for at, _ in self.arrivals), 0
        )

    def log(self, moment: float) -> CallLog:
        """Return the phone's log at a time."""
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
    """Return calls, some of them simultaneous."""
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
    """Return calls with lost, repeated, late or reordered notifications."""
    calls = draw(real_calls(most))
    times = st.lists(_tenths(latest), min_size=0 if lost else 1, max_size=2)
    arrivals = [
        (at + delay, call.as_notification(state))
        for call in calls
        for at, state in call.changes
        for delay in draw(times)
    ]
    return History(calls, sorted(arrivals, key=lambda arrival: arrival[0]))


@dataclass
class Watcher:
    """The known calls of a phone, from notifications and polls."""

    history: History
    has_log: bool
    known: tuple[TrackedCall, ...] = ()
    events: list[CallEvent] = field(default_factory=list)
    merger: CallEventMerger = field(default_factory=new_merger)

    def watch(self, seconds: float) -> None:
        """Play the history, and some time after it."""
        order = count()
        due: list[tuple[float, int, Callable[[float], float | None]]] = []

        def at(moment: float, act: Callable[[float], float | None]) -> None:
            heapq.heappush(due, (moment, next(order), act))

        def arrive(call: Call) -> Callable[[float], None]:
            def act(now: float) -> None:
                self.apply(call, now)
                poll(now)

            return act

        def poll(now: float) -> None:
            calls = self.history.at(now)

            def reply(then: float) -> None:
                if self.apply_reply(calls, now, then):
                    at(then + LOG_SECONDS, self.read)

            at(now + ANSWER_SECONDS, reply)

        def begin_poll(now: float) -> None:
            poll(now)
            at(now + ANSWER_SECONDS, schedule_poll)

        def schedule_poll(now: float) -> None:
            at(now + (CALL_SECONDS if self.known else IDLE_SECONDS), begin_poll)

        self.read(0)
        at(0, begin_poll)
        for moment, call in self.history.arrivals:
            at(moment, arrive(call))
        while due and due[0][0] < seconds:
            moment, _, act = heapq.heappop(due)
            act(moment)
        self.read(seconds)
        self.read(seconds + LOG_SECONDS)

    def apply(self, call: Call, now: float) -> None:
        """Apply a notification."""
        moment = _moment(now)
        if not self.merger.ended_recently(call.handle, moment):
            self._become(apply_notification(self.known, call, moment), now)

    def apply_reply(self, calls: Sequence[Call], requested: float, now: float) -> bool:
        """Apply a reply and return whether a call ended."""
        before = {tracked.call.handle for tracked in self.known}
        tracked = track(
            self.known, calls, _moment(now), requested_at=_moment(requested)
        )
        self._become(tracked, now)
        return bool(before - {tracked.call.handle for tracked in self.known})

    def read(self, now: float) -> None:
        """Read the phone's log."""
        log = self.history.log(now) if self.has_log else None
        self.events += self.merger.read_log(log, _moment(now))

    def _become(self, known: tuple[TrackedCall, ...], now: float) -> None:
        self.events += self.merger.observe(
            self.known, known, _moment(now), has_log=self.has_log
        )
        self.known = known

    def count_events(self, call: RealCall) -> Counter[str]:
        """Count the events of a call by type."""
        return Counter(
            event.kind.value for event in self.events if event.number == call.number
        )


def _moment(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def complaints(call: RealCall, fired: Counter[str], *, has_log: bool) -> Iterator[str]:
    """Yield the errors in the events of a call."""
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
        # Without a log, polls may miss an answer, so missed and ended are both correct.
        fired = fired.copy()
        fired[end] += fired.pop("missed" if end == "ended" else "ended", 0)
    for kind, times in fired.items():
        if times > most[kind]:
            yield f"{kind} {times} times, not {most[kind]}"
    for kind, times in least.items():
        if fired[kind] < times:
            yield f"{kind} {fired[kind]} times, not {times}"
