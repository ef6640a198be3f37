"""Tests of triggers in automations."""

from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.poly_phone.calls.events import CallEventType
from custom_components.poly_phone.const import DOMAIN
from custom_components.poly_phone.trigger import TRIGGERS
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
)
from .home import Home, Wait

CALL_TRIGGERS = ("incoming_call", "call_connected", "call_ended", "call_missed")


async def test_call_triggers_follow_a_call(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    target_phone = {"device_id": home.device_id}
    runs = await automate(
        hass, {name: on(name, target_phone) for name in CALL_TRIGGERS}
    )

    async def after(seconds: float) -> list[str]:
        runs.clear()
        await wait(seconds)
        return list(runs)

    phone.ring("301")
    assert await after(5) == ["incoming_call"]
    actions.answer(phone)
    assert await after(1) == ["call_connected"]
    actions.hold(phone)
    assert await after(1) == []
    actions.resume(phone)
    assert await after(1) == []
    actions.hang_up(phone)
    assert await after(1) == ["call_ended"]
    assert await after(10) == []

    phone.ring("303")
    assert await after(5) == ["incoming_call"]
    actions.remote_hang_up(phone)
    assert await after(1) + await after(5) == ["call_missed"]

    phone.dial("6002")
    assert await after(5) == []
    actions.remote_answer(phone)
    assert await after(1) == ["call_connected"]


async def test_restored_event_does_not_trigger(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    target_phone = {"device_id": home.device_id}
    runs = await automate(
        hass, {name: on(name, target_phone) for name in CALL_TRIGGERS}
    )
    phone.ring("301")
    await wait(5)
    assert runs == ["incoming_call"]
    await hass.config_entries.async_reload(home.entry.entry_id)
    await hass.async_block_till_done()
    assert home.attribute("event.call", "event_type") == "incoming"
    assert runs == ["incoming_call"]


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_target_matches_calls(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait, kind: str
) -> None:
    target_phone = target(home, kind, "event.call")
    runs = await automate(hass, {"incoming": on("incoming_call", target_phone)})
    phone.ring("301")
    await wait(5)
    assert runs == ["incoming"]


@pytest.mark.parametrize("kind", KINDS)
async def test_every_kind_of_target_matches_lines(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait, kind: str
) -> None:
    target_phone = target(home, kind, "binary_sensor.line_1")
    runs = await automate(hass, {"lost": on("line_lost", target_phone)})
    phone.set_registered(False, 1)
    await wait(60)
    assert runs == ["lost"]
    phone.set_registered(True, 1)
    await wait(60)
    assert runs == ["lost"]


async def test_mute_triggers_follow_the_switch(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    target_phone = {"device_id": home.device_id}
    runs = await automate(
        hass, {name: on(name, target_phone) for name in ("muted", "unmuted")}
    )
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    await home.use("switch.turn_on", "switch.hold")
    await home.use("switch.turn_off", "switch.hold")
    assert not runs
    phone.set_mute(True)
    await wait(1)
    assert runs == ["muted"]
    phone.set_mute(False)
    await wait(1)
    assert runs == ["muted", "unmuted"]


async def test_outage_of_a_phone_does_not_trigger(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    place(home)
    runs = await automate(
        hass,
        {
            name: on(name, {"device_id": home.device_id})
            for name in ("muted", "unmuted", "line_lost")
        },
    )
    phone.power_off()
    await wait(60)
    assert home.state("binary_sensor.line_1") == STATE_UNAVAILABLE
    phone.set_registered(False)
    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    await wait(60)
    assert home.state("binary_sensor.line_1") == STATE_OFF
    assert home.state("switch.mute") == STATE_OFF
    assert not runs


async def test_other_entities_of_the_area_do_not_trigger(
    hass: HomeAssistant, home: Home, wait: Wait
) -> None:
    area = place(home)["area_id"]
    call = other_entity(hass, area, "event", "call")
    mute = other_entity(hass, area, "switch", "mute")
    line = other_entity(hass, area, "binary_sensor", "line")
    runs = await automate(
        hass, {name: on(name, {"area_id": area}) for name in TRIGGERS}
    )
    for second, event_type in enumerate(CallEventType):
        hass.states.async_set(call, f"{second}", {"event_type": event_type})
    for state in (STATE_OFF, STATE_ON, STATE_OFF):
        hass.states.async_set(mute, state)
        hass.states.async_set(line, state)
    await hass.async_block_till_done()
    assert not runs


async def test_phone_added_to_the_area_later_triggers(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    runs = await automate(hass, {"incoming": on("incoming_call", {"area_id": "hall"})})
    phone.ring("301")
    await wait(5)
    assert not runs
    assert place(home)["area_id"] == "hall"
    phone.ring("302")
    await wait(5)
    assert runs == ["incoming"]


async def test_trigger_waits_for_the_duration(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    target_phone = {"device_id": home.device_id}
    runs = await automate(
        hass,
        {
            "lost": on(
                "line_lost", target_phone, behavior="first", **{"for": {"minutes": 5}}
            )
        },
    )
    phone.set_registered(False, 1)
    await wait(60)
    await wait(200)
    phone.set_registered(True, 1)
    await wait(60)
    await wait(60)
    assert not runs
    phone.set_registered(False, 1)
    await wait(60)
    await wait(301)
    assert runs == ["lost"]


async def test_editor_has_all_triggers(
    hass: HomeAssistant,
    home: Home,
    hass_ws_client: WebSocketGenerator,
) -> None:
    assert await automate(hass, {}) == []
    client = await hass_ws_client(hass)
    await client.send_json_auto_id({"type": "trigger_platforms/subscribe"})
    assert (await client.receive_json())["success"]
    offered = (await client.receive_json())["event"].items()
    described = {name: text for name, text in offered if name.startswith(DOMAIN)}
    ours = {f"{DOMAIN}.{name}" for name in TRIGGERS}
    assert described.keys() == ours
    await assert_described(hass, "triggers", described)

    await client.send_json_auto_id(
        {
            "type": "get_triggers_for_target",
            "target": {"device_id": [home.device_id]},
        }
    )
    assert ours <= set((await client.receive_json())["result"])
