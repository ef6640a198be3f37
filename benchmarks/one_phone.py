"""Benchmark of one phone: its requests, its commands and its set-up."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from random import Random
from statistics import median
import time

from simulator import PhoneEvent, SimulatedPhone
from testbed.client import HomeAssistant

from .home_assistant import measured_home_assistant
from .notification_latency import STEPS
from .report import Row

COMMANDS = 20
COMMAND_LATENCY = 0.1
KEY = {"key": "VolUp"}
OVERHEAD = 0.05
"""Seconds that Home Assistant may need to receive a command and to send it."""

IDLE_SECONDS = 60
CALL_SECONDS = 20
CALLS = "callStatus"

SETUPS = 5
SETUP_LATENCY = 0.05

type Arrival = tuple[float, str]
"""When a request arrived, and its method and path."""


async def measure() -> list[Row]:
    """Measure an idle phone and a phone in a call."""
    async with measured_home_assistant(2, push=False) as home:
        await home.settle()
        idle, busy = home.phones
        idle_requests, in_call = await asyncio.gather(
            _idle_requests(idle), _in_call(home.client, busy)
        )
        return [*in_call, idle_requests, await _setup(home.client, idle)]


async def _idle_requests(phone: SimulatedPhone) -> Row:
    """Count the requests to an idle phone."""
    with _arrivals(phone) as arrivals:
        await asyncio.sleep(IDLE_SECONDS)
    requests = arrivals.qsize() * 3600 / IDLE_SECONDS
    return Row(
        measure="requests per hour, idle without push",
        baseline="960 (8 endpoints every 30 s)",
        target="≤ 900",
        result=f"{requests:.0f}",
        is_met=requests <= 900,
    )


async def _in_call(client: HomeAssistant, phone: SimulatedPhone) -> list[Row]:
    """Measure a phone in a call, without and with commands."""
    STEPS["ringing"][0](phone)
    STEPS["connected"][0](phone)
    # So that the next poll finds the call.
    await asyncio.sleep(6)
    return [await _freshness(phone), await _commands(client, phone)]


async def _freshness(phone: SimulatedPhone) -> Row:
    """Find the longest time between two polls of the calls."""
    with _arrivals(phone) as arrivals:
        await asyncio.sleep(CALL_SECONDS)
    requests = arrivals.qsize() * 3600 / CALL_SECONDS
    arrived = [arrivals.get_nowait() for _ in range(arrivals.qsize())]
    polls = [at for at, request in arrived if CALLS in request]
    longest = max(later - sooner for sooner, later in pairwise(polls))
    return Row(
        measure="requests per hour and freshness, in a call without push",
        baseline="960 (8 endpoints every 30 s), fresh every 30 s",
        target="fresh every second",
        result=f"{requests:.0f}, fresh every {longest:.2f} s at worst",
        is_met=longest < 1.1,
    )


async def _commands(client: HomeAssistant, phone: SimulatedPhone) -> Row:
    """Measure commands to a phone during a poll."""
    target = {"device_id": await _device_id(client, phone)}
    random = Random(phone.mac)
    phone.server.latency = COMMAND_LATENCY
    waits = []
    for _ in range(COMMANDS):
        await _arrival(phone, CALLS)
        await asyncio.sleep(random.uniform(0, COMMAND_LATENCY))
        start = time.monotonic()
        action = client.action("poly_phone.press_key", target=target, data=KEY)
        async with asyncio.TaskGroup() as group:
            group.create_task(action)
            waits.append(await _arrival(phone, "POST") - start)
    phone.server.latency = 0
    worst = max(waits)
    return Row(
        measure="command to its POST, sent while a request is in flight",
        baseline=f"latency of a request: {COMMAND_LATENCY * 1000:.0f} ms",
        target=f"≤ {COMMAND_LATENCY * 1000:.0f} ms + {OVERHEAD * 1000:.0f} ms",
        result=f"median {median(waits) * 1000:.0f} ms, worst {worst * 1000:.0f} ms",
        is_met=worst <= COMMAND_LATENCY + OVERHEAD,
    )


async def _setup(client: HomeAssistant, phone: SimulatedPhone) -> Row:
    """Measure the set-up of a known phone."""
    path = f"/api/config/config_entries/entry/benchmark{phone.mac}/reload"
    phone.server.latency = SETUP_LATENCY
    requests, seconds = [], []
    for _ in range(SETUPS):
        start = time.monotonic()
        with _arrivals(phone) as arrivals:
            await client.post(path, {})
            requests.append(arrivals.qsize())
        seconds.append(time.monotonic() - start)
        # So that the requests after the set-up have ended.
        await asyncio.sleep(3)
    return Row(
        measure=f"set-up of a known phone at {SETUP_LATENCY * 1000:.0f} ms latency",
        baseline=f"{SETUP_LATENCY * 1000:.0f} ms for each request",
        target="≤ 8 requests, ≤ 0.6 s",
        result=f"{median(requests)} requests, {median(seconds):.2f} s",
        is_met=median(requests) <= 8 and median(seconds) <= 0.6,
    )


async def _device_id(client: HomeAssistant, phone: SimulatedPhone) -> str:
    """Return the device ID of a phone."""
    devices = await client.command("config/device_registry/list")
    return next(
        str(device["id"])
        for device in devices
        if f"benchmark{phone.mac}" in device["config_entries"]
    )


@contextmanager
def _arrivals(phone: SimulatedPhone) -> Iterator[asyncio.Queue[Arrival]]:
    """The requests that arrive during the block."""
    arrivals: asyncio.Queue[Arrival] = asyncio.Queue()

    def note(event: PhoneEvent) -> None:
        # Without a status only, because the reply to a request fires a second event.
        if event.kind == "request" and not (request := phone.requests[-1]).status:
            arrivals.put_nowait((time.monotonic(), f"{request.method} {request.path}"))

    unsubscribe = phone.subscribe(note)
    yield arrivals
    unsubscribe()


async def _arrival(phone: SimulatedPhone, text: str) -> float:
    """Wait for a request and return its time of arrival."""
    with _arrivals(phone) as arrivals:
        while True:
            at, request = await arrivals.get()
            if text in request:
                return at
