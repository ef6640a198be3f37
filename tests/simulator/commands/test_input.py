"""Tests of key presses, touches and text input over REST."""

import pytest

from simulator import SimulatedPhone
from simulator.quirks import Quirk
from tests.simulator.conftest import Api, Json

TOUCH = "v1/mgmt/simulateTouch"
KEY = "v1/mgmt/simulateKeyEvent"
TEXT = "v1/mgmt/simulateTextInput"
HOOK = "v1/mgmt/simulateHook"


def _tap(x: Json, y: Json) -> Json:
    return {"Type": "Tap", "Positions": [{"X": x, "Y": y}]}


def _swipe(**extra: Json) -> Json:
    positions = [{"X": "10", "Y": "20"}, {"X": "200", "Y": "20"}]
    return {"Type": "Swipe", "Positions": positions, **extra}


async def test_tap_on_a_soft_key(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300")
    assert await api.post(TOUCH, _tap("10", "230")) == {"Status": "2000"}
    assert [call.state for call in phone.calls] == ["Offering"]  # not enabled
    phone.configure({"httpd.ta.enabled": "1"})
    await api.post(TOUCH, _tap("10", "20"))
    assert [call.state for call in phone.calls] == ["Offering"]
    await api.post(TOUCH, _tap(10, 230))
    assert [call.state for call in phone.calls] == ["Connected"]
    assert (await api.post(TOUCH, _swipe(Duration="100")))["Status"] == "2000"
    assert list(phone.inputs) == ["Tap 10,20", "Tap 10,230", "Swipe 10,20"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        _tap("320", "20"),
        _tap("10", "240"),
        _tap("-1", "20"),
        _tap("left", "20"),
        _swipe(),
        _swipe(Duration="long"),
        {"Type": "Tap", "Positions": []},
        {"Type": "Tap", "Positions": ["10,20"]},
        {"Type": "Tap"},
        {"Type": "Pinch", "Positions": [{"X": "1", "Y": "1"}]},
    ],
)
async def test_wrong_touch_is_rejected(api: Api, data: Json) -> None:
    assert await api.post(TOUCH, data) == {"Status": "4000"}


async def test_key(api: Api, phone: SimulatedPhone) -> None:
    data = {"Type": "Tap", "KeyName": "VolUp"}
    assert await api.post(KEY, data) == {"Status": "2000"}
    assert phone.volume == 6
    assert list(phone.inputs) == ["VolUp"]


@pytest.mark.parametrize(
    ("profile", "quirks", "status", "dnd"),
    [
        ("vvx501-6.4", set(), "4000", False),
        ("vvx501-6.4", {Quirk.DND_KEY_EVENT}, "2000", True),
        ("trio8800-7.2.2", {Quirk.DND_KEY_EVENT}, "4004", False),
    ],
)
async def test_do_not_disturb_key(
    api: Api, phone: SimulatedPhone, quirks: set[Quirk], status: str, dnd: bool
) -> None:
    phone.quirks |= quirks
    data = {"Type": "Tap", "KeyName": "DoNotDisturb"}
    assert await api.post(KEY, data) == {"Status": status}
    assert phone.dnd is dnd


@pytest.mark.parametrize(
    ("profile", "key", "status"),
    [
        ("vvx501-6.4", "Any", "4000"),
        ("vvx501-6.4", "SoftKey9", "4000"),
        ("trio8800-7.2.2", "VolUp", "2000"),
        ("trio8800-7.2.2", "Dialpad1", "4004"),
    ],
)
async def test_keys_of_a_model(api: Api, key: str, status: str) -> None:
    data = {"Type": "Tap", "KeyName": key}
    assert await api.post(KEY, data) == {"Status": status}


async def test_wrong_key_is_rejected(api: Api) -> None:
    assert (await api.post(KEY, {"KeyName": "Home"}))["Status"] == "4000"
    assert (await api.post(KEY, {"Type": "Tap"}))["Status"] == "4000"


async def test_text(api: Api, phone: SimulatedPhone) -> None:
    await api.post(TEXT, {"Value": "55", "ReplaceText": "true"})
    await api.post(TEXT, {"Value": "5", "ReplaceText": "false"})
    assert phone.typed_number == "555"
    await api.post(TEXT, {"Value": "1"})
    assert phone.typed_number == "1"
    wrong = {"Value": "1", "ReplaceText": "perhaps"}
    assert await api.post(TEXT, wrong) == {"Status": "4000"}
    assert await api.post(TEXT, {}) == {"Status": "4000"}
    phone.ring("300")
    next(iter(phone.calls)).answer()
    assert await api.post(TEXT, {"Value": "1"}) == {"Status": "5000"}


async def test_hook(api: Api, phone: SimulatedPhone) -> None:
    assert await api.post(HOOK, {"State": "OffHook"}) == {"Status": "2000"}
    assert phone.off_hook
    assert await api.post(HOOK, {"State": "OnHook"}) == {"Status": "2000"}
    assert not phone.off_hook
    assert await api.post(HOOK, {"State": "Sideways"}) == {"Status": "4000"}
