"""Tests of the events that a change causes."""

from collections.abc import Callable

import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.notifications.notifier import EVENT_PARAMETERS
from simulator.quirks import QUIRKS, Quirk
from tests.simulator.conftest import Api, Receiver

PREFIX = "apps.telNotification."
CALLS = ("incomingEvent", "outgoingEvent", "offhookEvent", "onhookEvent")
STATES = "callStateChangeEvent"


async def test_incoming_call(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.listen_to(phone, STATES, *CALLS)
    phone.ring("300", "Front Door")
    (call,) = phone.calls
    call.answer()
    call.hold()
    call.resume()
    call.far_held(True)
    call.far_held(False)
    call.hang_up()
    await phone.settle()
    assert receiver.names == [
        *("IncomingCall", "Offering", "OffHook", "Connected", "OnHook", "CallHold"),
        *("OffHook", "Connected", "CallHeld", "Connected", "OnHook", "Disconnected"),
    ]


async def test_outgoing_call(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.listen_to(phone, STATES, *CALLS)
    phone.dial("5550100")
    clock.advance(10)
    phone.calls.find(f"{next(iter(phone.calls)).handle:x}").far_hung_up()
    await phone.settle()
    assert receiver.names == [
        *("OffHook", "Dialtone", "OutgoingCall", "Setup", "RingBack", "Connected"),
        *("OnHook", "Disconnected"),
    ]


async def test_busy_number(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.listen_to(phone, STATES, *CALLS)
    phone.dial("6001")
    clock.advance(10)
    await phone.settle()
    assert receiver.names[-3:] == ["Setup", "Disconnected", "OnHook"]


async def test_change_without_new_state_sends_no_event(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    receiver.listen_to(phone, *EVENT_PARAMETERS.values())
    phone.ring("300")
    (call,) = phone.calls
    call.ignore()
    call.answer()
    call.send_digits("12")
    phone.set_mute(True)
    phone.set_volume(7)
    await phone.settle()
    assert receiver.names == ["IncomingCall", "Offering", "OffHook", "Connected"]


async def test_second_call_sends_no_hook_event(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    phone.ring("300")
    phone.ring("301")
    first, second = phone.calls
    first.answer()
    receiver.listen_to(phone, STATES, *CALLS)
    second.answer()
    first.resume()
    await phone.settle()
    assert receiver.names == ["CallHold", "Connected"] * 2
    references = [event.get("CallReference") for event in receiver.events]
    handles = [f"{call.handle:x}" for call in (first, second, second, first)]
    assert references == handles


async def test_transferred_call_ends(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.listen_to(phone, STATES)
    phone.ring("300")
    (call,) = phone.calls
    call.answer()
    call.transfer("5550100")
    clock.advance(10)
    await phone.settle()
    assert receiver.names == ["Offering", "Connected", "Disconnected"]


def _call(phone: SimulatedPhone) -> None:
    phone.ring("300")
    (call,) = phone.calls
    call.answer()
    call.hang_up()
    phone.dial("5550100")
    phone.timeline.clock.advance(1)  # type: ignore[attr-defined]
    for placed in tuple(phone.calls):
        placed.hang_up()


def _restart(phone: SimulatedPhone) -> None:
    phone.restart()
    phone.timeline.clock.advance(31)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("switch", "act", "names"),
    [
        ("incomingEvent", _call, ["IncomingCall"]),
        ("outgoingEvent", _call, ["OutgoingCall"]),
        ("offhookEvent", _call, ["OffHook"] * 2),
        ("onhookEvent", _call, ["OnHook"] * 2),
        (
            "lineRegistrationEvent",
            _restart,
            ["LineUnregistration"] * 2 + ["LineRegistration"] * 2,
        ),
        ("networkUpEvent", _restart, ["NetworkUp"]),
        ("appInitializationEvent", _restart, ["AppInitialization"]),
        ("taInitializationEvent", _restart, ["TaInitialization"]),
        ("uiInitializationEvent", _restart, ["UiInitialization"]),
    ],
)
async def test_each_event_has_a_parameter(
    phone: SimulatedPhone,
    receiver: Receiver,
    switch: str,
    act: Callable[[SimulatedPhone], None],
    names: list[str],
) -> None:
    receiver.listen_to(phone, switch)
    act(phone)
    await phone.settle()
    assert receiver.names == names


async def test_no_event_by_default(phone: SimulatedPhone, receiver: Receiver) -> None:
    receiver.listen_to(phone)
    _call(phone)
    _restart(phone)
    await phone.settle()
    assert receiver.names == []
    assert phone.outbox.count == 0


async def test_settings_by_rest_take_effect_at_once(
    api: Api, phone: SimulatedPhone, receiver: Receiver
) -> None:
    values = {f"{PREFIX}URL": receiver.url, f"{PREFIX}incomingEvent": "1"}
    assert (await api.post("v1/mgmt/config/set", values))["Status"] == "2000"
    phone.ring("300")
    await phone.settle()
    assert receiver.names == ["IncomingCall"]
    await api.post("v1/mgmt/config/set", {f"{PREFIX}URL": ""})
    phone.ring("301")
    await phone.settle()
    assert receiver.names == ["IncomingCall"]


async def test_several_addresses(phone: SimulatedPhone, receiver: Receiver) -> None:
    receiver.listen_to(phone, "incomingEvent")
    phone.configure({f"{PREFIX}{n}.URL": f"{receiver.url}/{n}" for n in (1, 2)})
    phone.ring("300")
    await phone.settle()
    paths = [request.path for request in receiver.requests]
    assert paths == ["/events", "/events/1", "/events/2"]
    assert len(set(receiver.bodies)) == 1


async def test_quirk_locked_rejects_parameters(
    api: Api, phone: SimulatedPhone, receiver: Receiver
) -> None:
    phone.quirks.add(Quirk.LOCKED)
    values = {f"{PREFIX}URL": receiver.url}
    assert (await api.post("v1/mgmt/config/set", values))["Status"] == "4000"
    values = {"ptt.volume": "-10"}
    assert (await api.post("v1/mgmt/config/set", values))["Status"] == "2000"
    receiver.listen_to(phone, "incomingEvent")
    phone.ring("300")
    await phone.settle()
    assert receiver.names == ["IncomingCall"]


@pytest.mark.parametrize("profile", ["trio8800-5.7.1"])
async def test_quirk_silent_sends_no_event(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    receiver.listen_to(phone, *EVENT_PARAMETERS.values())
    phone.ring("300")
    await phone.settle()
    assert receiver.names == []


async def test_lines(phone: SimulatedPhone, receiver: Receiver) -> None:
    receiver.listen_to(phone, "lineRegistrationEvent")
    phone.set_registered(False, 2)
    await phone.settle()
    assert receiver.names == []
    phone.set_registered(True)
    await phone.settle()
    assert receiver.names == ["LineRegistration"]
    assert receiver.events[0].findtext("LineNumber") == "2"


async def test_restart_sends_boot_events(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.listen_to(phone, *EVENT_PARAMETERS.values())
    phone.ring("300")
    phone.restart()
    await phone.settle()
    next(iter(phone.calls)).hang_up()
    clock.advance(10)
    await phone.settle()
    assert receiver.names == [
        *("IncomingCall", "Offering", "Disconnected"),
        *("LineUnregistration", "LineUnregistration"),
    ]
    receiver.bodies.clear()
    clock.advance(25)
    await phone.settle()
    assert receiver.names == [
        *("NetworkUp", "AppInitialization", "TaInitialization", "UiInitialization"),
        *("LineRegistration", "LineRegistration"),
    ]
    assert [e.findtext("LineNumber") for e in receiver.events[-2:]] == ["1", "2"]


async def test_power_failure_sends_no_event(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    phone.ring("300")
    next(iter(phone.calls)).answer()
    receiver.listen_to(phone, *EVENT_PARAMETERS.values())
    phone.power_off()
    await phone.settle()
    assert receiver.names == []
    phone.power_on()
    clock.advance(31)
    phone.ring("300")
    await phone.settle()
    assert receiver.names[-3:] == ["LineRegistration", "IncomingCall", "Offering"]


async def test_frozen_phone_sends_no_event(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    receiver.listen_to(phone, *EVENT_PARAMETERS.values())
    phone.is_frozen = True
    phone.ring("300")
    await phone.settle()
    assert receiver.names == []


async def test_user_signs_out_and_in(phone: SimulatedPhone, receiver: Receiver) -> None:
    receiver.listen_to(phone, "userLogInOutEvent")
    phone.set_signed_in(True)
    phone.set_signed_in(False)
    phone.set_signed_in(True)
    await phone.settle()
    gone, back = receiver.events
    assert gone.tag == back.tag == "UserLoginOutEvent"
    assert gone.findtext("UserLoggedOut") == ""
    assert gone.find("UserLoggedIn") is back.find("UserLoggedOut") is None
    assert back.findtext("UserLoggedIn") == "200"
    assert back.findtext("CallLineInfo/LineDirNum") == "200"
    phone.configure({f"reg.{n}.address": "" for n in (1, 2)})
    phone.set_signed_in(False)
    await phone.settle()
    assert receiver.events[-1].find("CallLineInfo") is None


async def test_state_first(phone: SimulatedPhone, receiver: Receiver) -> None:
    receiver.listen_to(phone, STATES, *CALLS)
    phone.quirks.add(Quirk.STATE_FIRST)
    phone.ring("300")
    (call,) = phone.calls
    call.answer()
    call.hang_up()
    await phone.settle()
    assert receiver.names == [
        *("Offering", "IncomingCall", "Connected", "OffHook"),
        *("Disconnected", "OnHook"),
    ]


def test_every_quirk_has_help() -> None:
    assert set(QUIRKS) == set(Quirk)
