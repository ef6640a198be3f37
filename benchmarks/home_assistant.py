"""A Home Assistant process that benchmarks measure."""

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

from simulator import Fleet, PhoneEvent, SimulatedPhone
from testbed.client import HomeAssistant
from testbed.home_assistant import Instance, home_assistant, signed_in
from testbed.processes import free_ports

URL = "apps.telNotification.URL"
PROFILE = "vvx501-6.4"
SETTLE_SECONDS = 15
"""Seconds until Home Assistant has finished the work of its start."""

TICK = 0.01
PROBE = Path(__file__).parent / "probe"


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Measurements inside Home Assistant since the snapshot before."""

    collections: Sequence[tuple[float, float]]
    cpu: float
    """Seconds of all threads."""

    late: Sequence[tuple[float, float]]
    """Time of each tick of the event loop, every 10 ms, and its delay in ms."""

    memory_kb: int
    seconds: float

    @property
    def stalls(self) -> list[float]:
        """Delays of ticks in milliseconds, sorted."""
        return sorted(late for _, late in self.late)

    @property
    def own_stalls(self) -> list[float]:
        """The stalls without those during garbage collections."""
        return sorted(
            late
            for at, late in self.late
            if not any(
                begin < at and at - late / 1000 - TICK < end
                for begin, end in self.collections
            )
        )


@dataclass(frozen=True, kw_only=True)
class MeasuredHomeAssistant:
    """A running Home Assistant with simulated phones and the benchmark probe."""

    instance: Instance
    client: HomeAssistant
    phones: list[SimulatedPhone]
    has_push: bool
    started_at: float

    async def all_up(self) -> float:
        """Wait for the set-up of all phones and return its time."""
        return float(await self._measure("/up"))

    async def snapshot(self) -> Snapshot:
        """Return the measurements since the snapshot before."""
        return Snapshot(**await self._measure())

    async def polls(self, times: int) -> list[tuple[float, float]]:
        """Poll the calls of the only phone and return the CPU seconds.

        Each pair is the cost of a bare request, and of a poll by the integration.
        """
        costs = await self._measure(f"/polls/{times}")
        return [(bare, ours) for bare, ours in costs]

    async def settle(self) -> None:
        """Wait until the start causes no more work."""
        if self.has_push:
            await self._all_posting()
        await asyncio.sleep(SETTLE_SECONDS)

    async def _measure(self, path: str = "") -> Any:
        return await self.client.get(f"/api/benchmark_probe{path}")

    async def _all_posting(self) -> None:
        """Wait until all phones have an address for notifications."""
        all_set = asyncio.Event()

        def check(_: PhoneEvent | None = None) -> None:
            if all(phone.config[URL] for phone in self.phones):
                all_set.set()

        unsubscribe = [phone.subscribe(check) for phone in self.phones]
        check()
        async with asyncio.timeout(600):
            await all_set.wait()
        for stop in unsubscribe:
            stop()


@asynccontextmanager
async def measured_home_assistant(
    count: int, *, push: bool
) -> AsyncIterator[MeasuredHomeAssistant]:
    """A Home Assistant with new simulated phones, at its second start."""
    async with Fleet([PROFILE] * count) as fleet:
        with TemporaryDirectory(prefix="poly-phone-") as name:
            instance = Instance(
                program=Path(sys.executable).parent / "hass",
                config_dir=Path(name),
                port=free_ports(),
                more_configuration="benchmark_probe:\n",
            )
            _store_entries(instance.config_dir, fleet.phones, push=push)
            async with (
                home_assistant(instance),
                signed_in(instance, with_states=False) as client,
            ):
                await client.get("/api/benchmark_probe/up")
            _hide_from_voice_assistant(instance.config_dir)
            started_at = time.time()
            async with (
                home_assistant(instance),
                signed_in(instance, with_states=False) as client,
            ):
                yield MeasuredHomeAssistant(
                    instance=instance,
                    client=client,
                    phones=fleet.phones,
                    has_push=push,
                    started_at=started_at,
                )


def _store_entries(
    folder: Path, phones: Sequence[SimulatedPhone], *, push: bool
) -> None:
    """Store config entries and the probe before the first start."""
    (folder / ".storage").mkdir()
    entries = {"entries": [_entry(phone, push=push) for phone in phones]}
    stored = {"version": 1, "minor_version": 5, "key": "core.config_entries"}
    (folder / ".storage" / "core.config_entries").write_text(
        json.dumps(stored | {"data": entries})
    )
    (folder / "custom_components").mkdir()
    (folder / "custom_components" / "benchmark_probe").symlink_to(PROBE)


def _hide_from_voice_assistant(folder: Path) -> None:
    """Store that no entity is exposed.

    Otherwise each start decides this again for a few thousand entities.
    """
    registry = folder / ".storage" / "core.entity_registry"
    stored = json.loads(registry.read_text())
    for entity in stored["data"]["entities"]:
        entity["options"]["conversation"] = {"should_expose": False}
    registry.write_text(json.dumps(stored))


def _entry(phone: SimulatedPhone, *, push: bool) -> dict[str, Any]:
    """Return the stored config entry of a phone."""
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
