"""Benchmark of 10, 100 and 1,000 phones with push in one Home Assistant.

.venv-benchmark/bin/python -m benchmarks.many_phones [--phones 10 100 1000]
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
import sqlite3
from statistics import median

from simulator import SimulatedPhone
from simulator.web.faults import Fault

from .home_assistant import (
    SETTLE_SECONDS,
    MeasuredHomeAssistant,
    Snapshot,
    measured_home_assistant,
)
from .notification_latency import Run, percentile_99, play, to_home_assistant
from .report import Row, markdown

COUNTS = (10, 100, 1000)
IDLE_SECONDS = 40

DEAD = 30
ALIVE = 100
"""Phones that are measured while other phones are dead."""


@dataclass(frozen=True, kw_only=True)
class Scale:
    """The measurements of one number of phones."""

    phones: int
    start_seconds: float
    """From the start of the program to the set-up of the last phone."""

    start: Snapshot
    idle: Snapshot
    requests: float
    """Per phone and hour."""

    connections: float
    """New connections per phone and hour."""

    rows: float
    """States that the recorder stores per phone and day."""

    others: tuple[float, float] | None
    """Milliseconds from ringing to the state: all phones alive, some dead."""

    @property
    def cpu(self) -> float:
        """CPU of one core while idle, in percent."""
        return self.idle.cpu / self.idle.seconds * 100


async def measure_one(count: int) -> Scale:
    """Measure the start and the idle state of a number of phones."""
    async with measured_home_assistant(count, push=True) as home:
        phones = home.phones
        start_seconds = await home.all_up() - home.started_at
        start = await home.snapshot()
        await home.settle()
        # So that push is proven, which needs a notification.
        await play(phones, rate=200, rounds=1)
        await asyncio.sleep(SETTLE_SECONDS)
        await home.snapshot()
        before, rows = _counts(phones), _rows(home)
        await asyncio.sleep(IDLE_SECONDS)
        idle = await home.snapshot()
        after, more_rows = _counts(phones), _rows(home) - rows
        others = await _with_dead(home) if count > DEAD + ALIVE else None
    hours = idle.seconds / 3600 * count
    return Scale(
        phones=count,
        start_seconds=start_seconds,
        start=start,
        idle=idle,
        requests=(after[0] - before[0]) / hours,
        connections=(after[1] - before[1]) / hours,
        rows=more_rows / hours * 24,
        others=others,
    )


async def _with_dead(home: MeasuredHomeAssistant) -> tuple[float, float]:
    """Measure ringing phones before and after other phones die."""
    alive = home.phones[DEAD : DEAD + ALIVE]
    before = await to_home_assistant(home, alive, 20, 1)
    for number, phone in enumerate(home.phones[:DEAD]):
        phone.server.faults.active.append(Fault("silence" if number % 2 else "drop"))
    await asyncio.sleep(20)
    after = await to_home_assistant(home, alive, 20, 1)
    return _ringing(before), _ringing(after)


def _ringing(run: Run) -> float:
    return median(run.latencies()["ringing"])


def _counts(phones: list[SimulatedPhone]) -> tuple[int, int]:
    """Return the number of requests and of connections so far."""
    return (
        sum(phone.server.request_count for phone in phones),
        sum(phone.connection_count for phone in phones),
    )


def _rows(home: MeasuredHomeAssistant) -> int:
    """Return the number of states that the recorder has stored."""
    database = home.instance.config_dir / "home-assistant_v2.db"
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        return int(connection.execute("SELECT count(*) FROM states").fetchone()[0])


def table(scales: Sequence[Scale]) -> str:
    """Return the measurements by number of phones as a Markdown table."""
    heads = (
        "phones",
        "all up after, s",
        "longest stall at start, ms",
        "p99",
        "memory, MB",
        "idle: CPU of one core, %",
        "longest stall, ms",
        "requests per phone and hour",
        "connections per phone and hour",
        "recorded states per phone and day",
    )
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for scale in scales:
        values = (
            f"{scale.phones:,}",
            f"{scale.start_seconds:.1f}",
            _stall(scale.start),
            f"{percentile_99(scale.start.own_stalls):.0f}",
            f"{scale.idle.memory_kb / 1024:.0f}",
            f"{scale.cpu:.1f}",
            _stall(scale.idle),
            f"{scale.requests:.0f}",
            f"{scale.connections:.1f}",
            f"{scale.rows:.0f}",
        )
        lines.append(f"| {' | '.join(values)} |")
    return "\n".join(lines)


def _stall(snapshot: Snapshot) -> str:
    """Return the longest stall without and with garbage collections."""
    return f"{snapshot.own_stalls[-1]:.0f} ({snapshot.stalls[-1]:.0f})"


def rows(scales: Sequence[Scale]) -> list[Row]:
    """Compare the largest number of phones with the smallest."""
    few, many = scales[0], scales[-1]
    added = many.phones - few.phones
    memory = (many.idle.memory_kb - few.idle.memory_kb) / added
    seconds = (many.start_seconds - few.start_seconds) / added
    p99 = percentile_99(many.start.own_stalls)
    idle_stall = many.idle.own_stalls[-1]
    name = f"{many.phones:,} phones"
    result = [
        Row(
            measure=f"{name} idle: requests per phone and hour",
            baseline="8 requests every 30 s: 960",
            target="≤ 240",
            result=f"{many.requests:.0f}",
            is_met=many.requests <= 240,
        ),
        Row(
            measure=f"{name} idle: TLS handshakes per phone and hour",
            baseline="one per request",
            target="≤ 4",
            result=f"{many.connections:.1f}",
            is_met=many.connections <= 4,
        ),
        Row(
            measure=f"start with {name}: seconds until all are up",
            baseline=f"{few.start_seconds:.1f} with {few.phones}",
            target="linear or better",
            result=f"{many.start_seconds:.1f} ({seconds * 1000:.0f} ms per added phone)",
            is_met=many.start_seconds <= few.start_seconds * many.phones / few.phones,
        ),
        Row(
            measure=f"start with {name}: stalls of the event loop, p99, longest",
            baseline=f"{percentile_99(few.start.own_stalls):.0f} ms, "
            f"{few.start.own_stalls[-1]:.0f} ms with {few.phones}",
            target="p99 < 20 ms",
            result=f"{p99:.0f} ms, {many.start.own_stalls[-1]:.0f} ms "
            f"({many.start.stalls[-1]:.0f} with Python's full garbage collections)",
            is_met=p99 < 20,
        ),
        Row(
            measure=f"{name} idle: CPU of one core, longest stall",
            baseline=f"{few.cpu:.1f} %, {few.idle.own_stalls[-1]:.0f} ms "
            f"with {few.phones}",
            target="< 10 %, < 50 ms",
            result=f"{many.cpu:.1f} %, {idle_stall:.0f} ms "
            f"({many.idle.stalls[-1]:.0f} with Python's full garbage collections)",
            is_met=many.cpu < 10 and idle_stall < 50,
        ),
        Row(
            measure=f"memory per added phone, from {few.phones} to {many.phones:,}",
            baseline="256 KB of asyncio for an open TLS connection",
            target="flat, < 200 KB",
            result=f"{memory:.0f} KB",
            is_met=memory < 200,
        ),
        Row(
            measure="recorded states per phone and day, idle",
            baseline="",
            target="< 300",
            result=f"{many.rows:.0f}",
            is_met=many.rows < 300,
        ),
    ]
    if many.others:
        before, after = many.others
        result.append(
            Row(
                measure=f"{DEAD} of {name} dead or silent: ringing to state of others",
                baseline=f"{before:.1f} ms with all alive",
                target="unchanged",
                result=f"{after:.1f} ms",
                is_met=after < before + 2,
            )
        )
    return result


async def main() -> None:
    """Measure and print the results."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, nargs="*", default=COUNTS)
    options = parser.parse_args()
    scales = [await measure_one(count) for count in options.phones]
    print(f"{table(scales)}\n\n{markdown(rows(scales))}")


if __name__ == "__main__":
    asyncio.run(main())
