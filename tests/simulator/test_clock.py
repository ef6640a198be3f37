"""Tests of the clocks and the timeline."""

import asyncio

from freezegun.api import FrozenDateTimeFactory

from simulator import Clock, ManualClock
from simulator.clock import Timeline


async def test_clock_of_this_machine(freezer: FrozenDateTimeFactory) -> None:
    clock = Clock()
    before = clock.time()
    freezer.tick(5)
    assert clock.time() == before + 5
    await clock.sleep(0)
    woken = asyncio.Event()
    clock.wake_at(before, woken.set)
    await woken.wait()


async def test_manual_clock_ends_sleeps_in_order() -> None:
    clock = ManualClock(100)
    order: list[int] = []

    async def sleep(seconds: int) -> None:
        await clock.sleep(seconds)
        order.append(seconds)

    tasks = [asyncio.create_task(sleep(seconds)) for seconds in (3, 1, 2)]
    await asyncio.sleep(0)
    clock.advance(2)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert (order, clock.time()) == ([1, 2], 102)
    clock.advance(1)
    await asyncio.gather(*tasks)
    assert order == [1, 2, 3]


async def test_cancelled_sleep_is_ignored() -> None:
    clock = ManualClock()
    task = asyncio.create_task(clock.sleep(1))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    clock.advance(2)
    assert task.cancelled()


def test_timeline_runs_each_timer_at_its_own_time() -> None:
    clock = ManualClock(0)
    timeline = Timeline(clock)
    seen: list[tuple[str, float]] = []

    def first() -> None:
        seen.append(("first", timeline.now))
        timeline.after(2, lambda: seen.append(("then", timeline.now)))

    timeline.after(4, lambda: seen.append(("last", timeline.now)))
    timeline.after(1, first)
    timeline.after(2, lambda: seen.append(("never", timeline.now))).cancel()
    clock.advance(10)
    assert seen == [("first", 1), ("then", 3), ("last", 4)]
    assert timeline.now == 10


def test_timeline_without_alarms_catches_up() -> None:
    class SilentClock(ManualClock):
        """A clock without alarms, like a frozen one."""

        def advance(self, seconds: float) -> None:
            self._time += seconds

    clock = SilentClock(0)
    timeline = Timeline(clock)
    seen: list[float] = []
    timeline.after(1, lambda: seen.append(timeline.now))
    timeline.after(3, timeline.advance)
    clock.advance(5)
    assert seen == []
    timeline.advance()
    assert seen == [1]


def test_stopped_timeline_runs_no_action() -> None:
    clock = ManualClock()
    timeline = Timeline(clock)
    seen: list[int] = []
    timeline.after(1, lambda: seen.append(1))
    timeline.stop()
    clock.advance(2)
    assert seen == []
