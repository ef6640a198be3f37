"""Conditions, in automations."""

from collections.abc import AsyncGenerator, Callable, Iterable
from typing import Any

from homeassistant.const import STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.poly_phone.condition import CONDITIONS
from custom_components.poly_phone.const import DOMAIN
from simulator import SimulatedPhone
from simulator.control import actions

from .automations import (
    KINDS,
    assert_described,
    automate,
    on,
    other_entity,
    place,
    target,
    when,
)
from .home import Home, Wait, entry_of, set_up

DOORBELL = "input_boolean.doorbell"

type Prepare = Callable[[SimulatedPhone], None]


class Question:
    """Automations that run when they are asked to, each under one condition."""

    def __init__(self, hass: HomeAssistant, runs: list[str]) -> None:
        self.hass = hass
        self.runs = runs

    async def __call__(self) -> set[str]:
        """Return the conditions that are true now."""
        self.runs.clear()
        self.hass.bus.async_fire("question")
        await self.hass.async_block_till_done()
        return set(self.runs)


async def ask_about(
    hass: HomeAssistant,
    target: dict[str, Any],
    conditions: Iterable[str] = CONDITIONS,
    **options: Any,
) -> Question:
    """Return what tells which conditions are true of a target."""
    trigger = {"triggers": {"trigger": "event", "event_type": "question"}}
    return Question(
        hass,
        await automate(
            hass,
            {name: when(name, target, **options) | trigger for name in conditions},
        ),
    )


def ring(phone: SimulatedPhone) -> None:
    phone.ring("301")


def talk(phone: SimulatedPhone) -> None:
    phone.ring("301")
    actions.answer(phone)


def talk_while_ringing(phone: SimulatedPhone) -> None:
    talk(phone)
    phone.ring("302")


def talk_muted(phone: SimulatedPhone) -> None:
    talk(phone)
    phone.set_mute(True)


def hold(phone: SimulatedPhone) -> None:
    talk(phone)
    actions.hold(phone)


@pytest.mark.parametrize("behavior", ["any", "all"])
@pytest.mark.parametrize(
    ("prepare", "true"),
    [
        (lambda _: None, {"is_idle"}),
        (ring, {"is_ringing"}),
        (lambda phone: phone.lift_handset(), {"is_in_call"}),
        (lambda phone: phone.dial("300"), {"is_in_call"}),
        (talk, {"is_in_call"}),
        (talk_while_ringing, {"is_in_call", "is_ringing"}),
        (talk_muted, {"is_in_call", "is_muted"}),
        (hold, {"is_in_call"}),
    ],
)
async def test_what_a_phone_does(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    prepare: Prepare,
    true: set[str],
    behavior: str,
) -> None:
    ask = await ask_about(hass, {"device_id": home.device_id}, behavior=behavior)
    prepare(phone)
    await wait(5)
    assert await ask() == true


@pytest.mark.parametrize("behavior", ["any", "all"])
@pytest.mark.parametrize(
    ("prepare", "state"),
    [
        (lambda phone: phone.power_off(), STATE_UNAVAILABLE),
        (
            lambda phone: actions.add_fault(phone, "status", path="callstatus"),
            STATE_UNKNOWN,
        ),
    ],
)
async def test_what_is_not_known_is_not_true(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    prepare: Prepare,
    state: str,
    behavior: str,
) -> None:
    ask = await ask_about(hass, {"device_id": home.device_id}, behavior=behavior)
    assert await ask() == {"is_idle"}
    prepare(phone)
    await wait(10)
    await wait(10)
    assert home.state("sensor.call_state") == state
    assert not await ask()


@pytest.mark.parametrize("kind", KINDS)
async def test_every_way_to_aim(hass: HomeAssistant, home: Home, kind: str) -> None:
    aim = target(home, kind, "sensor.call_state")
    ask = await ask_about(hass, aim)
    assert await ask() == {"is_idle"}


@pytest.mark.parametrize("behavior", ["any", "all"])
async def test_an_area_without_a_phone(
    hass: HomeAssistant, home: Home, behavior: str
) -> None:
    area = ar.async_get(hass).async_create("Cellar").id
    strangers = [
        other_entity(hass, area, "binary_sensor", "in_call"),
        other_entity(hass, area, "binary_sensor", "ringing"),
        other_entity(hass, area, "switch", "mute"),
        other_entity(hass, area, "sensor", "call_state"),
    ]
    for entity_id in strangers:
        state = "idle" if entity_id.startswith("sensor") else STATE_ON
        hass.states.async_set(entity_id, state)
    ask = await ask_about(hass, {"area_id": area}, behavior=behavior)
    assert not await ask()


@pytest.fixture
async def trio(hass: HomeAssistant, home: Home) -> AsyncGenerator[SimulatedPhone]:
    """Return a second phone, in the same area."""
    area = place(home)["area_id"]
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        other = await set_up(hass, entry_of(trio))
        dr.async_get(hass).async_update_device(other.device_id, area_id=area)
        yield trio
        await hass.config_entries.async_unload(other.entry.entry_id)


@pytest.mark.parametrize(
    ("behavior", "before", "after"),
    [
        ("any", {"is_idle", "is_in_call"}, {"is_in_call"}),
        ("all", set(), set()),
    ],
)
async def test_several_phones(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    wait: Wait,
    behavior: str,
    before: set[str],
    after: set[str],
) -> None:
    ask = await ask_about(hass, {"area_id": "hall"}, behavior=behavior)
    assert await ask() == {"is_idle"}
    talk(trio)
    await wait(10)
    assert await ask() == before
    phone.power_off()
    await wait(10)
    assert await ask() == after


async def test_for_how_long(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    ask = await ask_about(
        hass, {"device_id": home.device_id}, **{"for": {"minutes": 2}}
    )
    talk(phone)
    await wait(5)
    await wait(60)
    assert not await ask()
    await wait(60)
    assert await ask() == {"is_in_call"}


async def test_an_incoming_call_is_ringing_already(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    aim = {"device_id": home.device_id}
    runs = await automate(
        hass, {name: on("incoming_call", aim) | when(name, aim) for name in CONDITIONS}
    )
    ring(phone)
    await wait(5)
    assert runs == ["is_ringing"]


async def test_the_doorbell_mutes_only_a_phone_in_a_call(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    aim = {"area_id": place(home)["area_id"]}
    await automate(
        hass,
        {
            "Mute for the doorbell": {
                "triggers": {"trigger": "state", "entity_id": DOORBELL, "to": "on"},
                **when("is_in_call", aim),
                "actions": {
                    "action": "switch.turn_on",
                    "target": {"entity_id": home.entity_id("switch.mute")},
                },
            }
        },
    )

    async def press() -> None:
        for state in ("off", "on"):
            hass.states.async_set(DOORBELL, state)
            await hass.async_block_till_done(wait_background_tasks=True)

    await press()
    assert not phone.muted
    ring(phone)
    await wait(5)
    await press()
    assert not phone.muted
    actions.answer(phone)
    await wait(1)
    await press()
    assert phone.muted
    assert home.state("switch.mute") == STATE_ON


async def test_the_editor_offers_all_conditions(
    hass: HomeAssistant, home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    await automate(hass, {})
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "condition_platforms/subscribe"})
    assert (await client.receive_json())["success"]
    offered = (await client.receive_json())["event"].items()
    described = {name: text for name, text in offered if name.startswith(DOMAIN)}
    ours = {f"{DOMAIN}.{name}" for name in CONDITIONS}
    assert described.keys() == ours
    await assert_described(hass, "conditions", described)

    await client.send_json_auto_id(
        {
            "type": "get_conditions_for_target",
            "target": {"device_id": [home.device_id]},
        }
    )
    assert ours <= set((await client.receive_json())["result"])
