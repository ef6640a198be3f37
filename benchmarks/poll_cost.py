"""What it costs Home Assistant to ask one phone for its calls, beside bare aiohttp."""

import asyncio
from collections.abc import Sequence
from itertools import batched
from statistics import median

from aiohttp import ClientSession

from simulator import Fleet

from .home_assistant import PROFILE, SETTLE_SECONDS, Home, home_with
from .notification_latency import STEPS
from .report import Row

UNCHANGED = 500
CHANGED = 100
"""Calls, each of which changes its state as often as there are steps."""

type Poll = tuple[float, float]
"""CPU seconds of a bare question, and of one with all that follows from it."""


async def measure() -> list[Row]:
    """Poll one phone that leaves everything as it is, then one that changes each time."""
    async with Fleet([PROFILE]) as fleet, ClientSession() as session:
        (phone,) = fleet.phones
        async with home_with([phone], push=False) as home:
            await asyncio.sleep(SETTLE_SECONDS)
            # The first ones fill caches and start connections.
            await _polls(session, home, 50)
            unchanged = await _polls(session, home, UNCHANGED)
            changed = []
            for _ in range(CHANGED):
                for act, _ in STEPS.values():
                    act(phone)
                    changed += await _polls(session, home, 1)
    return [
        _row("CPU of a poll, nothing changed", 1.3, unchanged),
        _row(
            "CPU of a poll, call state changed",
            2,
            # The steps differ, so whole calls are compared.
            [_sum(call) for call in batched(changed, len(STEPS), strict=True)],
        ),
    ]


async def _polls(session: ClientSession, home: Home, times: int) -> list[Poll]:
    """Have the phone polled from inside Home Assistant."""
    url = f"{home.instance.url}/api/benchmark_probe/polls"
    async with session.post(url, json={"times": times}) as response:
        return [(bare, ours) for bare, ours in await response.json()]


def _sum(polls: Sequence[Poll]) -> Poll:
    """Return what several polls cost together."""
    bare, ours = zip(*polls, strict=True)
    return sum(bare), sum(ours)


def _row(name: str, aim: float, polls: Sequence[Poll]) -> Row:
    """Return the typical poll beside the typical bare question."""
    bare, ours = (median(costs) for costs in zip(*polls, strict=True))
    return Row(
        measure=name,
        beside="bare aiohttp GET and `json.loads`",
        aim=f"≤ {aim:g} times",
        result=f"{ours / bare:.2f} times",
        is_met=ours <= aim * bare,
    )
