"""How one phone fares: commands while it is polled, requests, and its set-up."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from random import Random
from statistics import median
import time

from simulator import Fleet, PhoneEvent, SimulatedPhone
from testbed.client import HomeAssistant
from testbed.home_assistant import signed_in

from .home_assistant import PROFILE, SETTLE_SECONDS, home_with
from .notification_latency import STEPS
from .report import Row

COMMANDS = 20
COMMAND_LATENCY = 0.1
KEY = {"key": "VolUp"}
OVERHEAD = 0.05
"""Seconds that Home Assistant may need to hear a command and to pass it on."""

IDLE_SECONDS = 60
CALL_SECONDS = 20
CALLS = "callStatus"

SETUPS = 5
SETUP_LATENCY = 0.05

type Arrival = tuple[float, str]
"""When a request arrived, and its method and path."""


async def measure() -> list[Row]:
    """Measure one phone that is idle, and another one in a call beside it."""
    async with Fleet([PROFILE] * 2) as fleet:
        idle, busy = fleet.phones
        async with (
            home_with(fleet.phones, push=False) as home,
            signed_in(home.instance, with_states=False) as client,
        ):
            await asyncio.sleep(SETTLE_SECONDS)
            idle_requests, in_call = await asyncio.gather(
                _idle_requests(idle), _in_call(client, busy)
            )
            return [*in_call, idle_requests, await _setup(client, idle)]


async def _idle_requests(phone: SimulatedPhone) -> Row:
    """Count what a phone is asked while nothing happens."""
    with _arrivals(phone) as arrivals:
        await asyncio.sleep(IDLE_SECONDS)
    requests = arrivals.qsize() * 3600 / IDLE_SECONDS
    return Row(
        measure="requests per hour, idle without push",
        beside="960 (8 endpoints every 30 s)",
        aim="≤ 900",
        result=f"{requests:.0f}",
        is_met=requests <= 900,
    )


async def _in_call(client: HomeAssistant, phone: SimulatedPhone) -> list[Row]:
    """Have a phone in a call, left alone first and told what to do then."""
    STEPS["ringing"][0](phone)
    STEPS["connected"][0](phone)
    # It is found out at the next question.
    await asyncio.sleep(6)
    return [await _freshness(phone), await _commands(client, phone)]


async def _freshness(phone: SimulatedPhone) -> Row:
    """Look for the longest time that a phone in a call is not asked for it."""
    with _arrivals(phone) as arrivals:
        await asyncio.sleep(CALL_SECONDS)
    requests = arrivals.qsize() * 3600 / CALL_SECONDS
    arrived = [arrivals.get_nowait() for _ in range(arrivals.qsize())]
    asked = [at for at, request in arrived if CALLS in request]
    longest = max(later - sooner for sooner, later in pairwise(asked))
    return Row(
        measure="requests per hour and freshness, in a call without push",
        beside="960 (8 endpoints every 30 s), fresh every 30 s",
        aim="fresh every second",
        result=f"{requests:.0f}, fresh every {longest:.2f} s at worst",
        is_met=longest < 1.1,
    )


async def _commands(client: HomeAssistant, phone: SimulatedPhone) -> Row:
    """Command a phone that is being asked something at that moment."""
    target = {"device_id": await _device(client, phone)}
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
        measure="command to its POST, sent while a question is in flight",
        beside=f"latency of a request: {COMMAND_LATENCY * 1000:.0f} ms",
        aim=f"≤ {COMMAND_LATENCY * 1000:.0f} ms + {OVERHEAD * 1000:.0f} ms",
        result=f"median {median(waits) * 1000:.0f} ms, worst {worst * 1000:.0f} ms",
        is_met=worst <= COMMAND_LATENCY + OVERHEAD,
    )


async def _setup(client: HomeAssistant, phone: SimulatedPhone) -> Row:
    """Set a phone up again and again."""
    path = f"/api/config/config_entries/entry/benchmark{phone.mac}/reload"
    phone.server.latency = SETUP_LATENCY
    requests, seconds = [], []
    for _ in range(SETUPS):
        start = time.monotonic()
        with _arrivals(phone) as arrivals:
            await client.post(path, {})
            requests.append(arrivals.qsize())
        seconds.append(time.monotonic() - start)
        # What is not urgent is asked for afterwards.
        await asyncio.sleep(3)
    return Row(
        measure=f"set-up of a known phone at {SETUP_LATENCY * 1000:.0f} ms latency",
        beside=f"{SETUP_LATENCY * 1000:.0f} ms for each request",
        aim="≤ 8 requests, ≤ 0.6 s",
        result=f"{median(requests)} requests, {median(seconds):.2f} s",
        is_met=median(requests) <= 8 and median(seconds) <= 0.6,
    )


async def _device(client: HomeAssistant, phone: SimulatedPhone) -> str:
    """Return how Home Assistant calls a phone."""
    devices = await client.command("config/device_registry/list")
    return next(
        str(device["id"])
        for device in devices
        if f"benchmark{phone.mac}" in device["config_entries"]
    )


@contextmanager
def _arrivals(phone: SimulatedPhone) -> Iterator[asyncio.Queue[Arrival]]:
    """The requests that arrive until the end of the block."""
    arrivals: asyncio.Queue[Arrival] = asyncio.Queue()

    def note(event: PhoneEvent) -> None:
        # A request is told a second time when it has been answered.
        if event.kind == "request" and not (request := phone.requests[-1]).status:
            arrivals.put_nowait((time.monotonic(), f"{request.method} {request.path}"))

    forget = phone.subscribe(note)
    yield arrivals
    forget()


async def _arrival(phone: SimulatedPhone, what: str) -> float:
    """Wait for a request, and return when it arrived."""
    with _arrivals(phone) as arrivals:
        while True:
            at, request = await arrivals.get()
            if what in request:
                return at
