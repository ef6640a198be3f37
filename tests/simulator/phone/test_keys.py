"""Tests of keys, soft keys and the handset."""

import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.phone import keys
from simulator.return_codes import RefusedError


def _labels(phone: SimulatedPhone) -> list[str]:
    return [key.label for key in keys.soft_keys(phone)]


def _press(phone: SimulatedPhone, *names: str) -> None:
    for name in names:
        keys.press(phone, name)


async def test_dialing_on_hook(phone: SimulatedPhone, clock: ManualClock) -> None:
    _press(phone, "Dialpad5", "Dialpad6", "Delete", "DialpadStar", "DialpadPound")
    assert (phone.typed_number, _labels(phone)[0]) == ("5*#", "Dial")
    _press(phone, "SoftKey1")
    clock.advance(2)
    assert [call.party.number for call in phone.calls] == ["5*#"]
    assert phone.typed_number == ""


async def test_dialing_off_hook(phone: SimulatedPhone, clock: ManualClock) -> None:
    _press(phone, "Line2", "Dialpad5", "Select")
    (call,) = phone.calls
    clock.advance(2)
    assert (call.line.label, call.party.number) == ("Service", "5")
    _press(phone, "Select")
    assert len(phone.calls) == 1


async def test_digits_during_a_call_are_tones(phone: SimulatedPhone) -> None:
    phone.ring("300")
    _press(phone, "SoftKey1", "Dialpad4", "DialpadPound")
    (call,) = phone.calls
    assert (call.digits, phone.typed_number) == ("4#", "")


async def test_soft_keys_of_a_call(phone: SimulatedPhone) -> None:
    assert _labels(phone) == ["New Call", "Redial", "DND"]
    phone.ring("300")
    assert _labels(phone) == ["Answer", "Reject", "Ignore"]
    _press(phone, "SoftKey1")
    assert _labels(phone) == ["Hold", "End Call"]
    _press(phone, "SoftKey1")
    assert _labels(phone) == ["Resume", "New Call"]
    _press(phone, "SoftKey2")
    assert _labels(phone) == ["Cancel"]
    _press(phone, "SoftKey1", "SoftKey1", "SoftKey2", "SoftKey4")
    assert not phone.calls


@pytest.mark.parametrize("key", ["SoftKey2", "SoftKey3"])
async def test_reject_and_ignore(phone: SimulatedPhone, key: str) -> None:
    phone.ring("300")
    _press(phone, key)
    assert not any(call.ringing for call in phone.calls)


async def test_redial(phone: SimulatedPhone) -> None:
    _press(phone, "Redial")
    assert not phone.calls
    phone.dial("555").hang_up()
    _press(phone, "Redial")
    assert [call.party.number for call in phone.calls] == ["555"]


async def test_mute_key_works_in_calls(phone: SimulatedPhone) -> None:
    _press(phone, "MicMute")
    assert not phone.muted
    phone.ring("300")
    _press(phone, "SoftKey1", "MicMute")
    assert phone.muted
    _press(phone, "MicMute")
    assert not phone.muted


async def test_hold_key(phone: SimulatedPhone) -> None:
    _press(phone, "Hold")
    phone.ring("300")
    _press(phone, "SoftKey1", "Hold")
    (call,) = phone.calls
    assert call.state == "Hold"
    _press(phone, "Hold")
    assert call.state == "Connected"


async def test_hook(phone: SimulatedPhone) -> None:
    keys.set_hook(phone, True)
    keys.set_hook(phone, True)
    assert [call.state for call in phone.calls] == ["Dialtone"]
    keys.set_hook(phone, False)
    assert not phone.calls
    phone.ring("300")
    _press(phone, "Handsfree")
    (call,) = phone.calls
    assert call.state == "Connected"
    call.hold()
    keys.set_hook(phone, False)
    assert call.state == "Hold"
    _press(phone, "Headset")
    assert len(phone.calls) == 2


async def test_other_keys(phone: SimulatedPhone) -> None:
    _press(phone, "VolUp", "VolUp", "VolDown", "DoNotDisturb", "Dialpad1", "Home")
    assert (phone.volume, phone.dnd, phone.typed_number) == (6, True, "")
    _press(phone, "Transfer")
    with pytest.raises(RefusedError, match="NO_SUCH_CALL"):
        keys.hang_up(phone)


@pytest.mark.parametrize("trouble", ["off", "frozen"])
async def test_keys_of_a_dead_phone_do_nothing(
    phone: SimulatedPhone, trouble: str
) -> None:
    if trouble == "off":
        phone.power_off()
    phone.is_frozen = trouble == "frozen"
    _press(phone, "Dialpad1", "VolUp")
    assert (phone.typed_number, phone.volume) == ("", 5)
