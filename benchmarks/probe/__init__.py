"""Measurements inside Home Assistant; only benchmarks load this integration."""

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
"""Seconds between two measurements of the event loop's delay."""


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Start the measurements."""
    probe = Probe(hass)
    for view in (SnapshotView(probe), AllUpView(probe), PollsView(hass)):
        hass.http.register_view(view)
    return True


class Probe:
    """The measurements since the last request for them."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.all_up: asyncio.Future[float] = hass.loop.create_future()
        """The time at which the set-up of all phones ended."""
        self._gc_started = 0.0
        self.reset()
        gc.callbacks.append(self._record_collection)
        self._expected = time.monotonic() + TICK
        hass.loop.call_later(TICK, self._tick)

    def reset(self) -> None:
        """Discard the measurements."""
        self.late: list[tuple[float, float]] = []
        """Time of each tick, and its delay in milliseconds."""
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

    def _record_collection(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._gc_started = time.time()
        elif info["generation"] == 2:
            self.collections.append((self._gc_started, time.time()))


class SnapshotView(HomeAssistantView):
    """The measurements of the probe."""

    url = "/api/benchmark_probe"
    name = "api:benchmark_probe"

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    async def get(self, request: web.Request) -> web.Response:
        """Return the measurements since the last request."""
        probe = self._probe
        status = Path("/proc/self/status").read_text()  # noqa: ASYNC240
        memory = next(row for row in status.splitlines() if row.startswith("VmRSS"))
        measured = {
            "collections": probe.collections,
            "cpu": time.process_time() - probe.cpu,
            "late": probe.late,
            "memory_kb": int(memory.split()[1]),
            "seconds": time.time() - probe.since,
        }
        probe.reset()
        return self.json(measured)


class AllUpView(HomeAssistantView):
    """The end of the set-up of all phones."""

    url = "/api/benchmark_probe/up"
    name = "api:benchmark_probe:up"

    def __init__(self, probe: Probe) -> None:
        self._probe = probe

    async def get(self, request: web.Request) -> web.Response:
        """Wait for the end and return its time."""
        return self.json(await asyncio.shield(self._probe.all_up))


class PollsView(HomeAssistantView):
    """Polls of the only phone, with and without the integration."""

    url = "/api/benchmark_probe/polls/{times}"
    name = "api:benchmark_probe:polls"

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self._session: ClientSession | None = None

    async def get(self, request: web.Request, times: str) -> web.Response:
        """Poll and return pairs of CPU seconds, without and with the integration."""
        (entry,) = self._hass.config_entries.async_entries("poly_phone")
        session = self._session = self._session or _bare_session(entry)
        # Not counted, because the first request may connect and finds cold caches.
        await _read_calls(session)
        return self.json(
            [
                (
                    await _cpu_seconds(_read_calls(session)),
                    await _cpu_seconds(_refresh_calls(entry)),
                )
                for _ in range(int(times))
            ]
        )


def _bare_session(entry: ConfigEntry) -> ClientSession:
    """Return a session with its own connection to the phone."""
    data = entry.data
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    login = b64encode(f"{data['username']}:{data['password']}".encode()).decode()
    return ClientSession(
        f"https://{data['host']}:{data['port']}",
        connector=TCPConnector(ssl=context),
        headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
    )


async def _read_calls(session: ClientSession) -> None:
    """Read the calls of a phone and parse the reply."""
    async with session.get("/api/v2/webCallControl/callStatus") as response:
        json.loads(await response.read())


async def _refresh_calls(entry: ConfigEntry) -> None:
    """Poll the calls of a phone with the integration."""
    entry.runtime_data.poller.make_due("calls")
    await entry.runtime_data.async_refresh()


async def _cpu_seconds(poll: Awaitable[None]) -> float:
    """Return the CPU seconds of the event loop for a poll."""
    start = time.thread_time()
    await poll
    # So that callbacks which the poll has scheduled count, too.
    await asyncio.sleep(0)
    return time.thread_time() - start
