"""How long it takes from a phone's notification to the state in Home Assistant.

    .venv-2026.11/bin/python -m benchmarks.push [--phones 200] [--rate 20] [--rounds 3]

Simulated phones ring, are answered and hung up, some times a second in all. They post to a bare
aiohttp handler first and to Home Assistant then, both in processes of their own, so that the
difference is what Home Assistant and the integration add.
"""

from argparse import ArgumentParser
import asyncio
from datetime import datetime
import multiprocessing
from multiprocessing.queues import Queue
from pathlib import Path
import re
from statistics import median, quantiles
import sys
from tempfile import TemporaryDirectory
import time
from typing import Any

from aiohttp import web

from demo.hass import Instance, home_assistant, signed_in
from demo.processes import free_ports
from simulator import Fleet, PhoneEvent, SimulatedPhone

PROFILE = "vvx501-6.4"
URL = "apps.telNotification.URL"
EVENTS = ("callStateChange", "incoming", "onhook", "offhook", "lineRegistration")

type Key = tuple[str, str]
"""The MAC address of a phone, and a state of its call in Home Assistant's words."""

STEPS = {
    "ringing": (lambda phone: phone.ring("301"), "Offering"),
    "connected": (lambda phone: phone.calls.focused.answer(), "Connected"),
    "idle": (lambda phone: phone.calls.focused.hang_up(), "Disconnected"),
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


def spans(
    taken: dict[tuple[Key, int], float], seen: list[tuple[Key, float]]
) -> dict[str, list[float]]:
    """Return the milliseconds between each step and its first sight, by state."""
    result: dict[str, list[float]] = {state: [] for state in STEPS}
    for (key, _), start in taken.items():
        after = [at for other, at in seen if other == key and start <= at < start + 10]
        if after:
            result[key[1]].append((min(after) - start) * 1000)
    return result


async def to_bare_server(
    phones: list[SimulatedPhone], rate: float, rounds: int
) -> dict[str, list[float]]:
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
    return spans(taken, seen)


async def to_home_assistant(
    phones: list[SimulatedPhone], rate: float, rounds: int, folder: Path
) -> dict[str, list[float]]:
    """Measure the integration, by the time that Home Assistant writes on each state."""
    program = Path(sys.executable).parent / "hass"
    instance = Instance(program=program, config_dir=folder, port=free_ports())
    all_set = asyncio.Event()

    def check(_event: PhoneEvent) -> None:
        if all(phone.config[URL] for phone in phones):
            all_set.set()

    async with home_assistant(instance), signed_in(instance) as client:
        for phone in phones:
            phone.subscribe(check)
            advanced = {"username": "Polycom", "port": phone.port, "tls": True}
            await client.add_entry(
                "poly_phone",
                {"host": phone.host, "password": phone.password, "advanced": advanced},
            )
        async with asyncio.timeout(120):
            await all_set.wait()
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
        await asyncio.sleep(10)
        return spans(await play(phones, rate, rounds), seen)


def table(bare: dict[str, list[float]], ours: dict[str, list[float]]) -> str:
    """Return the comparison as a Markdown table."""
    rows = [
        "| state | events | bare aiohttp, ms (median, p99) | in Home Assistant, ms (median, p99) | added, ms |",
        "|---|---|---|---|---|",
    ]
    for state in STEPS:
        floor, full = bare[state], ours[state]
        (m0, p0), (m1, p1) = (
            (median(values), quantiles(values, n=100)[98]) for values in (floor, full)
        )
        rows.append(
            f"| {state} | {len(full)} | {m0:.1f}, {p0:.1f} | {m1:.1f}, {p1:.1f} "
            f"| +{m1 - m0:.1f}, +{p1 - p0:.1f} |"
        )
    return "\n".join(rows)


async def main() -> None:
    """Measure, and print the table."""
    parser = ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--phones", type=int, default=200)
    parser.add_argument("--rate", type=float, default=20, help="steps a second")
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        async with Fleet([PROFILE] * options.phones) as fleet:
            bare = await to_bare_server(fleet.phones, options.rate, options.rounds)
            ours = await to_home_assistant(
                fleet.phones, options.rate, options.rounds, Path(folder)
            )
    print(f"{options.phones} phones, {options.rate:g} steps a second\n")
    print(table(bare, ours))


if __name__ == "__main__":
    asyncio.run(main())
