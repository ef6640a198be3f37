"""Tests of the targets of actions."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import SimulatedPhone
from simulator.control import actions

from ..home import Wait, entry_of
from ..test_services import CALL_STATE, act, device_of


@pytest.fixture
async def trio(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Return a second phone that is set up."""
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        other = entry_of(trio)
        other.add_to_hass(hass)
        await hass.config_entries.async_setup(other.entry_id)
        yield trio
        await hass.config_entries.async_unload(other.entry_id)


@pytest.mark.parametrize("kind", ["area_id", "floor_id", "label_id"])
async def test_area_floor_or_label_with_one_phone_is_accepted(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, kind: str
) -> None:
    floor = fr.async_get(hass).async_create("Ground floor")
    area = ar.async_get(hass).async_create("Hall", floor_id=floor.floor_id)
    label = lr.async_get(hass).async_create("Reception desk")
    dr.async_get(hass).async_update_device(
        device_of(hass, entry).id, area_id=area.id, labels={label.label_id}
    )
    target = {
        "area_id": area.id,
        "floor_id": floor.floor_id,
        "label_id": label.label_id,
    }
    await act(hass, "dial", destination="300", **{kind: target[kind]})
    assert phone.calls.focused


async def test_other_devices_of_the_area_are_ignored(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    area = ar.async_get(hass).async_create("Hall")
    lamp = er.async_get(hass).async_get_or_create("light", "demo", "lamp")
    er.async_get(hass).async_update_entity(lamp.entity_id, area_id=area.id)
    dr.async_get(hass).async_update_device(device_of(hass, entry).id, area_id=area.id)
    await act(hass, "dial", destination="300", area_id=area.id)
    assert phone.calls.focused


async def test_action_without_target_fails(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300")
    assert caught.value.translation_key == "no_target"


async def test_area_without_phone_fails(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    area = ar.async_get(hass).async_create("Cellar")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300", area_id=area.id)
    assert caught.value.translation_key == "no_phone_found"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("kind", ["entity_id", "device_id"])
async def test_other_devices_and_entities_fail(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    kind: str,
    known: bool,
) -> None:
    other = MockConfigEntry(domain="demo")
    other.add_to_hass(hass)
    identifier = {"entity_id": "light.lamp", "device_id": "no-such-device"}[kind]
    if known:
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=other.entry_id, identifiers={("demo", "1")}
        )
        entity = er.async_get(hass).async_get_or_create(
            "light", "demo", "1", config_entry=other, device_id=device.id
        )
        identifier = {"entity_id": entity.entity_id, "device_id": device.id}[kind]
    target = {"entity_id": [CALL_STATE], "device_id": []}
    target[kind].append(identifier)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300", **target)
    assert caught.value.translation_key == "not_a_phone_target"
    assert caught.value.translation_placeholders == {"names": identifier}
    assert not phone.calls.focused


async def test_unloaded_phone_fails(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300", entity_id=CALL_STATE)
    assert caught.value.translation_key == "phone_not_loaded"
    assert caught.value.translation_placeholders == {"names": "VVX 501 Reception"}


async def test_action_for_one_phone_fails_with_several(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
) -> None:
    entity_ids = [CALL_STATE, "sensor.trio_8800_conference_room_call_state"]
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300", entity_id=entity_ids)
    assert caught.value.translation_key == "several_phones"
    assert not phone.calls.focused
    assert not trio.calls.focused


async def test_action_for_several_phones_reaches_all(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    trio: SimulatedPhone,
    wait: Wait,
) -> None:
    for one in (phone, trio):
        one.ring("301")
        actions.answer(one)
    await wait(10)
    entity_ids = [CALL_STATE, "sensor.trio_8800_conference_room_call_state"]
    await act(hass, "hold", entity_id=entity_ids)
    assert all(hass.states.is_state(entity_id, "on_hold") for entity_id in entity_ids)

    actions.resume(trio)
    await wait(1)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "hold", entity_id=entity_ids)
    assert caught.value.translation_key == "some_phones_failed"
    assert caught.value.translation_placeholders == {
        "errors": "There is no connected call on VVX 501 Reception.",
        "names": "Trio 8800 Conference Room",
    }
    assert all(hass.states.is_state(entity_id, "on_hold") for entity_id in entity_ids)
