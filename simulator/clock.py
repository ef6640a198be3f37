"""The clocks and the timeline of the simulated phones."""

import asyncio
from collections.abc import Callable
import heapq
from itertools import count
import time
from typing import Protocol, override


class Alarm(Protocol):
    """A pending call of a clock."""

    def cancel(self) -> None:
        """Cancel the call."""


class Clock:
    """The clock of this machine."""

    def time(self) -> float:
        """Return the seconds since the epoch."""
        return time.time()

    def wake_at(self, when: float, callback: Callable[[], None]) -> Alarm:
        """Call back at a time."""
        loop = asyncio.get_running_loop()
        delay = when - self.time()
        # With a frozen clock, a delay of 0 would keep the loop busy without an end.
        return (
            loop.call_later(delay, callback) if delay > 0 else loop.call_soon(callback)
        )

    async def sleep(self, seconds: float) -> None:
        """Wait for some seconds."""
        await asyncio.sleep(seconds)


class Timer:
    """An action that a timeline runs at a time."""

    def __init__(self, when: float, action: Callable[[], None]) -> None:
        self.when = when
        self.action = action
        self.cancelled = False

    def cancel(self) -> None:
        """Cancel the action."""
        self.cancelled = True


class ManualClock(Clock):
    """A clock that stands still until it is advanced."""

    def __init__(self, start: float = 1_767_225_600.0) -> None:
        self._time = start
        self._order = count()
        self._timers: list[tuple[float, int, Timer]] = []

    @override
    def time(self) -> float:
        return self._time

    @override
    def wake_at(self, when: float, callback: Callable[[], None]) -> Timer:
        timer = Timer(when, callback)
        heapq.heappush(self._timers, (when, next(self._order), timer))
        return timer

    @override
    async def sleep(self, seconds: float) -> None:
        woken = asyncio.get_running_loop().create_future()

        def wake() -> None:
            if not woken.done():
                woken.set_result(None)

        self.wake_at(self._time + seconds, wake)
        await woken

    def advance(self, seconds: float) -> None:
        """Move the clock forward, and run every timer on the way."""
        target = self._time + seconds
        while self._timers and self._timers[0][0] <= target:
            when, _, timer = heapq.heappop(self._timers)
            self._time = max(self._time, when)
            if not timer.cancelled:
                timer.action()
        self._time = target


class Timeline:
    """The pending actions of all phones of one process, in order of time.

    Alarms of the clock run them. Callers also advance the timeline before they read a
    phone, so that its state is right with a frozen clock, whose alarms never ring.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._order = count()
        self._timers: list[tuple[float, int, Timer]] = []
        self._alarm: Alarm | None = None
        self._now: float | None = None

    @property
    def now(self) -> float:
        """The time; inside an action, the time for which it was planned."""
        return self.clock.time() if self._now is None else self._now

    def after(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Run an action after some seconds."""
        timer = Timer(self.now + seconds, action)
        heapq.heappush(self._timers, (timer.when, next(self._order), timer))
        if self._timers[0][2] is timer:
            self._set_alarm()
        return timer

    def advance(self) -> None:
        """Run every action that is due."""
        if self._now is not None:
            return
        try:
            while self._timers and self._timers[0][0] <= self.clock.time():
                timer = heapq.heappop(self._timers)[2]
                if not timer.cancelled:
                    self._now = timer.when
                    timer.action()
        finally:
            self._now = None
        self._set_alarm()

    def stop(self) -> None:
        """Cancel all actions."""
        self._timers.clear()
        self._set_alarm()

    def _set_alarm(self) -> None:
        if self._now is not None:
            return
        if self._alarm:
            self._alarm.cancel()
        self._alarm = (
            self.clock.wake_at(self._timers[0][0], self.advance)
            if self._timers
            else None
        )
