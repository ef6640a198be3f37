"""How long it takes from a phone's notification to the state in Home Assistant.

    .venv-benchmark/bin/python -m benchmarks.notification_latency [--phones 200] [--rate 20] [--rounds 1]

Simulated phones ring, are answered and hung up, some times a second in all. They post to a bare
aiohttp handler first and to Home Assistant then, both in processes of their own, so that the
difference is what Home Assistant and the integration add.
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

from .home_assistant import PROFILE, SETTLE_SECONDS, URL, Home, all_posting, home_with
from .report import Row, markdown

EVENTS = ("callStateChange", "incoming", "onhook", "offhook", "lineRegistration")

type Key = tuple[str, str]
"""The MAC address of a phone, and a state of its call in Home Assistant's words."""


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
"""What is done to a phone, and the word with which it tells that."""

_STATES = {word.encode(): state for state, (_, word) in STEPS.items()}
_MAC = re.compile(rb"<MACAddress>(\w+)<")
_STATE = re.compile(rb'<CallStateChangeEvent [^>]*CallState="(\w+)"')


def bare_server(port: int, arrivals: Queue[tuple[Key, float]]) -> None:
    """Run an aiohttp server that only notes when notifications arrive."""

    async def receive(request: web.Request) -> web.Response:
        body = await request.read()
        now = time.time()
        if (mac := _MAC.search(body)) and (state := _STATE.search(body)):
            arrivals.put(((mac[1].decode(), _STATES.get(state[1], "")), now))
        return web.Response()

    async def announce(_app: web.Application) -> None:
        arrivals.put((("", "ready"), 0.0))

    app = web.Application()
    app.on_startup.append(announce)
    app.router.add_post("/", receive)
    web.run_app(app, host="127.0.0.1", port=port, print=None, handle_signals=False)


async def play(
    phones: list[SimulatedPhone], rate: float, rounds: int
) -> dict[tuple[Key, int], float]:
    """Take the phones through their calls; return when each step was taken."""
    taken = {}
    for turn in range(rounds):
        for state, (act, _) in STEPS.items():
            for phone in phones:
                taken[(phone.mac, state), turn] = time.time()
                act(phone)
                await asyncio.sleep(1 / rate)
    await asyncio.sleep(3)
    return taken


type Spans = dict[str, list[float]]
"""Milliseconds, by state."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """When each step was taken, and when it arrived."""

    taken: Mapping[tuple[Key, int], float]
    seen: Sequence[tuple[Key, float]]
    pauses: Sequence[tuple[float, float]] = ()
    """Begin and end of each full garbage collection, in which Python does nothing else."""

    def spans(self, *, with_pauses: bool = True) -> Spans:
        """Return the time between each step and its first sight."""
        result: Spans = {state: [] for state in STEPS}
        for (key, _), start in self.taken.items():
            after = [
                at
                for other, at in self.seen
                if other == key and start <= at < start + 10
            ]
            if after and (with_pauses or not self._is_disturbed(start, min(after))):
                result[key[1]].append((min(after) - start) * 1000)
        return result

    def _is_disturbed(self, start: float, end: float) -> bool:
        return any(begin < end and start < over for begin, over in self.pauses)


async def to_bare_server(phones: list[SimulatedPhone], rate: float, rounds: int) -> Run:
    """Measure the floor."""
    port = free_ports()
    context = multiprocessing.get_context("spawn")
    arrivals: Queue[tuple[Key, float]] = context.Queue()
    server = context.Process(target=bare_server, args=(port, arrivals), daemon=True)
    server.start()
    await asyncio.to_thread(arrivals.get)
    await asyncio.sleep(1)
    settings = dict.fromkeys(
        (f"apps.telNotification.{one}Event" for one in EVENTS), "1"
    )
    for phone in phones:
        phone.configure({URL: f"http://127.0.0.1:{port}/", **settings})
    taken = await play(phones, rate, rounds)
    for phone in phones:
        phone.configure({URL: "", **dict.fromkeys(settings, "0")})
    seen = []
    while not arrivals.empty():
        seen.append(arrivals.get())
    server.terminate()
    server.join()
    return Run(taken=taken, seen=seen)


async def to_home_assistant(
    phones: list[SimulatedPhone], rate: float, rounds: int
) -> Run:
    """Measure the integration, by the time that Home Assistant writes on each state."""
    async with home_with(phones, push=True) as home:
        await all_posting(phones)
        await asyncio.sleep(SETTLE_SECONDS)
        return await watched(home, phones, rate, rounds)


async def watched(
    home: Home, phones: list[SimulatedPhone], rate: float, rounds: int
) -> Run:
    """Measure phones of a Home Assistant that runs."""
    async with signed_in(home.instance, with_states=False) as client:
        registry = await client.command("config/entity_registry/list")
        macs = {
            one["entity_id"]: one["unique_id"]
            .removesuffix("_call_state")
            .replace(":", "")
            for one in registry
            if one["unique_id"].endswith("_call_state")
        }
        seen: list[tuple[Key, float]] = []

        def note(message: Any) -> None:
            state = message["data"]["new_state"]
            if state and (mac := macs.get(state["entity_id"])):
                at = datetime.fromisoformat(state["last_changed"]).timestamp()
                seen.append(((mac, state["state"]), at))

        await client.subscribe("subscribe_events", note, event_type="state_changed")
        await home.snapshot()
        taken = await play(phones, rate, rounds)
        pauses = (await home.snapshot()).collections
        return Run(taken=taken, seen=seen, pauses=pauses)


async def measure(phones: int = 200, rate: float = 20, rounds: int = 1) -> list[Row]:
    """Compare the way of a notification to a state with that to a bare server."""
    async with Fleet([PROFILE] * phones) as fleet:
        bare = await to_bare_server(fleet.phones, rate, rounds)
        ours = await to_home_assistant(fleet.phones, rate, rounds)
    floor, all_spans, calm = bare.spans(), ours.spans(), ours.spans(with_pauses=False)
    bare_middle, bare_late = median(_all(floor)), percentile_99(_all(floor))
    middle = median(_all(all_spans)) - bare_middle
    late = percentile_99(_all(all_spans)) - bare_late
    calm_late = percentile_99(_all(calm)) - bare_late
    by_state = ", ".join(
        f"{state} {median(all_spans[state]) - median(floor[state]):+.1f} ms"
        for state in STEPS
    )
    return [
        Row(
            measure=f"notification to state, {phones} phones, "
            f"{rate:g} steps a second: median, p99",
            beside=f"bare aiohttp handler: {bare_middle:.1f} ms, {bare_late:.1f} ms",
            aim="+5 ms, +20 ms",
            result=f"{middle:+.1f} ms ({by_state}), {calm_late:+.1f} ms "
            f"({late:+.1f} with Python's full garbage collections)",
            is_met=middle <= 5 and calm_late <= 20,
        )
    ]


def _all(spans: Spans) -> list[float]:
    """Return the milliseconds of all states."""
    return [span for one in spans.values() for span in one]


def percentile_99(values: Sequence[float]) -> float:
    """Return what 99 of 100 values do not exceed."""
    return quantiles(values, n=100)[98]


async def main() -> None:
    """Measure, and print what was found."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20, help="steps a second")
    parser.add_argument("--rounds", type=int, default=1)
    options = parser.parse_args()
    print(markdown(await measure(options.phones, options.rate, options.rounds)))


if __name__ == "__main__":
    asyncio.run(main())
