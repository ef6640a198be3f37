"""Actions, and the phones that they are meant for."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.poly_phone.const import DOMAIN
from simulator import SimulatedPhone
from simulator.control import actions

from .home import Wait, entry_of

CALL_STATE = "sensor.vvx_501_reception_call_state"


async def act(hass: HomeAssistant, action: str, **data: Any) -> None:
    """Call an action of the integration."""
    await hass.services.async_call(DOMAIN, action, data, blocking=True)


def device_of(hass: HomeAssistant, entry: MockConfigEntry) -> dr.DeviceEntry:
    """Return the device of a phone."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, str(entry.unique_id)), entry.entry_id
    )
    assert device
    return device


@pytest.fixture
async def trio(hass: HomeAssistant, entry: MockConfigEntry) -> Any:
    """Return a second phone, set up."""
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        other = entry_of(trio)
        other.add_to_hass(hass)
        await hass.config_entries.async_setup(other.entry_id)
        yield trio
        await hass.config_entries.async_unload(other.entry_id)


async def test_a_call_from_start_to_end(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    target = {"entity_id": CALL_STATE}
    await act(hass, "dial", destination="300", line=2, type="tel", **target)
    await wait(1)
    assert hass.states.is_state(CALL_STATE, "dialing")
    actions.remote_answer(phone)
    await wait(1)
    assert hass.states.is_state(CALL_STATE, "connected")
    call = phone.calls.focused
    assert call
    assert call.line.index == 2

    await act(hass, "send_dtmf", digits="12#", **target)
    assert call.digits == "12#"
    await act(hass, "hold", **target)
    assert hass.states.is_state(CALL_STATE, "on_hold")
    await act(hass, "resume", **target)
    assert hass.states.is_state(CALL_STATE, "connected")
    await act(hass, "end_call", **target)
    assert hass.states.is_state(CALL_STATE, "idle")


async def test_answer_and_transfer(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    target = {"device_id": device_of(hass, entry).id}
    phone.ring("301")
    await wait(5)
    await act(hass, "answer", **target)
    assert hass.states.is_state(CALL_STATE, "connected")
    await act(hass, "transfer", destination="302", **target)
    await wait(5)
    assert hass.states.is_state(CALL_STATE, "idle")
    assert any(b'"TransferDest": "302"' in request.body for request in phone.requests)


async def test_a_call_by_its_identifier(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    actions.answer(phone)
    phone.ring("302")
    await wait(5)
    first, second = phone.calls
    await act(hass, "answer", call_id=f"0x{second.handle:x}", entity_id=CALL_STATE)
    assert second is phone.calls.focused
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "end_call", call_id="4711", entity_id=CALL_STATE)
    assert caught.value.translation_key == "no_such_call"
    await act(hass, "end_call", call_id=f"{second.handle:x}", entity_id=CALL_STATE)
    assert list(phone.calls) == [first]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("dial", {"destination": ""}),
        ("dial", {"destination": "two words@host"}),
        ("dial", {"destination": "300", "line": 0}),
        ("send_dtmf", {"digits": "12a"}),
        ("send_dtmf", {"digits": ""}),
    ],
)
async def test_input_that_no_phone_would_take(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    action: str,
    data: dict[str, Any],
) -> None:
    phone.requests.clear()
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, action, entity_id=CALL_STATE, **data)
    assert caught.value.translation_key == "invalid_input"
    assert not phone.requests


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("dial", {}),
        ("dial", {"destination": "300", "type": "fax"}),
        ("dial", {"destination": "300", "line": "first"}),
        ("transfer", {}),
        ("send_dtmf", {}),
        ("answer", {"volume": 11}),
    ],
)
async def test_fields_that_an_action_does_not_take(
    hass: HomeAssistant, entry: MockConfigEntry, action: str, data: dict[str, Any]
) -> None:
    with pytest.raises(vol.Invalid):
        await act(hass, action, entity_id=CALL_STATE, **data)


@pytest.mark.parametrize(
    ("prepare", "key"),
    [
        (lambda phone: phone.set_registered(False), "line_not_registered"),
        (lambda phone: None, "no_such_line"),
    ],
)
async def test_a_line_that_cannot_be_used(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    prepare: Any,
    key: str,
) -> None:
    prepare(phone)
    line = 1 if key == "line_not_registered" else 9
    with pytest.raises(HomeAssistantError) as caught:
        await act(hass, "dial", destination="300", line=line, entity_id=CALL_STATE)
    assert caught.value.translation_key == key


@pytest.mark.parametrize("kind", ["area_id", "floor_id", "label_id"])
async def test_a_place_or_label_that_leads_to_one_phone(
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


async def test_other_things_in_the_area_do_not_matter(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    area = ar.async_get(hass).async_create("Hall")
    lamp = er.async_get(hass).async_get_or_create("light", "demo", "lamp")
    er.async_get(hass).async_update_entity(lamp.entity_id, area_id=area.id)
    dr.async_get(hass).async_update_device(device_of(hass, entry).id, area_id=area.id)
    await act(hass, "dial", destination="300", area_id=area.id)
    assert phone.calls.focused


async def test_no_target(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300")
    assert caught.value.translation_key == "no_target"


async def test_no_phone_there(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    area = ar.async_get(hass).async_create("Cellar")
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300", area_id=area.id)
    assert caught.value.translation_key == "no_phone_found"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("kind", ["entity_id", "device_id"])
async def test_something_else_than_a_phone(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    kind: str,
    known: bool,
) -> None:
    stranger = MockConfigEntry(domain="demo")
    stranger.add_to_hass(hass)
    identifier = {"entity_id": "light.lamp", "device_id": "no-such-device"}[kind]
    if known:
        device = dr.async_get(hass).async_get_or_create(
            config_entry_id=stranger.entry_id, identifiers={("demo", "1")}
        )
        entity = er.async_get(hass).async_get_or_create(
            "light", "demo", "1", config_entry=stranger, device_id=device.id
        )
        identifier = {"entity_id": entity.entity_id, "device_id": device.id}[kind]
    target = {"entity_id": [CALL_STATE], "device_id": []}
    target[kind].append(identifier)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300", **target)
    assert caught.value.translation_key == "not_a_phone_target"
    assert caught.value.translation_placeholders == {"names": identifier}
    assert not phone.calls.focused


async def test_a_phone_that_is_not_loaded(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    await hass.config_entries.async_unload(entry.entry_id)
    with pytest.raises(ServiceValidationError) as caught:
        await act(hass, "dial", destination="300", entity_id=CALL_STATE)
    assert caught.value.translation_key == "phone_not_loaded"
    assert caught.value.translation_placeholders == {"names": "VVX 501 Reception"}


async def test_several_phones_where_one_is_needed(
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


async def test_several_phones_where_that_makes_sense(
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


@pytest.mark.parametrize("profile", ["edgeE350-8.6"])
async def test_a_phone_without_call_control(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    with pytest.raises(HomeAssistantError) as caught:
        await act(
            hass,
            "dial",
            destination="300",
            entity_id="sensor.edge_e350_workshop_call_state",
        )
    assert caught.value.translation_key == "not_supported"
