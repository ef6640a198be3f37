"""Tests of the action get_info."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.poly_phone.actions.responses import SECTIONS
from custom_components.poly_phone.ucs import MASK
from simulator import PROFILES, SimulatedPhone
from simulator.web.faults import Fault

from ..home import Home, set_up
from ..scripted_phone import scripted_phone

NOT_SUPPORTED = {
    "trio8800-7.2.2": [],
    "trio8800-5.7.1": ["session", "paired_devices"],
    "vvx501-6.4": ["paired_devices"],
    "ccx500-7.3": ["paired_devices", "display"],
    "edgeE350-8.6": ["paired_devices", "display"],
}


@pytest.mark.parametrize("profile", PROFILES)
async def test_response_has_all_supported_sections(
    home: Home, phone: SimulatedPhone, profile: str
) -> None:
    phone.ring("301")
    assert phone.calls.focused
    response = await home.act("get_info", sections=list(SECTIONS))
    assert response.pop("not_supported") == NOT_SUPPORTED[profile]
    assert response.keys() | set(NOT_SUPPORTED[profile]) == SECTIONS.keys()
    assert response["device"]["mac"] == phone.mac
    assert response["device"]["uptime"] == phone.uptime.total_seconds()
    assert response["network"]["speed"] == "1000Mbps"
    assert response["running_configuration"]["DHCP"]["Feature"] == "Enabled"
    assert response["lines"][0]["label"] == phone.lines[0].label
    assert response["sip"][0]["registration"] == "Registered"
    assert response["status"]["state"] == "Idle"
    assert response["communication"]["is_muted"] is False
    assert response["location"]["Room"] == "2.14"
    if "session" in response:
        assert response["session"][0]["ref"] == f"0x{phone.calls.focused.handle:x}"
    if "paired_devices" in response:
        assert "EagleEye Mini" in str(response["paired_devices"])
    if "display" in response:
        assert response["display"].startswith("<")


async def test_sections_of_calls_are_empty_without_a_call(home: Home) -> None:
    sections = ["communication", "session"]
    response = await home.act("get_info", sections=sections)
    assert response == {"communication": None, "session": [], "not_supported": []}


async def test_failed_command_is_not_called_unsupported(
    home: Home, phone: SimulatedPhone
) -> None:
    phone.server.faults.active.append(Fault("status", "network/info", status="5000"))
    assert await home.error_key("get_info") == "command_failed"


async def test_secrets_of_a_section_are_masked(
    hass: HomeAssistant,
) -> None:
    async with scripted_phone() as (phone, entry):
        phone.set_reply(
            "v1/mgmt/device/runningConfig",
            {"TR069": {"ACSUsername": "acs", "ACSPassword": "s3cr3t"}},
        )
        home = await set_up(hass, entry)
        response = await home.act("get_info", sections=["running_configuration"])
        assert response["running_configuration"] == {
            "TR069": {"ACSUsername": "acs", "ACSPassword": MASK}
        }
