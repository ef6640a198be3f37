"""Fixtures: automations from blueprints."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import UTC, datetime, time, timedelta
import logging
from pathlib import Path
import shutil
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import EVENT_CALL_SERVICE, STATE_ON, WEEKDAYS
from homeassistant.core import (
    CoreState,
    Event,
    HomeAssistant,
    ServiceCall,
    State,
    callback,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait, entry_of, set_up

FOLDER = Path(__file__).parents[2] / "blueprints" / "automation" / "poly_phone"

RUNS = {"AutomationEntity._async_trigger_if_enabled", "Script.async_run"}
"""Tasks that run as long as an automation waits."""

SPINS = 50
"""Rounds of the event loop until an automation reaches its next wait."""


async def settle(hass: HomeAssistant) -> None:
    """Run all tasks that wait for no time and no trigger."""
    spins = 0
    while spins < SPINS:
        await asyncio.sleep(0)
        spins += 1
        if busy := [
            task
            for task in hass._tasks | hass._background_tasks
            if task.get_coro().__qualname__ not in RUNS
            and task is not asyncio.current_task()
        ]:
            await asyncio.wait(busy)
            spins = 0


@pytest.fixture
def wait(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> Wait:
    """Return a function that moves the clock, also for automations."""

    async def wait(seconds: float = 0) -> None:
        freezer.tick(seconds)
        async_fire_time_changed(hass)
        await settle(hass)

    return wait


type Until = Callable[[str, str], Awaitable[None]]


@pytest.fixture
def until(wait: Wait, freezer: FrozenDateTimeFactory) -> Until:
    """Return a function that moves the clock to a time of a weekday.

    Not to a date, because the clock would go back once the date is over.
    """

    async def until(day: str, clock: str) -> None:
        now = datetime.now(UTC)
        then = datetime.combine(now, time.fromisoformat(clock), UTC)
        then += timedelta((WEEKDAYS.index(day) - now.weekday()) % 7)
        freezer.move_to(then if then > now else then + timedelta(7))
        await wait(0)
        await wait(0)

    return until


@pytest.fixture
async def other(phone: SimulatedPhone) -> AsyncGenerator[SimulatedPhone]:
    """Return another phone, which starts before `freezer`, too."""
    async with SimulatedPhone("trio8800-7.2.2", exchange=phone.exchange) as other:
        yield other


@pytest.fixture
async def homes(hass: HomeAssistant, other: SimulatedPhone, home: Home) -> list[Home]:
    """Return both set-up phones."""
    return [home, await set_up(hass, entry_of(other))]


type Use = Callable[..., Awaitable[None]]


@pytest.fixture
async def use(hass: HomeAssistant, tmp_path: Path) -> AsyncGenerator[Use]:
    """Return a function that adds an automation from a blueprint."""
    assert await async_setup_component(hass, "persistent_notification", {})
    hass.config.config_dir = str(tmp_path)
    folder = tmp_path / "blueprints" / "automation" / "poly_phone"

    async def use(name: str, **inputs: Any) -> None:
        if not folder.exists():
            shutil.copytree(FOLDER, folder)
        automation = {
            "id": name,
            "alias": name,
            "use_blueprint": {"path": f"poly_phone/{name}.yaml", "input": inputs},
        }
        assert await async_setup_component(
            hass, "automation", {"automation": [automation]}
        )
        await settle(hass)
        state = hass.states.get(f"automation.{name}")
        assert state
        assert state.state == STATE_ON

    yield use
    await turn_automations(hass, "off")


async def turn_automations(hass: HomeAssistant, state: str) -> None:
    """Turn all automations on or off; off ends their waits."""
    await hass.services.async_call(
        "automation", f"turn_{state}", {"entity_id": "all"}, blocking=True
    )


class FakeActions:
    """Actions of other integrations that only record their data."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def register(self, *actions: str, state: str | None = None) -> None:
        """Register actions, which give their entities a state."""

        @callback
        def record(call: ServiceCall) -> None:
            data = dict(call.data)
            self.calls.append((f"{call.domain}.{call.service}", data))
            for entity_id in data["entity_id"] if state else ():
                self._hass.states.async_set(entity_id, state)

        for action in actions:
            self._hass.services.async_register(*action.split("."), record)

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the recorded actions and forget them."""
        calls, self.calls = self.calls, []
        return calls


@pytest.fixture
def fake_actions(hass: HomeAssistant) -> FakeActions:
    """Return actions of other integrations."""
    return FakeActions(hass)


@pytest.fixture
def hints(hass: HomeAssistant) -> dict[str, str]:
    """Return the messages of the current persistent notifications."""
    shown: dict[str, str] = {}

    @callback
    def record(event: Event) -> None:
        if event.data["domain"] != "persistent_notification":
            return
        data = event.data["service_data"]
        key = data.get("notification_id", data.get("message"))
        if event.data["service"] == "create":
            shown[key] = data["message"]
        else:
            shown.pop(key, None)

    hass.bus.async_listen(EVENT_CALL_SERVICE, record)
    return shown


async def start(hass: HomeAssistant) -> None:
    """Start Home Assistant after the set-up of all automations."""
    hass.set_state(CoreState.not_running)
    await hass.async_start()
    await settle(hass)


def state_of(hass: HomeAssistant, entity_id: str) -> State:
    """Return the state of any entity."""
    state = hass.states.get(entity_id)
    assert state, entity_id
    return state


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the warnings and errors of automations."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and "automation" in record.name
    ]


REPORT: dict[str, Any] = {
    "action": "test.report",
    "data": {"message": "{{ message }}"},
}
"""An action for blueprints, which reports its message to the test."""

type Messages = Callable[[], list[str]]


@pytest.fixture
def messages(fake_actions: FakeActions) -> Messages:
    """Return a function that returns the new messages of `REPORT`."""
    fake_actions.register(REPORT["action"])
    return lambda: [data["message"] for _, data in fake_actions.take()]


async def connect(phone: SimulatedPhone, wait: Wait) -> None:
    """Ring and answer a call."""
    phone.ring("301")
    actions.answer(phone)
    await wait(5)


async def hang_up(phone: SimulatedPhone, wait: Wait) -> None:
    """Hang up the active call."""
    actions.hang_up(phone)
    await wait(1)


async def power_on(phone: SimulatedPhone, wait: Wait) -> None:
    """Turn on a phone and wait for its start."""
    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()


async def wait_minutes(wait: Wait, count: int) -> None:
    """Move the clock minute by minute."""
    for _ in range(count):
        await wait(60)
