"""What a phone knows about itself."""

from homeassistant.core import HomeAssistant
import pytest

from custom_components.poly_phone.actions.responses import SECTIONS
from custom_components.poly_phone.ucs import MASK
from simulator import PROFILES, SimulatedPhone
from simulator.web.faults import Fault

from ..home import Home, set_up
from ..scripted_phone import scripted_phone

NOT_TOLD = {
    "trio8800-7.2.2": [],
    "trio8800-5.7.1": ["session", "paired_devices"],
    "vvx501-6.4": ["paired_devices"],
    "ccx500-7.3": ["paired_devices", "display"],
    "edgeE350-8.6": ["paired_devices", "display"],
}


@pytest.mark.parametrize("profile", PROFILES)
async def test_all_that_a_phone_knows_about_itself(
    home: Home, phone: SimulatedPhone, profile: str
) -> None:
    phone.ring("301")
    assert phone.calls.focused
    told = await home.act("get_info", sections=list(SECTIONS))
    assert told.pop("not_supported") == NOT_TOLD[profile]
    assert told.keys() | set(NOT_TOLD[profile]) == SECTIONS.keys()
    assert told["device"]["mac"] == phone.mac
    assert told["device"]["uptime"] == phone.uptime.total_seconds()
    assert told["network"]["speed"] == "1000Mbps"
    assert told["running_configuration"]["DHCP"]["Feature"] == "Enabled"
    assert told["lines"][0]["label"] == phone.lines[0].label
    assert told["sip"][0]["registration"] == "Registered"
    assert told["status"]["state"] == "Idle"
    assert told["communication"]["is_muted"] is False
    assert told["location"]["Room"] == "2.14"
    if "session" in told:
        assert told["session"][0]["ref"] == f"0x{phone.calls.focused.handle:x}"
    if "paired_devices" in told:
        assert "EagleEye Mini" in str(told["paired_devices"])
    if "display" in told:
        assert told["display"].startswith("<")


async def test_what_a_phone_tells_without_a_call(home: Home) -> None:
    sections = ["communication", "session"]
    told = await home.act("get_info", sections=sections)
    assert told == {"communication": None, "session": [], "not_supported": []}


async def test_a_failure_is_not_taken_for_a_missing_command(
    home: Home, phone: SimulatedPhone
) -> None:
    phone.server.faults.active.append(Fault("status", "network/info", status="5000"))
    assert await home.error_key("get_info") == "command_failed"


async def test_secrets_within_what_a_phone_knows_about_itself(
    hass: HomeAssistant,
) -> None:
    async with scripted_phone() as (phone, entry):
        phone.set_reply(
            "v1/mgmt/device/runningConfig",
            {"TR069": {"ACSUsername": "acs", "ACSPassword": "s3cr3t"}},
        )
        home = await set_up(hass, entry)
        told = await home.act("get_info", sections=["running_configuration"])
        assert told["running_configuration"] == {
            "TR069": {"ACSUsername": "acs", "ACSPassword": MASK}
        }
