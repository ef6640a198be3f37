"""Tests of do not disturb and its key."""

import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.phone import keys
from simulator.return_codes import RefusedError
from tests.simulator.conftest import COMMANDS, Api, Sender


async def _reported(api: Api) -> set[str]:
    lines = (await api.get("v2/mgmt/lineInfo"))["data"]
    return {line["DoNotDisturb"] for line in lines}


async def test_pushed_key_toggles(sender: Sender, api: Api, clock: ManualClock) -> None:
    for is_on in (True, False):
        await sender.push("<Data>Key:DoNotDisturb</Data>", content_type=COMMANDS)
        assert sender.phone.dnd is is_on
        # The phone reports the earlier state for half a second.
        assert await _reported(api) == {str(not is_on)}
        clock.advance(0.5)
        assert await _reported(api) == {str(is_on)}


async def test_two_presses_cancel_each_other(
    sender: Sender, api: Api, clock: ManualClock
) -> None:
    """The user presses the key while a client does."""
    keys.press(sender.phone, "DoNotDisturb")
    await sender.push("<Data>Key:DoNotDisturb</Data>", content_type=COMMANDS)
    clock.advance(1)
    assert not sender.phone.dnd
    assert await _reported(api) == {"False"}


async def test_control_api_is_reported_at_once(api: Api, phone: SimulatedPhone) -> None:
    phone.set_dnd(True)
    assert await _reported(api) == {"True"}


async def test_key_opens_a_menu_with_a_state_per_line(phone: SimulatedPhone) -> None:
    phone.configure({"call.donotdisturb.perReg": "1"})
    keys.press(phone, "DoNotDisturb")
    assert not phone.dnd


async def test_disabled_by_configuration(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.set_dnd(True)
    phone.configure({"feature.doNotDisturb.enable": "0"})
    clock.advance(40)
    await phone.settle()
    keys.press(phone, "DoNotDisturb")
    assert not phone.dnd
    assert await _reported(api) == {"False"}
    assert "DND" not in [key.label for key in keys.soft_keys(phone)]
    with pytest.raises(RefusedError):
        phone.set_dnd(True)


async def test_state_survives_a_restart(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.set_dnd(True)
    phone.restart()
    clock.advance(40)
    await phone.settle()
    assert phone.dnd
    assert await _reported(api) == {"True"}
    phone.factory_reset()
    assert not phone.dnd
