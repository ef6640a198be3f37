"""Fifty phones that live fast, with faults, beside a real Home Assistant.

    scripts/soak [--minutes 15] [--phones 50] [--seed S]

Calls come and go, phones restart, and their answers go wrong, at random but repeatably. In the
end all phones are well again, and are deleted: what is left of them then must be nothing.
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
from testbed.simulators import Hands, SimulatedPhones, simulator

from .process_inspection import PHONE_CLASSES, Process, complaints

STEPS_PER_SECOND = 10
RESTART_SECONDS = 5
FAULT_SECONDS = (2, 30)

SETTLE_SECONDS = 140
"""How long it takes until the logs of all phones have been read."""

IDLE_SECONDS = 160
"""How long Home Assistant keeps connections that nobody uses: aiohttp looks for those that
have been idle for 75 seconds no more often than that."""

GROWTH = 0.1
"""How much of its memory Home Assistant may gain from the second quarter to the last."""

LOG_SIZE = "10"
"""Calls that each phone remembers, or their logs would grow all the while."""

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
"""What is done about a call, by its state."""

ENDS = {"ended", "missed"}


@dataclass
class Life:
    """What the phones do, and what Home Assistant tells of it."""

    random: Random
    hands: Hands
    macs: list[str]
    steps: Counter[str] = field(default_factory=Counter)
    calls: dict[str, str] = field(default_factory=dict)
    """Numbers that called or were called, with the phones; none is used twice."""

    events: defaultdict[str, list[str]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """The types of the events that were told of calls, by number."""

    _seen: set[tuple[str, ...]] = field(default_factory=set)
    _healing: list[tuple[float, str]] = field(default_factory=list)

    def hear(self, entity_id: str, state: Json) -> None:
        """Note an event; after a phone was away, its last one only shows again."""
        about = state["attributes"]
        if number := about.get("number"):
            key = (entity_id, state["state"], about["event_type"], number)
            if state["state"] != "unavailable" and key not in self._seen:
                self._seen.add(key)
                self.events[number].append(about["event_type"])

    async def go_on(self, seconds: float) -> None:
        """Live for a while."""
        end = time.monotonic() + seconds
        while (now := time.monotonic()) < end:
            while self._healing and self._healing[0][0] < now:
                await self._act(self._healing.pop(0)[1], "clear_faults")
            await self._step(self.random.choice(self.macs))
            await asyncio.sleep(1 / STEPS_PER_SECOND)

    async def rest(self) -> None:
        """Get well, and end all calls."""
        for mac in self.macs:
            phone = await self._act(mac, "clear_faults")
            for call in phone["calls"]:
                await self._act(mac, "remote_hang_up", call=call["handle"])

    async def _step(self, mac: str) -> None:
        """Do something at a phone: mostly something about a call."""
        lot = self.random.random()
        if lot < 0.04:
            await self._act(mac, "power_off")
            await self._act(mac, "power_on")
        elif lot < 0.12:
            await self._act(
                mac,
                "add_fault",
                kind=self.random.choice(FAULTS),
                path=self.random.choice(PATHS),
            )
            heals = time.monotonic() + self.random.uniform(*FAULT_SECONDS)
            self._healing = sorted([*self._healing, (heals, mac)])
        elif lot < 0.14:
            kind = self.random.choice(("delay", "double", "drop"))
            await self._act(mac, "set_delivery_fault", kind=kind, every=3)
        else:
            await self._handle_call(mac)

    async def _handle_call(self, mac: str) -> None:
        """Begin a call, or go on with one."""
        phone = next(one for one in await self.hands.look() if one["mac"] == mac)
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
        """Do something, unless it makes no sense by now."""
        try:
            result = await self.hands.act(mac, action, **arguments)
        except TestbedError:
            self.steps["too late"] += 1
            return {"calls": []}
        self.steps[action] += 1
        return result


def judge_events(life: Life) -> list[str]:
    """Return the calls that did not end exactly once for Home Assistant.

    Those that it never saw, as their phone was away or in trouble, need not end.
    """
    return [
        f"call {number} at {life.calls.get(number)}: {', '.join(kinds)}"
        for number, kinds in life.events.items()
        if sum(kind in ENDS for kind in kinds) != 1
    ]


def judge_memory(samples: list[float]) -> list[str]:
    """Return how much memory was gained, if that is too much."""
    quarter = len(samples) // 4
    before = median(samples[quarter : 2 * quarter] or samples)
    after = median(samples[-quarter:])
    print(f"memory: {before:.1f} MB in the second quarter, {after:.1f} MB in the last")
    if after > before * (1 + GROWTH):
        return [f"the memory grew from {before:.1f} to {after:.1f} MB"]
    return []


def judge_census(census: dict[str, int], phones: int) -> list[str]:
    """Return the classes that have more objects than there are phones, or fewer."""
    print(f"objects: {sum(census.values())} of {len(census)} classes, {phones} phones")
    return [
        f"{census.get(name, 0)} objects of {name} for {phones} phones"
        for name in PHONE_CLASSES
        if census.get(name, 0) != phones
    ]


async def soak(options: Json, folder: Path) -> list[str]:
    """Have the phones live, and return what is wrong after that."""
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
        hands = Hands(session, phones)
        for mac in macs:
            await hands.act(mac, "set_restart_seconds", seconds=RESTART_SECONDS)
            await hands.act(mac, "set_config", name="callLists.size", value=LOG_SIZE)
        life = Life(Random(options.seed), hands, macs)

        def hear(message: Json) -> None:
            state = message["data"]["new_state"]
            if state and state["entity_id"] in entities:
                life.hear(state["entity_id"], state)

        await client.subscribe("subscribe_events", hear, event_type="state_changed")
        print(f"{len(macs)} phones are set up; seed {options.seed}", flush=True)

        samples = []
        rounds = round(options.minutes * 12)
        for turn in range(rounds):
            await life.go_on(5)
            samples.append(process.megabytes)
            if turn % 12 == 11:
                print(
                    f"minute {turn // 12 + 1}: {len(life.calls)} calls, "
                    f"{samples[-1]:.1f} MB",
                    flush=True,
                )
        await life.rest()
        await asyncio.sleep(SETTLE_SECONDS)
        failures = judge_events(life) + judge_memory(samples)
        failures += judge_states(client, added)
        failures += judge_census(await process.census(), len(macs))
        await remove_phones(client)
        await asyncio.sleep(IDLE_SECONDS)
        failures += judge_census(await process.census(), 0)
        failures += process.left_over(tasks_before, phones.ports)
    ended = sum(1 for kinds in life.events.values() if set(kinds) & ENDS)
    print(f"steps: {dict(life.steps.most_common())}")
    print(
        f"calls: {len(life.calls)} made, {len(life.events)} told, {ended} of them ended"
    )
    return failures + complaints(instance.log)


def judge_states(client: HomeAssistant, phones: list[Phone]) -> list[str]:
    """Return the phones that are not shown as idle, though they are."""
    states = {
        phone.mac: client.state(phone.entities["sensor.call_state"]) for phone in phones
    }
    return [
        f"phone {mac} is {state} in the end"
        for mac, state in states.items()
        if state != "idle"
    ]


def main() -> int:
    """Soak, and tell what came of it."""
    parser = ArgumentParser(prog="scripts/soak", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--minutes", type=float, default=15, help="how long the phones live (15)")
    add("--phones", type=int, default=50, help="how many there are (50)")
    add("--seed", type=int, default=time.time_ns() % 10_000, help="of what happens")
    options = parser.parse_args()
    folder = Path(mkdtemp(prefix="soak-"))
    failures = asyncio.run(soak(options, folder))
    for failure in failures:
        print(f"WRONG: {failure}")
    print(f"logs: {folder}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
