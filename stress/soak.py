"""Random calls and faults of fifty phones in a real Home Assistant.

    scripts/soak [--minutes 15] [--phones 50] [--seed S]

Phones make calls, restart and send wrong replies. The same seed repeats the same actions. In
the end all faults are removed and all phones are deleted. No object, task or connection of a
phone may remain.
"""

from argparse import ArgumentParser
import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from random import Random
from statistics import median
import sys
from tempfile import mkdtemp
import time

from aiohttp import ClientSession

from simulator import PROFILES
from testbed import TestbedError
from testbed.add_phones import Phone, remove_phones
from testbed.client import HomeAssistant, Json
from testbed.home_assistant import Instance, home_assistant, signed_in
from testbed.processes import free_ports
from testbed.simulators import SimulatedPhones, SimulatorControl, simulator

from .process_inspection import PHONE_CLASSES, Process, complaints

STEPS_PER_SECOND = 10
RESTART_SECONDS = 5
FAULT_SECONDS = (2, 30)

SETTLE_SECONDS = 140
"""Seconds until Home Assistant has read the call logs of all phones."""

IDLE_SECONDS = 160
"""Seconds until Home Assistant has closed unused connections.

aiohttp closes them after 75 idle seconds, and checks only every 75 seconds.
"""

GROWTH = 0.1
"""Accepted growth of memory from the second quarter to the last."""

LOG_SIZE = "10"
"""Calls in the log of each phone, limited because growing logs use more memory."""

FAULTS = (
    *("drop", "silence", "drip", "truncate", "reset", "garbage", "charset", "html"),
    *("busy", "missing", "too_big", "error", "status"),
)
PATHS = ("", "", "callStatus", "lineInfo", "callLogs", "device/info", "stats")

HANDLING = {
    "Offering": ("answer", "answer", "reject", "remote_hang_up"),
    "Connected": ("hold", "mute_key", "hang_up", "remote_hang_up"),
    "Hold": ("resume", "resume", "remote_hang_up"),
}
"""Actions for a call, by its state."""

ENDS = {"ended", "missed"}


@dataclass
class Activity:
    """The actions of the phones, and the events of Home Assistant."""

    random: Random
    control: SimulatorControl
    macs: list[str]
    steps: Counter[str] = field(default_factory=Counter)
    calls: dict[str, str] = field(default_factory=dict)
    """The phone of each call, by the number of the other party."""

    events: defaultdict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """The event types of each call, by number."""

    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _repairs: list[tuple[float, str]] = field(default_factory=list)

    def record(self, entity_id: str, state: Json) -> None:
        """Record an event once.

        An entity writes its last event again when the phone is available again.
        """
        attributes = state["attributes"]
        if number := attributes.get("number"):
            key = (entity_id, state["state"], attributes["event_type"], number)
            if state["state"] != "unavailable" and key not in self._seen:
                self._seen.add(key)
                self.events[number].append(attributes["event_type"])

    async def run(self, seconds: float) -> None:
        """Run random actions."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            while self._repairs and self._repairs[0][0] < now:
                await self._act(self._repairs.pop(0)[1], "clear_faults")
            await self._step(self.random.choice(self.macs))
            await asyncio.sleep(1 / STEPS_PER_SECOND)

    async def stop(self) -> None:
        """Remove all faults and end all calls."""
        for mac in self.macs:
            phone = await self._act(mac, "clear_faults")
            for call in phone["calls"]:
                await self._act(mac, "remote_hang_up", call=call["handle"])

    async def _step(self, mac: str) -> None:
        """Run one random action, mostly for a call."""
        chance = self.random.random()
        if chance < 0.04:
            await self._act(mac, "power_off")
            await self._act(mac, "power_on")
        elif chance < 0.12:
            await self._act(
                mac,
                "add_fault",
                kind=self.random.choice(FAULTS),
                path=self.random.choice(PATHS),
            )
            repair_at = time.monotonic() + self.random.uniform(*FAULT_SECONDS)
            self._repairs = sorted([*self._repairs, (repair_at, mac)])
        elif chance < 0.14:
            kind = self.random.choice(("delay", "double", "drop"))
            await self._act(mac, "set_delivery_fault", kind=kind, every=3)
        else:
            await self._handle_call(mac)

    async def _handle_call(self, mac: str) -> None:
        """Start a call, or run an action for a call."""
        phone = await self.control.phone(mac)
        if phone["power"] != "on":
            return
        number = str(7_000_000 + len(self.calls))
        if calls := phone["calls"]:
            call = self.random.choice(calls)
            choices = HANDLING.get(call["state"], ("remote_answer", "remote_hang_up"))
            await self._act(mac, self.random.choice(choices), call=call["handle"])
        elif self.random.random() < 0.7:
            self.calls[number] = mac
            await self._act(mac, "ring", number=number)
        else:
            self.calls[number] = mac
            await self._act(mac, "dial", number=number)

    async def _act(self, mac: str, action: str, **arguments: Json) -> Json:
        """Run an action that the phone may reject by now."""
        try:
            result = await self.control.act(mac, action, **arguments)
        except TestbedError:
            self.steps["too late"] += 1
            return {"calls": []}
        self.steps[action] += 1
        return result


def check_events(activity: Activity) -> list[str]:
    """Return the calls that did not end exactly once.

    Calls without any event are accepted, because their phones had faults.
    """
    return [
        f"call {number} at {activity.calls.get(number)}: {', '.join(kinds)}"
        for number, kinds in activity.events.items()
        if sum(kind in ENDS for kind in kinds) != 1
    ]


def check_memory(samples: list[float]) -> list[str]:
    """Return the growth of memory if it is too large."""
    quarter = len(samples) // 4
    before = median(samples[quarter : 2 * quarter] or samples)
    after = median(samples[-quarter:])
    print(f"memory: {before:.1f} MB in the second quarter, {after:.1f} MB in the last")
    if after > before * (1 + GROWTH):
        return [f"the memory grew from {before:.1f} to {after:.1f} MB"]
    return []


def check_census(census: dict[str, int], phones: int) -> list[str]:
    """Return the classes without exactly one object per phone."""
    print(f"objects: {sum(census.values())} of {len(census)} classes, {phones} phones")
    return [
        f"{census.get(name, 0)} objects of {name} for {phones} phones"
        for name in PHONE_CLASSES
        if census.get(name, 0) != phones
    ]


async def soak(options: Json, folder: Path) -> list[str]:
    """Run the soak test and return its failures."""
    profiles = [*islice(cycle(PROFILES), options.phones)]
    phones = SimulatedPhones(profiles, free_ports(options.phones + 1))
    program = Path(sys.executable).parent / "hass"
    instance = Instance(program=program, config_dir=folder, port=free_ports())
    async with (
        simulator(phones, folder),
        home_assistant(instance),
        signed_in(instance) as client,
        ClientSession() as session,
    ):
        process = Process.find(folder)
        tasks_before = process.tasks()
        added = [await Phone.add(client, address) for address in phones.addresses]
        entities = {phone.entities["event.call"] for phone in added}
        macs = [phone.mac for phone in added]
        control = SimulatorControl(session, phones)
        for mac in macs:
            await control.act(mac, "set_restart_seconds", seconds=RESTART_SECONDS)
            await control.act(mac, "set_config", name="callLists.size", value=LOG_SIZE)
        activity = Activity(Random(options.seed), control, macs)

        def record(message: Json) -> None:
            state = message["data"]["new_state"]
            if state and state["entity_id"] in entities:
                activity.record(state["entity_id"], state)

        await client.subscribe("subscribe_events", record, event_type="state_changed")
        print(f"{len(macs)} phones are set up; seed {options.seed}", flush=True)

        samples = []
        rounds = round(options.minutes * 12)
        for turn in range(rounds):
            await activity.run(5)
            samples.append(process.megabytes)
            if turn % 12 == 11:
                print(
                    f"minute {turn // 12 + 1}: {len(activity.calls)} calls, "
                    f"{samples[-1]:.1f} MB",
                    flush=True,
                )
        await activity.stop()
        await asyncio.sleep(SETTLE_SECONDS)
        failures = check_events(activity) + check_memory(samples)
        failures += check_states(client, added)
        failures += check_census(await process.census(), len(macs))
        await remove_phones(client)
        await asyncio.sleep(IDLE_SECONDS)
        failures += check_census(await process.census(), 0)
        failures += process.leftovers(tasks_before, phones.ports)
    ended = sum(1 for kinds in activity.events.values() if set(kinds) & ENDS)
    print(f"steps: {dict(activity.steps.most_common())}")
    print(
        f"calls: {len(activity.calls)} made, {len(activity.events)} with events, {ended} ended"
    )
    return failures + complaints(instance.log)


def check_states(client: HomeAssistant, phones: list[Phone]) -> list[str]:
    """Return the phones whose state is not idle."""
    states = {
        phone.mac: client.state(phone.entities["sensor.call_state"]) for phone in phones
    }
    return [
        f"phone {mac} is {state} in the end"
        for mac, state in states.items()
        if state != "idle"
    ]


def main() -> int:
    """Run the soak test and return the exit code."""
    parser = ArgumentParser(prog="scripts/soak", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add(
        "--minutes",
        type=float,
        default=15,
        help="duration of the calls and faults (15)",
    )
    add("--phones", type=int, default=50, help="number of phones (50)")
    add(
        "--seed",
        type=int,
        default=time.time_ns() % 10_000,
        help="repeats the actions of an earlier run",
    )
    options = parser.parse_args()
    folder = Path(mkdtemp(prefix="soak-"))
    failures = asyncio.run(soak(options, folder))
    for failure in failures:
        print(f"WRONG: {failure}")
    print(f"logs: {folder}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
