"""How one Home Assistant carries 10, 100 and 1,000 phones, idle and with push.

.venv-2026.11/bin/python -m benchmarks.scale [--phones 10 100 1000]
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
import sqlite3

from simulator import Fleet, SimulatedPhone

from .home import Home, Snapshot, all_posting, home_with
from .push import PROFILE

IDLE_SECONDS = 60
SETTLE_SECONDS = 20
"""Seconds after the last phone posts to Home Assistant until nothing is new any more."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """What it takes to have a number of phones."""

    phones: int
    start_seconds: float
    """From the start of the program until all phones are up."""

    start: Snapshot
    idle: Snapshot
    requests: float
    """To each phone in an hour."""

    connections: float
    """Opened to each phone in an hour."""

    rows: float
    """States of each phone that the recorder writes in a day."""


async def measure(count: int) -> Scale:
    """Start Home Assistant with some phones, and leave them alone then."""
    async with Fleet([PROFILE] * count) as fleet:
        async with home_with(fleet.phones, push=True) as home:
            start_seconds = await home.all_up() - home.started_at
            await all_posting(fleet.phones)
            for phone in fleet.phones:
                # The first notification proves that they come.
                phone.ring("301")
                phone.calls.focused.hang_up()
                await asyncio.sleep(0.01)
            await asyncio.sleep(SETTLE_SECONDS)
            start = await home.snapshot()
            before, rows = _counts(fleet.phones), _rows(home)
            await asyncio.sleep(IDLE_SECONDS)
            idle = await home.snapshot()
            after = _counts(fleet.phones)
            more_rows = _rows(home) - rows
    hours = idle.seconds / 3600 * count
    return Scale(
        phones=count,
        start_seconds=start_seconds,
        start=start,
        idle=idle,
        requests=(after[0] - before[0]) / hours,
        connections=(after[1] - before[1]) / hours,
        rows=more_rows / hours * 24,
    )


def _counts(phones: list[SimulatedPhone]) -> tuple[int, int]:
    """Return how many requests and connections the phones had so far."""
    return (
        sum(phone.server.request_count for phone in phones),
        sum(phone.connection_count for phone in phones),
    )


def _rows(home: Home) -> int:
    """Return how many states the recorder has written."""
    database = home.instance.config_dir / "home-assistant_v2.db"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM states").fetchone()[0])


def table(scales: Sequence[Scale]) -> str:
    """Return the comparison as a Markdown table."""
    heads = (
        "phones",
        "all up after, s",
        "longest stall at start, ms",
        "memory, MB",
        "idle: CPU of one core, %",
        "longest stall, ms",
        "requests per phone and hour",
        "connections per phone and hour",
        "recorded states per phone and day",
    )
    rows = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for scale in scales:
        values = (
            f"{scale.phones:,}",
            f"{scale.start_seconds:.1f}",
            f"{scale.start.stalls[-1]:.0f}",
            f"{scale.idle.memory_kb / 1024:.0f}",
            f"{scale.idle.cpu / scale.idle.seconds * 100:.1f}",
            f"{scale.idle.stalls[-1]:.0f}",
            f"{scale.requests:.0f}",
            f"{scale.connections:.1f}",
            f"{scale.rows:.0f}",
        )
        rows.append(f"| {' | '.join(values)} |")
    return "\n".join(rows)


async def main() -> None:
    """Measure, and print the table."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, nargs="*", default=[10, 100, 1000])
    options = parser.parse_args()
    print(table([await measure(count) for count in options.phones]))


if __name__ == "__main__":
    asyncio.run(main())
