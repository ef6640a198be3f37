"""Tests of several calls and of the call that an action applies to."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from simulator import SimulatedPhone
from simulator.control import actions

from ..conftest import Wait
from ..home import Home, sent, set_up
from ..scripted_phone import ScriptedPhone, scripted_phone
from ..ucs.stub_server import reply

V2 = ("trio8800-7.2.2", "vvx501-6.4", "ccx500-7.3")


def connect(phone: SimulatedPhone, number: str, name: str = "") -> str:
    """Connect a call, hold the others, and return its handle."""
    phone.ring(number, name)
    handle = f"{list(phone.calls)[-1].handle:x}"
    actions.answer(phone, handle)
    return handle


def states(phone: SimulatedPhone) -> list[str]:
    """Return the states of the calls, oldest first."""
    return [str(call.state) for call in phone.calls]


@pytest.mark.parametrize("profile", V2)
async def test_second_call_rings_and_is_answered(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    first = connect(phone, "301", "Door")
    await wait(5)
    phone.ring("302", "Mum")
    await wait(1)
    second = f"{list(phone.calls)[1].handle:x}"
    assert home.state("sensor.call_state") == "connected"
    assert home.state("binary_sensor.ringing") == "on"
    assert home.state("binary_sensor.in_call") == "on"
    assert home.state("sensor.remote_party") == "Door"
    response = (await home.act("get_calls"))["calls"]
    assert [
        (call["call_id"], call["state"], call["name"], call["focused"])
        for call in response
    ] == [(first, "connected", "Door", True), (second, "offering", "Mum", False)]

    await home.act("answer")
    assert states(phone) == ["Hold", "Connected"]
    assert home.state("binary_sensor.ringing") == "off"
    assert home.state("sensor.remote_party") == "Mum"
    await home.act("end_call")
    assert states(phone) == ["Hold"]
    assert home.state("sensor.call_state") == "on_hold"
    assert home.state("sensor.remote_party") == "Door"


async def test_ringing_call_has_priority_over_a_held_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """The phone is still in a call."""
    connect(phone, "301")
    actions.hold(phone)
    phone.ring("302")
    await wait(5)
    assert home.state("sensor.call_state") == "ringing"
    assert home.state("binary_sensor.ringing") == "on"
    assert home.state("binary_sensor.in_call") == "on"
    assert home.state("sensor.presence") == "in_a_call"


@pytest.mark.parametrize("action", ["reject", "ignore"])
async def test_second_call_can_be_rejected_or_ignored(
    home: Home, phone: SimulatedPhone, wait: Wait, action: str
) -> None:
    connect(phone, "301")
    phone.ring("302")
    await wait(5)
    await home.act(action)
    assert states(phone)[0] == "Connected"
    assert not any(call.ringing for call in phone.calls)


async def test_action_for_two_ringing_calls_fails(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """No call has priority over the other."""
    connect(phone, "301")
    phone.ring("302")
    phone.ring("303")
    await wait(5)
    phone.requests.clear()
    for action in ("answer", "reject", "ignore"):
        assert await home.error_key(action) == "several_calls"
    assert not [one for one in phone.requests if one.method == "POST"]
    last = f"{list(phone.calls)[2].handle:x}"
    await home.act("answer", call_id=last)
    assert states(phone) == ["Hold", "Offering", "Connected"]


async def test_resume_applies_to_the_focused_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    first = connect(phone, "301", "Door")
    second = connect(phone, "302", "Mum")
    actions.hold(phone)
    await wait(5)
    assert states(phone) == ["Hold", "Hold"]
    assert home.state("sensor.call_state") == "on_hold"
    assert home.state("switch.hold") == "on"
    assert home.state("sensor.remote_party") == "Mum"

    await home.act("resume")
    assert states(phone) == ["Hold", "Connected"]
    await home.act("resume", call_id=first)
    assert states(phone) == ["Connected", "Hold"]
    assert home.state("sensor.remote_party") == "Door"
    await home.act("transfer", destination="304", call_id=second.upper())
    assert states(phone) == ["Connected"]


async def test_hold_and_end_apply_to_the_focused_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    connect(phone, "301")
    connect(phone, "302")
    await wait(5)
    await home.use("switch.turn_on", "switch.hold")
    assert states(phone) == ["Hold", "Hold"]
    await home.use("switch.turn_off", "switch.hold")
    assert states(phone) == ["Hold", "Connected"]
    await home.use("switch.turn_on", "switch.mute")
    assert phone.muted
    await home.use("button.press", "button.end_call")
    assert states(phone) == ["Hold"]


async def test_calls_have_the_numbers_of_their_lines(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301", line=1)
    actions.answer(phone)
    await home.act("dial", destination="302", line=2)
    for _ in range(4):
        await wait(1)
    response = (await home.act("get_calls"))["calls"]
    assert [(call["line"], call["direction"]) for call in response] == [
        (1, "incoming"),
        (2, "outgoing"),
    ]
    assert [call["focused"] for call in response] == [False, True]


async def test_calls_have_their_times_of_start(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    connect(phone, "301")
    began = dt_util.utcnow().replace(microsecond=0)
    await wait(20)
    phone.ring("302")
    await wait(1)
    rang = dt_util.utcnow()
    for _ in range(10):
        await wait(1)
    first, second = (await home.act("get_calls"))["calls"]
    response = [dt_util.parse_datetime(call["started"]) for call in (first, second)]
    assert abs((response[0] - began).total_seconds()) <= 1
    assert abs((response[1] - rang).total_seconds()) <= 1
    assert home.state("sensor.call_started")[:19] == response[0].isoformat()[:19]


@pytest.mark.parametrize("profile", ["trio8800-5.7.1", "edgeE350-8.6"])
async def test_phone_that_reports_one_call_shows_the_focused_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    connect(phone, "301", "Door")
    phone.ring("302", "Mum")
    await wait(5)
    (call,) = (await home.act("get_calls"))["calls"]
    assert call["name"] == "Door"
    assert home.state("binary_sensor.ringing") == "off"


async def test_ended_call_is_unknown(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    handle = connect(phone, "301")
    await wait(5)
    actions.remote_hang_up(phone)
    phone.requests.clear()
    for action in ("answer", "hold", "resume", "reject", "ignore"):
        assert await home.error_key(action, call_id="1234") == "no_such_call"
    # The error comes from the phone, because Home Assistant has not polled yet.
    assert await home.error_key("end_call", call_id=handle) == "no_call"
    await wait(1)
    assert home.state("sensor.call_state") == "idle"
    assert not sent(phone, "holdCall")


def call(handle: str, state: str, focused: bool = False, **more: str) -> dict[str, str]:
    """Return a call in a reply of a phone."""
    return {
        "CallHandle": handle,
        "Type": "Incoming",
        "CallState": state,
        "LineID": "1",
        "UIAppearanceIndex": "1*" if focused else "1",
        "RemotePartyName": f"Party {handle}",
        "RemotePartyNumber": f"3{handle}",
        **more,
    }


@pytest.fixture
async def scripted(freezer: FrozenDateTimeFactory) -> AsyncGenerator[Any]:
    """Return a phone with scripted replies, and its config entry."""
    async with scripted_phone() as scripted:
        yield scripted


async def test_conference_is_connected(
    hass: HomeAssistant,
    scripted: tuple[ScriptedPhone, MockConfigEntry],
    freezer: FrozenDateTimeFactory,
) -> None:
    phone, entry = scripted
    phone.set_reply(
        "v2/webCallControl/callStatus",
        [call("a1", "CallConference", focused=True), call("b2", "CallConfHold")],
    )
    home = await set_up(hass, entry)
    assert home.state("sensor.call_state") == "connected"
    assert home.state("binary_sensor.in_call") == "on"
    assert home.state("sensor.remote_party") == "Party a1"
    response = (await home.act("get_calls"))["calls"]
    assert [one["state"] for one in response] == ["conference", "hold"]

    phone.set_reply("v1/callctrl/holdCall", None)
    await home.act("hold")
    (request,) = (one for one in phone.requests if one.path.endswith("holdCall"))
    assert request.data == {"Ref": "a1"}
    phone.set_reply("v2/webCallControl/callStatus", [call("b2", "CallConfHold")])
    freezer.tick(5)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.state("sensor.call_state") == "on_hold"


@pytest.mark.parametrize(
    ("action", "path", "state"),
    [
        ("resume", "resumeCall", "Hold"),
        ("hold", "holdCall", "Connected"),
        ("answer", "answerCall", "Offering"),
        ("end_call", "endCall", "Connected"),
        ("transfer", "transferCall", "Connected"),
    ],
)
async def test_action_for_two_calls_without_focus_fails(
    hass: HomeAssistant,
    scripted: tuple[ScriptedPhone, MockConfigEntry],
    action: str,
    path: str,
    state: str,
) -> None:
    phone, entry = scripted
    data = {"destination": "304"} if action == "transfer" else {}
    phone.set_reply(
        "v2/webCallControl/callStatus", [call("a1", state), call("b2", state)]
    )
    phone.replies[f"v1/callctrl/{path}"] = reply()
    home = await set_up(hass, entry)
    assert await home.error_key(action, **data) == "several_calls"
    assert f"v1/callctrl/{path}" not in phone.paths
    await home.act(action, call_id="b2", **data)
    assert f"v1/callctrl/{path}" in phone.paths


async def test_mute_switch_shows_the_call_in_focus(
    hass: HomeAssistant, scripted: tuple[ScriptedPhone, MockConfigEntry]
) -> None:
    phone, entry = scripted
    phone.set_reply(
        "v2/webCallControl/callStatus",
        [
            call("a1", "CallHold", Muted="1"),
            call("b2", "Connected", focused=True, Muted="0"),
        ],
    )
    home = await set_up(hass, entry)
    assert home.state("switch.mute") == "off"


@pytest.mark.parametrize(
    ("action", "path"),
    [("end_call", "endCall"), ("hold", "holdCall"), ("transfer", "transferCall")],
)
async def test_conference_without_focus_is_one_call(
    hass: HomeAssistant,
    scripted: tuple[ScriptedPhone, MockConfigEntry],
    action: str,
    path: str,
) -> None:
    phone, entry = scripted
    phone.set_reply(
        "v2/webCallControl/callStatus",
        [call("a1", "CallConference"), call("b2", "CallConference")],
    )
    phone.set_reply(f"v1/callctrl/{path}", None)
    home = await set_up(hass, entry)
    await home.act(action, **({"destination": "304"} if action == "transfer" else {}))
    (request,) = (one for one in phone.requests if one.path.endswith(path))
    assert request.data["Ref"] == "a1"


async def until_sent(phone: SimulatedPhone, path: str) -> None:
    """Wait until the phone has received a request."""
    while not sent(phone, path):  # noqa: ASYNC110
        await asyncio.sleep(0)


async def test_cancelled_action_leaves_the_phone_available(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """An automation in mode `restart` cancels it while the calls are read back."""
    connect(phone, "301")
    await wait(5)
    action = asyncio.create_task(home.act("hold"))
    await until_sent(phone, "holdCall")
    phone.server.latency = 0.4
    phone.requests.clear()
    await until_sent(phone, "callStatus")
    action.cancel()
    await asyncio.wait([action])
    phone.server.latency = 0
    await home.hass.async_block_till_done()
    await wait(1)
    assert home.state("sensor.call_state") == "on_hold"
    await home.use("switch.turn_off", "switch.hold")
    assert states(phone) == ["Connected"]
