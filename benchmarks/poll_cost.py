"""CPU cost of a poll, with bare aiohttp as the baseline."""

from collections.abc import Sequence
from itertools import batched
from statistics import median

from .home_assistant import measured_home_assistant
from .notification_latency import STEPS
from .report import Row

UNCHANGED = 500
CHANGED = 100
"""Calls; each changes its state once per step."""

type Cost = tuple[float, float]
"""CPU seconds of a bare request, and of a poll by the integration."""


async def measure() -> list[Row]:
    """Measure polls without and with a change of the call state."""
    async with measured_home_assistant(1, push=False) as home:
        await home.settle()
        # Not counted, because the first polls fill caches.
        await home.polls(50)
        unchanged = await home.polls(UNCHANGED)
        changed = []
        for _ in range(CHANGED):
            for act, _ in STEPS.values():
                act(home.phones[0])
                changed += await home.polls(1)
    return [
        _row("CPU of a poll, nothing changed", 1.3, unchanged),
        _row(
            "CPU of a poll, call state changed",
            2,
            # Whole calls, because the steps of a call differ in cost.
            [_sum(call) for call in batched(changed, len(STEPS), strict=True)],
        ),
    ]


def _sum(costs: Sequence[Cost]) -> Cost:
    """Return the sum of the costs."""
    bare, ours = zip(*costs, strict=True)
    return sum(bare), sum(ours)


def _row(name: str, target: float, costs: Sequence[Cost]) -> Row:
    """Compare the medians of both costs."""
    bare, ours = (median(seconds) for seconds in zip(*costs, strict=True))
    return Row(
        measure=name,
        baseline="bare aiohttp GET and `json.loads`",
        target=f"≤ {target:g} times",
        result=f"{ours / bare:.2f} times",
        is_met=ours <= target * bare,
    )
