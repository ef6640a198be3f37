"""Test of a phone in a real Home Assistant."""

from pathlib import Path

import pytest

from testbed.add_phones import Phone
from testbed.home_assistant import Instance, home_assistant, signed_in
from testbed.simulators import SimulatedPhones, SimulatorControl

pytestmark = pytest.mark.e2e

UNTESTED = "custom integration poly_phone which has not been tested"
PLATFORMS = {
    "in_call": "binary_sensor",
    "line_1": "binary_sensor",
    "ringing": "binary_sensor",
    "hold": "switch",
    "mute": "switch",
}
"""Entities that are not sensors."""


def installed(instance: Instance) -> set[str]:
    """Return the packages in the environment of a Home Assistant."""
    library = instance.program.parents[1] / "lib"
    return {path.name for path in library.glob("*/site-packages/*.dist-info")}


def log_entries(log: Path) -> list[str]:
    """Return the warnings and errors about the integration."""
    return [
        line
        for line in log.read_text().splitlines()
        if "poly_phone" in line
        and any(level in line for level in ("WARNING", "ERROR", "CRITICAL"))
        and UNTESTED not in line
    ]


async def test_phone_works_from_set_up_to_deletion(
    version: str,
    instance: Instance,
    simulated: SimulatedPhones,
    control: SimulatorControl,
) -> None:
    packages = installed(instance)
    async with home_assistant(instance), signed_in(instance) as client:
        assert (await client.command("get_config"))["version"] == version

        phone = await Phone.add(client, simulated.addresses[0])
        target = {"device_id": phone.device_id}

        async def sees(**states: str) -> None:
            for key, state in states.items():
                entity = f"{PLATFORMS.get(key, 'sensor')}.{key}"
                await client.wait_state(phone.entities[entity], state)

        async def turn(key: str, state: str) -> None:
            await client.action(
                f"switch.turn_{state}",
                target={"entity_id": phone.entities[f"switch.{key}"]},
            )

        async def press(key: str) -> None:
            await client.action(
                "button.press", target={"entity_id": phone.entities[f"button.{key}"]}
            )

        async def perform(action: str, **data: str) -> None:
            await client.action(f"poly_phone.{action}", target=target, data=data)

        await sees(call_state="idle", in_call="off", line_1="on", presence="available")

        await control.act(phone.mac, "ring", number="5550123", name="Ada Example")
        await sees(call_state="ringing", ringing="on", remote_party="Ada Example")
        await press("answer")
        await sees(call_state="connected", ringing="off", in_call="on")

        await turn("mute", "on")
        await sees(mute="on")
        assert (await control.phones())[0]["muted"]
        await control.act(phone.mac, "mute_key")
        await sees(mute="off")

        await turn("hold", "on")
        await sees(call_state="on_hold", hold="on")
        await control.act(phone.mac, "resume")
        await sees(call_state="connected", hold="off")
        await perform("hold")
        await sees(call_state="on_hold")
        await perform("resume")
        await sees(call_state="connected")

        await perform("transfer", destination="5550199")
        await sees(call_state="idle", in_call="off", remote_party="unknown")

        await control.act(phone.mac, "ring", number="5550124", name="Bo Example")
        await sees(call_state="ringing")
        await press("reject")
        await sees(call_state="idle")

        await perform("dial", destination="5550125")
        await sees(call_state="connected", presence="in_a_call")
        await perform("send_dtmf", digits="42#")
        assert (await control.phones())[0]["calls"][0]["digits"] == "42#"
        await press("end_call")
        await sees(call_state="idle", presence="available")
        assert log_entries(instance.log) == []

        await control.act(phone.mac, "set_restart_seconds", seconds=2)
        await press("reboot")
        await sees(call_state="unavailable")
        await sees(call_state="idle", line_1="on")

    assert installed(instance) == packages
