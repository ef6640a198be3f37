"""A real Home Assistant with many phones that it has known before it starts."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
import json
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
import time
from typing import Any

from aiohttp import ClientSession

from simulator import PhoneEvent, SimulatedPhone
from testbed.home_assistant import Instance, home_assistant
from testbed.processes import free_ports

URL = "apps.telNotification.URL"
PROFILE = "vvx501-6.4"
SETTLE_SECONDS = 15
"""Seconds after the start of Home Assistant until nothing is new any more."""

TICK = 0.01
PROBE = Path(__file__).parent / "probe"


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """What went on inside Home Assistant for a while."""

    collections: Sequence[tuple[float, float]]
    cpu: float
    """Seconds of all threads."""

    late: Sequence[tuple[float, float]]
    """Time of each tick of the event loop, every 10 ms, and how many ms too late."""

    memory_kb: int
    seconds: float

    @property
    def stalls(self) -> list[float]:
        """Milliseconds by which ticks came too late, in order."""
        return sorted(late for _, late in self.late)

    @property
    def own_stalls(self) -> list[float]:
        """The same without those in which Python collected its garbage."""
        return sorted(
            late
            for at, late in self.late
            if not any(
                begin < at and at - late / 1000 - TICK < end
                for begin, end in self.collections
            )
        )


class Home:
    """A Home Assistant that runs, and what watches it from inside."""

    def __init__(self, instance: Instance, session: ClientSession) -> None:
        self.instance = instance
        self._session = session
        self._url = f"{instance.url}/api/benchmark_probe"
        self.started_at = 0.0

    async def all_up(self) -> float:
        """Wait until all phones have been set up, and return when that was."""
        async with self._session.get(f"{self._url}/up") as response:
            return float(await response.json())

    async def snapshot(self) -> Snapshot:
        """Return what was seen since the last time."""
        async with self._session.get(self._url) as response:
            return Snapshot(**await response.json())


@asynccontextmanager
async def home_with(
    phones: Sequence[SimulatedPhone], *, push: bool
) -> AsyncIterator[Home]:
    """Home Assistant with phones, started again since it has come to know them."""
    with TemporaryDirectory(prefix="poly-phone-") as name:
        folder = Path(name)
        program = Path(sys.executable).parent / "hass"
        instance = Instance(
            program=program,
            config_dir=folder,
            port=free_ports(),
            more_configuration="benchmark_probe:\n",
        )
        (folder / ".storage").mkdir()
        entries = {"entries": [_entry(phone, push=push) for phone in phones]}
        stored = {"version": 1, "minor_version": 5, "key": "core.config_entries"}
        (folder / ".storage" / "core.config_entries").write_text(
            json.dumps(stored | {"data": entries})
        )
        (folder / "custom_components").mkdir(exist_ok=True)
        (folder / "custom_components" / "benchmark_probe").symlink_to(PROBE)
        async with ClientSession() as session:
            home = Home(instance, session)
            async with home_assistant(instance):
                await home.all_up()
            _expose_nothing(folder / ".storage" / "core.entity_registry")
            home.started_at = time.time()
            async with home_assistant(instance):
                yield home


def _expose_nothing(registry: Path) -> None:
    """Decide that the voice assistant sees none of the entities.

    Home Assistant does so for a few thousand new ones in each start.
    """
    stored = json.loads(registry.read_text())
    for entity in stored["data"]["entities"]:
        entity["options"]["conversation"] = {"should_expose": False}
    registry.write_text(json.dumps(stored))


async def all_posting(phones: Sequence[SimulatedPhone]) -> None:
    """Wait until all phones know where to post to."""
    all_set = asyncio.Event()

    def check(_: PhoneEvent | None = None) -> None:
        if all(phone.config[URL] for phone in phones):
            all_set.set()

    forget = [phone.subscribe(check) for phone in phones]
    check()
    async with asyncio.timeout(600):
        await all_set.wait()
    for end in forget:
        end()


def _entry(phone: SimulatedPhone, *, push: bool) -> dict[str, Any]:
    """Return a phone as Home Assistant stores it."""
    now = datetime.now(UTC).isoformat()
    return {
        "created_at": now,
        "modified_at": now,
        "data": {
            "host": phone.host,
            "port": phone.port,
            "tls": bool(phone.identity),
            "username": "Polycom",
            "password": phone.password,
            "fingerprint": phone.fingerprint or None,
        },
        "options": {"push": push},
        "disabled_by": None,
        "discovery_keys": {},
        "domain": "poly_phone",
        "entry_id": f"benchmark{phone.mac}",
        "version": 1,
        "minor_version": 1,
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": f"{phone.profile.model} {phone.lines[0].label}",
        "unique_id": ":".join(
            phone.mac[index : index + 2] for index in range(0, 12, 2)
        ),
    }
