"""Automations that are made of blueprints."""

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
from tests.home import Home, Wait, entry_of, set_up

FOLDER = Path(__file__).parents[2] / "blueprints" / "automation" / "poly_phone"

RUNS = {"AutomationEntity._async_trigger_if_enabled", "Script.async_run"}
"""What waits as long as an automation does."""

SPINS = 50
"""Rounds of the event loop within which an automation comes to where it waits."""


async def settle(hass: HomeAssistant) -> None:
    """Let everything happen that waits neither for time nor for a trigger."""
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
    """Return what lets time pass, also for automations that wait."""

    async def wait(seconds: float = 0) -> None:
        freezer.tick(seconds)
        async_fire_time_changed(hass)
        await settle(hass)

    return wait


type Until = Callable[[str, str], Awaitable[None]]


@pytest.fixture
def until(wait: Wait, freezer: FrozenDateTimeFactory) -> Until:
    """Return what lets time pass until it is next that time of that day of the week.

    Never a date: time would go back as soon as that date is over.
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
    """Return another phone; it comes before `freezer`, too."""
    async with SimulatedPhone("trio8800-7.2.2", exchange=phone.exchange) as other:
        yield other


@pytest.fixture
async def homes(hass: HomeAssistant, other: SimulatedPhone, home: Home) -> list[Home]:
    """Return both phones."""
    return [home, await set_up(hass, entry_of(other))]


type Use = Callable[..., Awaitable[None]]


@pytest.fixture
async def use(hass: HomeAssistant, tmp_path: Path) -> AsyncGenerator[Use]:
    """Return what makes an automation of a blueprint."""
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
    """Turn all automations on, or off with what they wait for."""
    await hass.services.async_call(
        "automation", f"turn_{state}", {"entity_id": "all"}, blocking=True
    )


class Actions:
    """Actions of other integrations: what they were told to do, and nothing else."""

    def __init__(self, hass: HomeAssistant) -> None:
        self._hass = hass
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def offer(self, *actions: str, state: str | None = None) -> None:
        """Offer actions, which give their entities a state."""

        @callback
        def note(call: ServiceCall) -> None:
            data = dict(call.data)
            self.calls.append((f"{call.domain}.{call.service}", data))
            for entity_id in data["entity_id"] if state else ():
                self._hass.states.async_set(entity_id, state)

        for action in actions:
            self._hass.services.async_register(*action.split("."), note)

    def take(self) -> list[tuple[str, dict[str, Any]]]:
        """Return the calls since the last time."""
        calls, self.calls = self.calls, []
        return calls


@pytest.fixture
def actions_of_others(hass: HomeAssistant) -> Actions:
    """Return the actions of other integrations."""
    return Actions(hass)


@pytest.fixture
def hints(hass: HomeAssistant) -> dict[str, str]:
    """Return the messages of the persistent notifications that are shown."""
    shown: dict[str, str] = {}

    @callback
    def note(event: Event) -> None:
        if event.data["domain"] != "persistent_notification":
            return
        data = event.data["service_data"]
        key = data.get("notification_id", data.get("message"))
        if event.data["service"] == "create":
            shown[key] = data["message"]
        else:
            shown.pop(key, None)

    hass.bus.async_listen(EVENT_CALL_SERVICE, note)
    return shown


async def begin(hass: HomeAssistant) -> None:
    """Let Home Assistant start, with everything that is set up."""
    hass.set_state(CoreState.not_running)
    await hass.async_start()
    await settle(hass)


def state_of(hass: HomeAssistant, entity_id: str) -> State:
    """Return the state of any entity."""
    state = hass.states.get(entity_id)
    assert state, entity_id
    return state


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the warnings and errors of automations."""
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and "automation" in record.name
    ]
