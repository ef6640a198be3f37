"""Test of all blueprints in a real Home Assistant."""

from dataclasses import replace
from pathlib import Path
import shutil

import pytest

from testbed import ROOT
from testbed.add_phones import Phone
from testbed.client import HomeAssistant, Json
from testbed.home_assistant import Instance, home_assistant, signed_in
from testbed.simulators import SimulatedPhones, SimulatorControl

pytestmark = pytest.mark.e2e

FOLDER = ROOT / "blueprints" / "automation" / "poly_phone"
DOORBELL = "binary_sensor.doorbell"


async def add_mobile(client: HomeAssistant) -> str:
    """Register a mobile app and return its device ID."""
    registration = {
        "app_data": {"push_websocket_channel": True},
        "app_id": "io.homeassistant.companion",
        "app_name": "Home Assistant",
        "app_version": "1",
        "device_id": "mobile-of-ada",
        "device_name": "Mobile of Ada",
        "manufacturer": "Example",
        "model": "Mobile",
        "os_name": "Example",
        "os_version": "1",
        "supports_encryption": False,
    }
    await client.post("/api/mobile_app/registrations", registration)
    devices = await client.command("config/device_registry/list")
    return str(
        next(one["id"] for one in devices if one["name"] == registration["device_name"])
    )


def inputs(phone: Phone, mobile: str) -> dict[str, Json]:
    """Return the inputs of each blueprint."""
    one, several = {"phone": phone.device_id}, {"phones": [phone.device_id]}
    in_call = {"sensors": [phone.entities["binary_sensor.in_call"]]}
    return {
        "announce_caller": several,
        "missed_call_notification": {**several, "mobile": mobile},
        "mute_while_doorbell_rings": {
            **one,
            "doorbells": [DOORBELL],
            "mute": phone.entities["switch.mute"],
        },
        "on_air_light": {**in_call, "lamps": ["switch.lamp"]},
        "outage_alert": several,
        "pause_media_during_calls": {**in_call, "players": ["media_player.radio"]},
        # The phone has no login for messages, and therefore no such switch.
        "quiet_hours": {"switches": [phone.entities["switch.mute"]]},
        "quiet_hours_hint": {
            "sensors": [phone.entities["binary_sensor.do_not_disturb"]]
        },
        "restart_at_night": {**one, "button": phone.entities["button.restart"]},
    }


async def test_blueprints_can_be_used(
    version: str,
    instance: Instance,
    simulated: SimulatedPhones,
    control: SimulatorControl,
) -> None:
    instance = replace(instance, more_configuration="mobile_app:\n")
    shutil.copytree(
        FOLDER, instance.config_dir / "blueprints" / "automation" / "poly_phone"
    )
    names = {path.stem for path in FOLDER.glob("*.yaml")}
    async with home_assistant(instance), signed_in(instance) as client:
        assert (await client.command("get_config"))["version"] == version
        offered = await client.command("blueprint/list", domain="automation")
        for name in names:
            assert "error" not in offered[f"poly_phone/{name}.yaml"]

        phone = await Phone.add(client, simulated.addresses[0])
        chosen = inputs(phone, await add_mobile(client))
        assert chosen.keys() == names
        for name, values in chosen.items():
            # As the editor does, because Home Assistant rejects invalid inputs there.
            await client.post(
                f"/api/config/automation/config/{name}",
                {
                    "alias": name,
                    "use_blueprint": {
                        "path": f"poly_phone/{name}.yaml",
                        "input": values,
                    },
                },
            )
        for name in names:
            await client.wait_state(f"automation.{name}", "on")

        await client.post(f"/api/states/{DOORBELL}", {"state": "off"})
        await control.act(phone.mac, "ring", number="301")
        await control.act(phone.mac, "answer")
        await client.wait_state(phone.entities["binary_sensor.in_call"], "on")
        await client.post(f"/api/states/{DOORBELL}", {"state": "on"})
        await client.wait_state(phone.entities["switch.mute"], "on")
        assert (await control.phones())[0]["muted"]
    assert not errors(instance.log)


def errors(log: Path) -> list[str]:
    """Return the errors of automations."""
    return [
        line
        for line in log.read_text().splitlines()
        if "automation" in line and ("ERROR" in line or "CRITICAL" in line)
    ]
