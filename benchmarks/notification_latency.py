"""Time from a notification of a phone to the state in Home Assistant.

    .venv-benchmark/bin/python -m benchmarks.notification_latency [--phones 200] [--rate 20] [--rounds 1]

Simulated phones ring, are answered and hung up. They post to a bare aiohttp server
first, and to Home Assistant afterwards. Each server has its own process. The difference
is the time of Home Assistant and the integration.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
import multiprocessing
from multiprocessing.queues import Queue
import re
from statistics import median, quantiles
import time
from typing import Any

from aiohttp import web

from simulator import Fleet, SimulatedPhone
from testbed.home_assistant import signed_in
from testbed.processes import free_ports

from .home_assistant import (
    PROFILE,
    URL,
    MeasuredHomeAssistant,
    measured_home_assistant,
)
from .report import Row, markdown

EVENTS = ("callStateChange", "incoming", "onhook", "offhook", "lineRegistration")

type Key = tuple[str, str]
"""The MAC address of a phone, and the state of its call in Home Assistant."""


def _ring(phone: SimulatedPhone) -> None:
    phone.ring("301")


def _answer(phone: SimulatedPhone) -> None:
    for call in tuple(phone.calls):
        call.answer()


def _hang_up(phone: SimulatedPhone) -> None:
    for call in tuple(phone.calls):
        call.hang_up()


STEPS: Mapping[str, tuple[Callable[[SimulatedPhone], None], str]] = {
    "ringing": (_ring, "Offering"),
    "connected": (_answer, "Connected"),
    "idle": (_hang_up, "Disconnected"),
}
"""The steps of a call, with the call state that the phone reports."""

_STATES = {name.encode(): state for state, (_, name) in STEPS.items()}
_MAC = re.compile(rb"<MACAddress>(\w+)<")
_STATE = re.compile(rb'<CallStateChangeEvent [^>]*CallState="(\w+)"')


def bare_server(port: int, arrivals: Queue[tuple[Key, float]]) -> None:
    """Run an aiohttp server that records the arrival of notifications."""

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        now = time.time()
        if (mac := _MAC.search(body)) and (state := _STATE.search(body)):
            arrivals.put(((mac[1].decode(), _STATES.get(state[1], "")), now))
        return web.Response()

    async def report_start(_app: web.Application) -> None:
        arrivals.put((("", "ready"), 0.0))

    app = web.Application()
    app.on_startup.append(report_start)
    app.router.add_post("/", receive)
    web.run_app(app, host="127.0.0.1", port=port, print=None, handle_signals=False)


async def play(
    phones: list[SimulatedPhone], rate: float, rounds: int
) -> dict[tuple[Key, int], float]:
    """Play calls on the phones and return the time of each step."""
    times = {}
    for turn in range(rounds):
        for state, (act, _) in STEPS.items():
            for phone in phones:
                times[(phone.mac, state), turn] = time.time()
                act(phone)
                await asyncio.sleep(1 / rate)
    await asyncio.sleep(3)
    return times


type Latencies = dict[str, list[float]]
"""Milliseconds, by state."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """The steps of all calls and their arrivals."""

    steps: Mapping[tuple[Key, int], float]
    arrivals: Sequence[tuple[Key, float]]
    pauses: Sequence[tuple[float, float]] = ()
    """Begin and end of each full garbage collection, which stops everything else."""

    def latencies(self, *, with_pauses: bool = True) -> Latencies:
        """Return the time from each step to its arrival."""
        result: Latencies = {state: [] for state in STEPS}
        for (key, _), start in self.steps.items():
            after = [
                at
                for other, at in self.arrivals
                if other == key and start <= at < start + 10
            ]
            if after and (with_pauses or not self._has_pause(start, min(after))):
                result[key[1]].append((min(after) - start) * 1000)
        return result

    def _has_pause(self, start: float, end: float) -> bool:
        return any(begin < end and start < over for begin, over in self.pauses)


async def to_bare_server(count: int, rate: float, rounds: int) -> Run:
    """Measure the bare server, which is the baseline."""
    port = free_ports()
    context = multiprocessing.get_context("spawn")
    queue: Queue[tuple[Key, float]] = context.Queue()
    server = context.Process(target=bare_server, args=(port, queue), daemon=True)
    server.start()
    await asyncio.to_thread(queue.get)
    await asyncio.sleep(1)
    settings = {f"apps.telNotification.{event}Event": "1" for event in EVENTS}
    async with Fleet([PROFILE] * count) as fleet:
        for phone in fleet.phones:
            phone.configure({URL: f"http://127.0.0.1:{port}/", **settings})
        steps = await play(fleet.phones, rate, rounds)
    arrivals = []
    while not queue.empty():
        arrivals.append(queue.get())
    server.terminate()
    server.join()
    return Run(steps=steps, arrivals=arrivals)


async def to_home_assistant(
    home: MeasuredHomeAssistant, phones: list[SimulatedPhone], rate: float, rounds: int
) -> Run:
    """Measure phones by the times of their states in Home Assistant."""
    registry = await home.client.command("config/entity_registry/list")
    macs = {
        entity["entity_id"]: entity["unique_id"]
        .removesuffix("_call_state")
        .replace(":", "")
        for entity in registry
        if entity["unique_id"].endswith("_call_state")
    }
    arrivals: list[tuple[Key, float]] = []

    def note(message: Any) -> None:
        state = message["data"]["new_state"]
        if state and (mac := macs.get(state["entity_id"])):
            at = datetime.fromisoformat(state["last_changed"]).timestamp()
            arrivals.append(((mac, state["state"]), at))

    async with signed_in(home.instance, with_states=False) as client:
        await client.subscribe("subscribe_events", note, event_type="state_changed")
        await home.snapshot()
        steps = await play(phones, rate, rounds)
        pauses = (await home.snapshot()).collections
    return Run(steps=steps, arrivals=arrivals, pauses=pauses)


async def measure(phones: int = 200, rate: float = 20, rounds: int = 1) -> list[Row]:
    """Compare Home Assistant with the bare server."""
    bare = await to_bare_server(phones, rate, rounds)
    async with measured_home_assistant(phones, push=True) as home:
        await home.settle()
        ours = await to_home_assistant(home, home.phones, rate, rounds)
    floor, every, calm = (
        bare.latencies(),
        ours.latencies(),
        ours.latencies(with_pauses=False),
    )
    bare_middle, bare_late = median(_all(floor)), percentile_99(_all(floor))
    middle = median(_all(every)) - bare_middle
    late = percentile_99(_all(every)) - bare_late
    calm_late = percentile_99(_all(calm)) - bare_late
    by_state = ", ".join(
        f"{state} {median(every[state]) - median(floor[state]):+.1f} ms"
        for state in STEPS
    )
    return [
        Row(
            measure=f"notification to state, {phones} phones, "
            f"{rate:g} steps a second: median, p99",
            baseline=f"bare aiohttp handler: {bare_middle:.1f} ms, {bare_late:.1f} ms",
            target="+5 ms, +20 ms",
            result=f"{middle:+.1f} ms ({by_state}), {calm_late:+.1f} ms "
            f"({late:+.1f} with Python's full garbage collections)",
            is_met=middle <= 5 and calm_late <= 20,
        )
    ]


def _all(latencies: Latencies) -> list[float]:
    """Return the milliseconds of all states."""
    return [span for spans in latencies.values() for span in spans]


def percentile_99(values: Sequence[float]) -> float:
    """Return the 99th percentile."""
    return quantiles(values, n=100)[98]


async def main() -> None:
    """Measure and print the result."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20, help="steps a second")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    print(markdown(await measure(options.phones, options.rate, options.rounds)))


if __name__ == "__main__":
    asyncio.run(main())
