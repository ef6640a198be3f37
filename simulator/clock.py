"""Time as the simulated phones see it."""

import asyncio
from collections.abc import Callable
import heapq
from itertools import count
import time
from typing import Protocol, override


class Alarm(Protocol):
    """Something set to happen, which can still be called off."""

    def cancel(self) -> None:
        """Call it off."""


class Clock:
    """The clock of this machine."""

    def time(self) -> float:
        """Seconds since the epoch."""
        return time.time()

    def wake_at(self, when: float, callback: Callable[[], None]) -> Alarm:
        """Call back at a time."""
        loop = asyncio.get_running_loop()
        delay = when - self.time()
        # Under a frozen clock the loop would spin on a delay of 0, and never call.
        return (
            loop.call_later(delay, callback) if delay > 0 else loop.call_soon(callback)
        )

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)


class Timer:
    """One thing that a timeline will do."""

    def __init__(self, when: float, action: Callable[[], None]) -> None:
        self.when = when
        self.action = action
        self.cancelled = False

    def cancel(self) -> None:
        """Call it off."""
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
        """Let time pass, and everything happen that falls due meanwhile."""
        target = self._time + seconds
        while self._timers and self._timers[0][0] <= target:
            when, _, timer = heapq.heappop(self._timers)
            self._time = max(self._time, when)
            if not timer.cancelled:
                timer.action()
        self._time = target


class Timeline:
    """What is going to happen to the phones of one process, in order of time.

    Alarms of the clock carry it forward. It can also be advanced before anything is
    looked at, so that phones are right where no alarm rings: under a frozen clock.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._order = count()
        self._timers: list[tuple[float, int, Timer]] = []
        self._alarm: Alarm | None = None
        self._now: float | None = None

    @property
    def now(self) -> float:
        """The time; within a timer its own, however late it is carried out."""
        return self.clock.time() if self._now is None else self._now

    def after(self, seconds: float, action: Callable[[], None]) -> Timer:
        """Do something later."""
        timer = Timer(self.now + seconds, action)
        heapq.heappush(self._timers, (timer.when, next(self._order), timer))
        if self._timers[0][2] is timer:
            self._set_alarm()
        return timer

    def advance(self) -> None:
        """Do everything that is due."""
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
        """Forget everything."""
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
