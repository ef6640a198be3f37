"""Tests of conditions in automations."""

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


class ConditionCheck:
    """Automations with one condition each, run by an event."""

    def __init__(self, hass: HomeAssistant, runs: list[str]) -> None:
        self.hass = hass
        self.runs = runs

    async def __call__(self) -> set[str]:
        """Return the conditions that are true now."""
        self.runs.clear()
        self.hass.bus.async_fire("check")
        await self.hass.async_block_till_done()
        return set(self.runs)


async def check_conditions(
    hass: HomeAssistant,
    target: dict[str, Any],
    conditions: Iterable[str] = CONDITIONS,
    **options: Any,
) -> ConditionCheck:
    """Return a check of all conditions for a target."""
    trigger = {"triggers": {"trigger": "event", "event_type": "check"}}
    return ConditionCheck(
        hass,
        await automate(
            hass,
            {name: when(name, target, **options) | trigger for name in conditions},
        ),
    )


def ring(phone: SimulatedPhone) -> None:
    phone.ring("301")


def connect(phone: SimulatedPhone) -> None:
    phone.ring("301")
    actions.answer(phone)


def connect_while_ringing(phone: SimulatedPhone) -> None:
    connect(phone)
    phone.ring("302")


def connect_muted(phone: SimulatedPhone) -> None:
    connect(phone)
    phone.set_mute(True)


def hold(phone: SimulatedPhone) -> None:
    connect(phone)
    actions.hold(phone)


@pytest.mark.parametrize("behavior", ["any", "all"])
@pytest.mark.parametrize(
    ("prepare", "true"),
    [
        (lambda _: None, {"is_idle"}),
        (ring, {"is_ringing"}),
        (lambda phone: phone.lift_handset(), {"is_in_call"}),
        (lambda phone: phone.dial("300"), {"is_in_call"}),
        (connect, {"is_in_call"}),
        (connect_while_ringing, {"is_in_call", "is_ringing"}),
        (connect_muted, {"is_in_call", "is_muted"}),
        (hold, {"is_in_call"}),
    ],
)
async def test_conditions_follow_the_state_of_the_phone(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    prepare: Prepare,
    true: set[str],
    behavior: str,
) -> None:
    check = await check_conditions(
        hass, {"device_id": home.device_id}, behavior=behavior
    )
    prepare(phone)
    await wait(5)
    assert await check() == true


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
async def test_condition_of_an_unknown_state_is_false(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    prepare: Prepare,
    state: str,
    behavior: str,
) -> None:
    check = await check_conditions(
        hass, {"device_id": home.device_id}, behavior=behavior
    )
    assert await check() == {"is_idle"}
    prepare(phone)
    await wait(10)
    await wait(10)
    assert home.state("sensor.call_state") == state
    assert not await check()


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_target_works(
    hass: HomeAssistant, home: Home, kind: str
) -> None:
    target_phone = target(home, kind, "sensor.call_state")
    check = await check_conditions(hass, target_phone)
    assert await check() == {"is_idle"}


@pytest.mark.parametrize("behavior", ["any", "all"])
async def test_condition_of_an_area_without_phone_is_false(
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
    check = await check_conditions(hass, {"area_id": area}, behavior=behavior)
    assert not await check()


@pytest.fixture
async def trio(hass: HomeAssistant, home: Home) -> AsyncGenerator[SimulatedPhone]:
    """Return a second phone in the same area."""
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
async def test_condition_combines_several_phones(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    wait: Wait,
    behavior: str,
    before: set[str],
    after: set[str],
) -> None:
    check = await check_conditions(hass, {"area_id": "hall"}, behavior=behavior)
    assert await check() == {"is_idle"}
    connect(trio)
    await wait(10)
    assert await check() == before
    phone.power_off()
    await wait(10)
    assert await check() == after


async def test_condition_waits_for_the_duration(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    check = await check_conditions(
        hass, {"device_id": home.device_id}, **{"for": {"minutes": 2}}
    )
    connect(phone)
    await wait(5)
    await wait(60)
    assert not await check()
    await wait(60)
    assert await check() == {"is_in_call"}


async def test_phone_is_ringing_when_incoming_call_triggers(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    target_phone = {"device_id": home.device_id}
    runs = await automate(
        hass,
        {
            name: on("incoming_call", target_phone) | when(name, target_phone)
            for name in CONDITIONS
        },
    )
    ring(phone)
    await wait(5)
    assert runs == ["is_ringing"]


async def test_automation_mutes_only_a_phone_in_a_call(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    target_phone = {"area_id": place(home)["area_id"]}
    await automate(
        hass,
        {
            "Mute for the doorbell": {
                "triggers": {"trigger": "state", "entity_id": DOORBELL, "to": "on"},
                **when("is_in_call", target_phone),
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


async def test_editor_has_all_conditions(
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
