"""Tests of the entities that each model has, and of disabled entities."""

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from simulator import PROFILES, Phone, SimulatedPhone
from simulator.commands.table import Command, find_command
from simulator.web.faults import Fault

from .home import Home, Wait, entry_of, sent, set_up

CALL_CONTROL = (
    "switch.mute",
    "switch.hold",
    "button.answer",
    "button.end_call",
    "button.reject",
    "button.ignore",
)

LACKING = {
    "trio8800-7.2.2": (),
    "trio8800-5.7.1": ("sensor.mos", "binary_sensor.do_not_disturb"),
    "vvx501-6.4": (),
    "ccx500-7.3": (),
    "edgeE350-8.6": (*CALL_CONTROL, "binary_sensor.do_not_disturb"),
}
"""Entities that a model does not have."""

EVERYTHING = (
    *CALL_CONTROL,
    "binary_sensor.do_not_disturb",
    "binary_sensor.line_1",
    "button.mark_missed_calls_seen",
    "button.reboot",
    "button.restart",
    "button.update_configuration",
    "select.transfer_type",
    "sensor.call_state",
    "sensor.cpu_usage",
    "sensor.last_call",
    "sensor.missed_calls",
    "sensor.mos",
    "sensor.rx_packets",
)


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", PROFILES)
async def test_model_has_all_supported_entities(home: Home, profile: str) -> None:
    missing = {entity for entity in EVERYTHING if home.entity_id(entity) is None}
    assert missing == set(LACKING[profile])


async def test_some_entities_are_disabled_by_default(
    home: Home, hass: HomeAssistant
) -> None:
    off = {
        entity
        for entity in EVERYTHING
        if hass.states.get(home.entity_id(entity) or "") is None
    }
    assert off == {
        "button.ignore",
        "button.update_configuration",
        "select.transfer_type",
        "sensor.cpu_usage",
        "sensor.mos",
        "sensor.rx_packets",
    }


@pytest.mark.usefixtures("all_entities_enabled")
async def test_ignore_button_silences_the_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    await wait(5)
    await home.use("button.press", "button.ignore")
    (call,) = phone.calls
    assert call.silent
    assert home.state("sensor.call_state") == "ringing"


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", ["trio8800-7.2.2", "ccx500-7.3", "edgeE350-8.6"])
async def test_update_configuration_button_sends_its_command(
    home: Home, phone: SimulatedPhone
) -> None:
    await home.use("button.press", "button.update_configuration")
    assert sent(phone, "updateConfiguration")


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", ["trio8800-5.7.1"])
async def test_button_is_removed_after_an_unsupported_command(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    """Only the command itself shows that the phone does not support it."""
    with pytest.raises(HomeAssistantError) as caught:
        await home.use("button.press", "button.update_configuration")
    assert caught.value.translation_key == "not_supported"
    await hass.config_entries.async_reload(home.entry.entry_id)
    assert home.entity_id("button.update_configuration") is None


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", PROFILES)
async def test_transfer_type_can_be_selected(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await wait(5)
    assert home.state("select.transfer_type") == "consultative"
    await home.use("select.select_option", "select.transfer_type", option="blind")
    assert home.state("select.transfer_type") == "blind"
    assert phone.config["call.defaultTransferType"] == "Blind"
    phone.configure({"call.defaultTransferType": "Consultative"})
    await wait(300)
    assert home.state("select.transfer_type") == "consultative"


@pytest.mark.usefixtures("all_entities_enabled")
async def test_rejected_transfer_type_is_an_error(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """Only phones in the Skype profile support a safe transfer."""
    await wait(5)
    with pytest.raises(HomeAssistantError) as caught:
        await home.use("select.select_option", "select.transfer_type", option="safe")
    assert caught.value.translation_key == "rejected_parameters"
    assert home.state("select.transfer_type") == "consultative"
    phone.set_skype(True)
    await home.use("select.select_option", "select.transfer_type", option="safe")
    assert home.state("select.transfer_type") == "safe"


@pytest.mark.usefixtures("all_entities_enabled")
async def test_transfer_type_without_its_command_has_no_entity(
    home: Home, phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(phone: Phone, method: str, path: str) -> Command | None:
        is_guess = path.endswith("transferType/set")
        return None if is_guess else find_command(phone, method, path)

    monkeypatch.setattr("simulator.web.server.find_command", find)
    await home.use("select.select_option", "select.transfer_type", option="blind")
    assert phone.config["call.defaultTransferType"] == "Blind"
    await home.use(
        "select.select_option", "select.transfer_type", option="consultative"
    )
    assert phone.config["call.defaultTransferType"] == "Consultative"
    assert len(sent(phone, "transferType/set")) == 1


async def test_do_not_disturb_follows_the_phone(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    assert home.state("binary_sensor.do_not_disturb") == "off"
    assert home.state("sensor.presence") == "available"
    phone.set_dnd(True)
    await wait(60)
    assert home.state("binary_sensor.do_not_disturb") == "on"
    assert home.state("sensor.presence") == "do_not_disturb"
    phone.set_dnd(False)
    await wait(60)
    assert home.state("binary_sensor.do_not_disturb") == "off"
    assert home.state("sensor.presence") == "available"


async def test_do_not_disturb_is_unknown_if_the_phone_does_not_report_it(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """The states of the lines are still known."""
    phone.server.faults.active.append(Fault("status", "v2/mgmt/lineInfo", 0, "5000"))
    await wait(60)
    assert home.state("binary_sensor.do_not_disturb") == "unknown"
    assert home.state("binary_sensor.line_1") == "on"
    assert home.state("sensor.presence") == "available"


async def test_do_not_disturb_appears_when_the_phone_reports_it(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    """The first reading failed, for example because no line was registered."""
    fault = Fault("status", "v2/mgmt/lineInfo")
    phone.server.faults.active.append(fault)
    home = await set_up(hass, entry_of(phone))
    assert home.entity_id("binary_sensor.do_not_disturb") is None
    phone.server.faults.active.clear()
    await wait(60)
    assert home.state("binary_sensor.do_not_disturb") == "off"


async def test_line_entities_follow_the_registrations(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    assert home.entity_id("binary_sensor.line_3") is None
    phone.configure(
        {
            "reg.3.address": "203@voice.example.net",
            "reg.3.label": "Door",
            "reg.3.server.1.address": "voice.example.net",
        }
    )
    await wait(60)
    assert home.attribute("binary_sensor.line_3", "label") == "Door"
    assert home.state("binary_sensor.line_2") == "on"

    phone.configure({"reg.2.address": "", "reg.3.address": ""})
    await wait(60)
    assert home.entity_id("binary_sensor.line_2") is None
    assert home.entity_id("binary_sensor.line_3") is None
    assert home.state("binary_sensor.line_1") == "on"

    phone.configure({"reg.2.address": "202@voice.example.net"})
    await wait(60)
    assert home.state("binary_sensor.line_2") == "on"


async def test_presence_that_fails_once_is_read_again(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    """Home Assistant remembers only the error for an unsupported command."""
    phone.set_skype(True)
    phone.server.faults.active.append(Fault("status", "getPresence", 2))
    home = await set_up(hass, entry_of(phone))
    await wait(60)
    await wait(60)
    assert home.attribute("sensor.presence", "source") == "phone"
