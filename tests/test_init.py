"""Tests of set-up, availability and unload of phones."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.const import DOMAIN
from simulator import SimulatedPhone
from simulator.web.faults import Fault

from .home import Wait, entry_of

CALL_STATE = "sensor.vvx_501_reception_call_state"


async def test_entry_loads_and_unloads(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    assert entry.state is ConfigEntryState.LOADED
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    asked = len(phone.requests)
    await wait(600)
    assert len(phone.requests) == asked


async def test_device_has_model_and_firmware(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, str(entry.unique_id)), entry.entry_id
    )
    assert device
    assert device.connections == {("mac", entry.unique_id)}
    assert device.name == "VVX 501 Reception"
    assert device.manufacturer == "Poly"
    assert device.model == "VVX 501"
    assert device.serial_number == phone.mac
    assert device.sw_version == phone.profile.firmware
    assert device.configuration_url == phone.url


async def test_set_up_of_an_offline_phone_is_retried(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.power_off()
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == "cannot_connect"

    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    await wait(30)
    assert entry.state is ConfigEntryState.LOADED
    assert hass.states.is_state(CALL_STATE, "idle")


async def test_reload_sends_few_requests(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    phone.requests.clear()
    await hass.config_entries.async_reload(entry.entry_id)
    assert entry.state is ConfigEntryState.LOADED
    assert len(phone.requests) <= 8


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (Fault("html"), "not_a_phone"),
        (Fault("garbage"), "not_a_phone"),
        (Fault("error"), "phone_error"),
        (Fault("status", status="5000"), "command_failed"),
        (Fault("drop"), "no_answer"),
    ],
)
async def test_set_up_with_invalid_replies_is_retried(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, fault: Fault, reason: str
) -> None:
    phone.server.faults.active.append(fault)
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert entry.error_reason_translation_key == reason

    phone.server.faults.active.clear()
    await wait(30)
    assert entry.state is ConfigEntryState.LOADED


async def test_rejected_password_is_sent_once(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.set_password("8642")
    phone.requests.clear()
    for _ in range(5):
        await wait(5)
    assert sum(request.authorized for request in phone.requests) == 1
    assert hass.states.is_state(CALL_STATE, STATE_UNAVAILABLE)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH


async def test_unknown_certificate_gets_no_password(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    async with SimulatedPhone("vvx501-6.4", mac="0004f2666666") as other:
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, "port": other.port}
        )
        await hass.config_entries.async_reload(entry.entry_id)
        await wait(30)
        assert not other.requests
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert not hass.config_entries.flow.async_progress()


async def test_outage_is_logged_once(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    wait: Wait,
    caplog: pytest.LogCaptureFixture,
) -> None:
    phone.power_off()
    for _ in range(4):
        await wait(5)
    assert hass.states.is_state(CALL_STATE, STATE_UNAVAILABLE)

    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    for _ in range(4):
        await wait(5)
    assert hass.states.is_state(CALL_STATE, "idle")
    ours = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.poly_phone")
        and record.levelname in {"INFO", "WARNING", "ERROR"}
    ]
    assert len(ours) == 2
    assert "Home Assistant cannot reach" in ours[0]
    assert "recovered" in ours[1]


async def test_failed_tier_keeps_the_other_tiers(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.server.faults.active.append(Fault("status", "callStatus", status="5000"))
    await wait(5)
    assert hass.states.is_state(CALL_STATE, "unknown")
    assert hass.states.is_state("binary_sensor.vvx_501_reception_in_call", "unknown")
    assert hass.states.is_state("binary_sensor.vvx_501_reception_line_1", "on")

    phone.server.faults.active.clear()
    await wait(10)
    assert hass.states.is_state(CALL_STATE, "idle")


async def test_failure_of_all_tiers_makes_the_phone_unavailable(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.server.faults.active.append(Fault("html"))
    await wait(5)
    assert hass.states.is_state(CALL_STATE, STATE_UNAVAILABLE)
    phone.server.faults.active.clear()
    await wait(5)
    assert hass.states.is_state(CALL_STATE, "idle")
    assert hass.states.is_state("binary_sensor.vvx_501_reception_line_1", "on")


async def test_actions_work_after_another_phone_is_unloaded(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        other = entry_of(trio)
        other.add_to_hass(hass)
        await hass.config_entries.async_setup(other.entry_id)
        await hass.config_entries.async_unload(entry.entry_id)
        actions = set(hass.services.async_services()[DOMAIN])
        assert {"dial", "transfer", "answer", "end_call", "hold", "resume"} <= actions

        device = dr.async_get(hass).async_get_device_by_identifier(
            (DOMAIN, str(other.unique_id)), other.entry_id
        )
        assert device
        await hass.services.async_call(
            DOMAIN,
            "dial",
            {"device_id": device.id, "destination": "300"},
            blocking=True,
        )
        assert trio.calls.focused
        await hass.config_entries.async_unload(other.entry_id)


async def test_disabled_entities_cause_no_requests(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, pref_disable_new_entities=True)
    await hass.config_entries.async_setup(entry.entry_id)
    phone.requests.clear()
    await wait(600)
    gets = {request.path for request in phone.requests if request.method == "GET"}
    assert gets <= {"/api/v2/mgmt/device/info"}


async def test_device_shows_new_firmware(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        phone,
        "profile",
        type(phone.profile)(**{**vars(phone.profile), "firmware": "6.4.9.1"}),
    )
    await wait(600)
    device = dr.async_get(hass).async_get_device_by_identifier(
        (DOMAIN, str(entry.unique_id)), entry.entry_id
    )
    assert device
    assert device.sw_version == "6.4.9.1"


async def test_known_scheme_is_not_lowered_over_plain_http(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """Without HTTPS, a device that requires Basic could read the password."""
    async with SimulatedPhone("edgeE350-8.6", tls=False) as phone:
        entry = entry_of(phone)
        entry.add_to_hass(hass)
        plain = {"tls": False, "fingerprint": None}
        hass.config_entries.async_update_entry(entry, data={**entry.data, **plain})
        await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is ConfigEntryState.LOADED
        assert entry.data["capabilities"]["authentication"] == "digest"
        await hass.config_entries.async_unload(entry.entry_id)
    async with SimulatedPhone(
        "vvx501-6.4", tls=False, mac=phone.mac, port=phone.port
    ) as impostor:
        await hass.config_entries.async_setup(entry.entry_id)
        assert entry.state is not ConfigEntryState.LOADED
        assert not any(request.authorized for request in impostor.requests)
