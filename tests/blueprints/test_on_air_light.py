"""Tests of the blueprint that shows calls with a light."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait

from .conftest import (
    Use,
    connect,
    hang_up,
    start,
    state_of,
    turn_automations,
    warnings,
)

LAMP, DIMMER, SIGN = "light.lamp", "light.dimmer", "switch.sign"
GREEN = {"rgb_color": [0, 255, 0], "brightness": 40}


@pytest.fixture(autouse=True)
async def _lamps(hass: HomeAssistant) -> None:
    """Set up a green light, a dimmable light, and a switch."""
    nothing: list[Any] = []
    plain = {"turn_on": nothing, "turn_off": nothing}
    template = {
        "light": [
            {
                **plain,
                "name": "Lamp",
                "default_entity_id": LAMP,
                "set_level": nothing,
                "set_hs": nothing,
            },
            {
                **plain,
                "name": "Dimmer",
                "default_entity_id": DIMMER,
                "set_level": nothing,
            },
        ],
        "switch": [{**plain, "name": "Sign", "default_entity_id": SIGN}],
    }
    for domain, config in (("template", template), ("scene", None)):
        assert await async_setup_component(hass, domain, {domain: config})
    await hass.async_block_till_done()
    for action, entity_id, data in (
        ("light.turn_on", LAMP, GREEN),
        ("light.turn_off", DIMMER, {}),
        ("switch.turn_off", SIGN, {}),
    ):
        await hass.services.async_call(
            *action.split("."), {"entity_id": entity_id, **data}, blocking=True
        )


@pytest.fixture(autouse=True)
async def _automation(homes: list[Home], use: Use, _lamps: None) -> None:
    await use(
        "on_air_light",
        sensors=[home.entity_id("binary_sensor.in_call") for home in homes],
        lamps=[LAMP, DIMMER, SIGN],
        brightness=80,
    )


def shown(hass: HomeAssistant) -> dict[str, Any]:
    """Return the colors and states of the lights."""
    lamp = state_of(hass, LAMP)
    return {
        "lamp": (lamp.attributes.get("rgb_color"), lamp.attributes.get("brightness")),
        "dimmer": state_of(hass, DIMMER).attributes.get("brightness"),
        "sign": state_of(hass, SIGN).state,
    }


ON_AIR = {"lamp": ((255, 0, 0), 204), "dimmer": 204, "sign": "on"}
BEFORE = {"lamp": ((0, 255, 0), 40), "dimmer": None, "sign": "off"}


async def test_light_is_red_during_a_call(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    await wait(5)
    assert shown(hass) == BEFORE
    actions.answer(phone)
    await wait(1)
    assert shown(hass) == ON_AIR
    actions.hold(phone)
    await wait(1)
    assert shown(hass) == ON_AIR
    actions.remote_hang_up(phone)
    await wait(1)
    assert shown(hass) == BEFORE
    assert state_of(hass, DIMMER).state == "off"
    assert not hass.states.async_all("scene")


async def test_second_call_restores_the_latest_scene(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    await connect(phone, wait)
    await hang_up(phone, wait)
    await hass.services.async_call(
        "light", "turn_off", {"entity_id": LAMP}, blocking=True
    )
    await connect(phone, wait)
    assert shown(hass) == ON_AIR
    await hang_up(phone, wait)
    assert state_of(hass, LAMP).state == "off"


async def test_light_is_red_until_the_last_call_ends(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    await connect(phone, wait)
    await connect(phone, wait)
    await hang_up(phone, wait)
    assert shown(hass) == ON_AIR
    actions.resume(phone)
    await hang_up(phone, wait)
    assert shown(hass) == BEFORE


async def test_light_is_red_until_the_last_phone_is_idle(
    hass: HomeAssistant, phone: SimulatedPhone, other: SimulatedPhone, wait: Wait
) -> None:
    """The restored scene is the one before the first call."""
    await connect(phone, wait)
    await connect(other, wait)
    await hang_up(phone, wait)
    assert shown(hass) == ON_AIR
    await hang_up(other, wait)
    assert shown(hass) == BEFORE


async def test_light_stays_red_if_the_scene_is_missing(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    wait: Wait,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await connect(phone, wait)
    (scene,) = hass.states.async_all("scene")
    await hass.services.async_call(
        "scene", "delete", {"entity_id": scene.entity_id}, blocking=True
    )
    await hang_up(phone, wait)
    assert shown(hass) == ON_AIR
    assert warnings(caplog) == []


async def test_light_stays_red_while_the_phone_is_briefly_unavailable(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await connect(phone, wait)
    actions.add_fault(phone, "drop")
    await wait(1)
    assert home.state("binary_sensor.in_call") == "unavailable"
    await wait(60)
    assert shown(hass) == ON_AIR
    actions.clear_faults(phone)
    await wait(10)
    await wait(300)
    assert shown(hass) == ON_AIR
    await hang_up(phone, wait)
    assert shown(hass) == BEFORE


async def test_light_is_restored_after_five_minutes_without_phone(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    await connect(phone, wait)
    phone.power_off()
    await wait(1)
    await wait(299)
    assert shown(hass) == ON_AIR
    await wait(1)
    assert shown(hass) == BEFORE


async def test_light_is_restored_when_home_assistant_stops(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    await connect(phone, wait)
    await hass.async_stop()
    assert shown(hass) == BEFORE


async def test_light_is_red_if_home_assistant_starts_during_a_call(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    await turn_automations(hass, "off")
    await connect(phone, wait)
    await turn_automations(hass, "on")
    assert shown(hass) == BEFORE
    await start(hass)
    assert shown(hass) == ON_AIR
    await hang_up(phone, wait)
    assert shown(hass) == BEFORE
