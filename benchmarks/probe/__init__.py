"""Tells a benchmark what goes on inside Home Assistant; only benchmarks load it."""

from base64 import b64encode
from collections.abc import Awaitable, Callable
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

type Ask = Callable[[], Awaitable[None]]

TICK = 0.01
"""Seconds between two looks at how late the event loop is."""


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Start to watch."""
    probe = Probe(hass)
    for view in (Snapshot(probe), Polls(probe)):
        hass.http.register_view(view)
    return True


class Probe:
    """What was seen since somebody last asked."""

    def __init__(self, hass: HomeAssistant) -> None:
        self.hass = hass
        self.all_up_at: float | None = None
        """The time at which all phones had been set up."""
        self._gc_started = 0.0
        self.forget()
        gc.callbacks.append(self._collect)
        self._expected = time.monotonic() + TICK
        hass.loop.call_later(TICK, self._tick)

    def forget(self) -> None:
        """Start anew."""
        self.late: list[float] = []
        """Milliseconds by which each tick came too late."""
        self.collections: list[tuple[float, float]] = []
        """Begin and end of each full garbage collection of Python."""
        self.cpu, self.since = time.process_time(), time.time()

    def _tick(self) -> None:
        now = time.monotonic()
        self.late.append((now - self._expected) * 1000)
        self._expected = now + TICK
        self.hass.loop.call_later(TICK, self._tick)
        if self.all_up_at is None and self.hass.is_running:
            entries = self.hass.config_entries.async_entries("poly_phone")
            if all(entry.state is not ConfigEntryState.NOT_LOADED for entry in entries):
                self.all_up_at = time.time()

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
            "all_up_at": probe.all_up_at,
            "collections": probe.collections,
            "cpu": time.process_time() - probe.cpu,
            "late": probe.late,
            "memory_kb": int(memory.split()[1]),
            "seconds": time.time() - probe.since,
        }
        probe.forget()
        return self.json(seen)


class Polls(HomeAssistantView):
    """Asks a phone some times, through the integration or without anything."""

    url = "/api/benchmark_probe/polls"
    name = "api:benchmark_probe:polls"
    requires_auth = False

    def __init__(self, probe: Probe) -> None:
        self._hass = probe.hass
        self._session: ClientSession | None = None

    async def post(self, request: web.Request) -> web.Response:
        """Answer the CPU seconds of each way to ask for the calls."""
        times = (await request.json())["times"]
        (entry,) = self._hass.config_entries.async_entries("poly_phone")
        self._session = self._session or bare_session(entry)
        asks = {"bare": self._ask_bare(self._session), "ours": self._ask_ours(entry)}
        cpu = dict.fromkeys(asks, 0.0)
        for _ in range(times):
            for name, ask in asks.items():
                cpu[name] += await _cpu(ask)
        return self.json(cpu)

    def _ask_ours(self, entry: ConfigEntry) -> Ask:
        """Return what asks as the integration does, up to the entities."""
        phone = entry.runtime_data

        async def ask() -> None:
            await phone.async_refresh_now("calls")

        return ask

    def _ask_bare(self, session: ClientSession) -> Ask:
        """Return what asks and parses, and nothing else."""

        async def ask() -> None:
            async with session.get("/api/v2/webCallControl/callStatus") as response:
                json.loads(await response.read())

        return ask


def bare_session(entry: ConfigEntry) -> ClientSession:
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


async def _cpu(ask: Ask) -> float:
    """Return the seconds of the event loop's thread that asking takes."""
    start = time.thread_time()
    await ask()
    return time.thread_time() - start
