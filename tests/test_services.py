"""Tests of the actions for calls, with real requests."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import (
    device_registry as dr,
)
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
import voluptuous as vol

from custom_components.poly_phone.const import DOMAIN
from simulator import SimulatedPhone
from simulator.control import actions

from .home import Wait

CALL_STATE = "sensor.vvx_501_reception_call_state"


async def act(hass: HomeAssistant, action: str, **data: Any) -> None:
    """Perform an action of the integration."""
    await hass.services.async_call(DOMAIN, action, data, blocking=True)


def device_of(hass: HomeAssistant, entry: MockConfigEntry) -> dr.DeviceEntry:
    """Return the device of a phone."""
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, str(entry.unique_id)), entry.entry_id
    )
    assert device
    return device


async def test_actions_control_a_call_from_start_to_end(
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


async def test_actions_answer_and_transfer(
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


async def test_actions_accept_a_call_id(
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
async def test_invalid_input_sends_no_request(
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
async def test_unknown_or_missing_fields_are_rejected(
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
async def test_unusable_line_is_an_error(
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


@pytest.mark.parametrize("profile", ["edgeE350-8.6"])
async def test_phone_without_call_control_is_not_supported(
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
