"""Tells a benchmark what goes on inside Home Assistant; only benchmarks load it."""

import asyncio
from base64 import b64encode
from collections.abc import Awaitable
import gc
import json
from pathlib import Path
import ssl
import time

from aiohttp import ClientSession, TCPConnector, web
from homeassistant.components.http import HomeAssistantView
from homeassistant.config_entries import ConfigEntry, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType

SETTLED = {ConfigEntryState.LOADED, ConfigEntryState.SETUP_RETRY}

TICK = 0.01
"""Seconds between two looks at how late the event loop is."""


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Start to watch."""
    probe = Probe(hass)
    for view in (Snapshot(probe), Up(probe), Polls(hass)):
        hass.http.register_view(view)
    return True


class Probe:
    """What was seen since somebody last asked."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.all_up: asyncio.Future[float] = hass.loop.create_future()
        """Results in the time at which all phones had been set up."""
        self._gc_started = 0.0
        self.forget()
        gc.callbacks.append(self._collect)
        self._expected = time.monotonic() + TICK
        hass.loop.call_later(TICK, self._tick)

    def forget(self) -> None:
        """Start anew."""
        self.late: list[tuple[float, float]] = []
        """Time of each tick, and the milliseconds by which it came too late."""
        self.collections: list[tuple[float, float]] = []
        """Begin and end of each full garbage collection of Python."""
        self.cpu, self.since = time.process_time(), time.time()

    def _tick(self) -> None:
        now = time.monotonic()
        self.late.append((time.time(), (now - self._expected) * 1000))
        self._expected = now + TICK
        self.hass.loop.call_later(TICK, self._tick)
        if not self.all_up.done() and self.hass.is_running:
            entries = self.hass.config_entries.async_entries("poly_phone")
            if all(entry.state in SETTLED for entry in entries):
                self.all_up.set_result(time.time())

    def _collect(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._gc_started = time.time()
        elif info["generation"] == 2:
            self.collections.append((self._gc_started, time.time()))


class Snapshot(HomeAssistantView):
    """Answers what was seen."""

    url = "/api/benchmark_probe"
    name = "api:benchmark_probe"
    requires_auth = False

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    async def get(self, request: web.Request) -> web.Response:
        """Answer what was seen since the last time."""
        probe = self._probe
        status = Path("/proc/self/status").read_text()  # noqa: ASYNC240
        memory = next(row for row in status.splitlines() if row.startswith("VmRSS"))
        seen = {
            "collections": probe.collections,
            "cpu": time.process_time() - probe.cpu,
            "late": probe.late,
            "memory_kb": int(memory.split()[1]),
            "seconds": time.time() - probe.since,
        }
        probe.forget()
        return self.json(seen)


class Up(HomeAssistantView):
    """Answers when all phones have been set up."""

    url = "/api/benchmark_probe/up"
    name = "api:benchmark_probe:up"
    requires_auth = False

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    async def get(self, request: web.Request) -> web.Response:
        """Answer the time at which it was so."""
        return self.json(await asyncio.shield(self._probe.all_up))


class Polls(HomeAssistantView):
    """Asks the only phone for its calls, with and without the integration."""

    url = "/api/benchmark_probe/polls"
    name = "api:benchmark_probe:polls"
    requires_auth = False

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._session: ClientSession | None = None

    async def post(self, request: web.Request) -> web.Response:
        """Answer the CPU seconds of each poll, by turns without and with it."""
        times = (await request.json())["times"]
        (entry,) = self._hass.config_entries.async_entries("poly_phone")
        session = self._session = self._session or _bare_session(entry)
        # Whoever asks first finds cold caches, and may have to connect.
        await _ask(session)
        seconds = [
            (
                await _cpu(_ask(session)),
                await _cpu(entry.runtime_data.async_refresh_now("calls")),
            )
            for _ in range(times)
        ]
        return self.json(seconds)


def _bare_session(entry: ConfigEntry) -> ClientSession:
    """Return a session with a phone on a connection of its own."""
    data = entry.data
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    login = b64encode(f"{data['username']}:{data['password']}".encode()).decode()
    return ClientSession(
        f"https://{data['host']}:{data['port']}",
        connector=TCPConnector(ssl=context),
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
    )


async def _ask(session: ClientSession) -> None:
    """Ask a phone for its calls and parse the reply, and nothing else."""
    async with session.get("/api/v2/webCallControl/callStatus") as response:
        json.loads(await response.read())


async def _cpu(poll: Awaitable[None]) -> float:
    """Return the seconds of the event loop's thread that a poll takes."""
    start = time.thread_time()
    await poll
    # What it left to be done at once counts, too.
    await asyncio.sleep(0)
    return time.thread_time() - start
