"""Tests of call control."""

import pytest

from simulator import ManualClock, SimulatedPhone
from tests.simulator.conftest import Api, Json

DONE = {"Status": "2000"}


async def _dial(api: Api, **fields: Json) -> str:
    status: str = (await api.post("v1/callctrl/dial", fields))["Status"]
    return status


async def _control(api: Api, command: str, data: Json = None) -> str:
    reply = await api.post(f"v1/callctrl/{command}", data)
    assert set(reply) == {"Status"}
    status: str = reply["Status"]
    return status


@pytest.mark.parametrize(
    ("fields", "number", "line"),
    [
        ({"Dest": "5550100", "Line": "1", "Type": "TEL"}, "5550100", 1),
        ({"Dest": "5550100"}, "5550100", 1),
        ({"Dest": "5550100", "Line": 2}, "5550100", 2),
        ({"Dest": "5550100", "Line": "3", "Type": "Tel"}, "5550100", 2),
        ({"Dest": "jane@example.com", "Type": "sip"}, "sip:jane@example.com", 1),
        ({"Dest": "sip:jane@example.com", "Type": "SIP"}, "sip:jane@example.com", 1),
        ({"Dest": "+31*21#"}, "+31*21#", 1),
    ],
)
async def test_dial(
    api: Api, phone: SimulatedPhone, fields: Json, number: str, line: int
) -> None:
    assert await api.post("v1/callctrl/dial", fields) == DONE
    (call,) = phone.calls
    assert (call.party.number, call.line.number) == (number, line)


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({}, "4000"),
        ({"Dest": ""}, "4000"),
        ({"Dest": "12 34"}, "4000"),
        ({"Dest": "sip:"}, "4000"),
        ({"Dest": ["5"]}, "4000"),
        ({"Dest": "5", "Type": "FAX"}, "4000"),
        ({"Dest": "5", "Line": "one"}, "4000"),
        ({"Dest": "5", "Line": "4"}, "4005"),
        ({"Dest": "5", "Line": "0"}, "4005"),
    ],
)
async def test_wrong_dial_fields_are_rejected(
    api: Api, phone: SimulatedPhone, fields: Json, status: str
) -> None:
    assert await _dial(api, **fields) == status
    assert not phone.calls


async def test_dial_without_data(api: Api) -> None:
    answer = await api.send("POST", "/api/v1/callctrl/dial", json=["5"])
    assert answer.json == {"Status": "4000"}
    answer = await api.send("POST", "/api/v1/callctrl/dial", json={"data": "5"})
    assert answer.json == {"Status": "4000"}


async def test_dial_on_a_line_without_registration(
    api: Api, phone: SimulatedPhone
) -> None:
    phone.set_registered(False, 2)
    assert await _dial(api, Dest="5", Line="2") == "4002"
    assert await _dial(api, Dest="5", Line="1") == "2000"


@pytest.mark.parametrize("profile", ["trio8800-5.7.1"])
async def test_old_firmware_requires_a_line(api: Api) -> None:
    assert await _dial(api, Dest="5") == "4000"
    assert await _dial(api, Dest="5", Line="1") == "2000"


@pytest.mark.parametrize("write", ["{}", "0x{}", "0X{}"])
@pytest.mark.parametrize("upper", [False, True])
async def test_reference_is_accepted_in_every_spelling(
    api: Api, phone: SimulatedPhone, write: str, upper: bool
) -> None:
    phone.ring("300")
    phone.ring("301")
    handle = (await api.calls())[1]["CallHandle"]
    reference = write.format(handle.upper() if upper else handle)
    assert await _control(api, "answerCall", {"Ref": reference}) == "2000"
    assert [call.state for call in phone.calls] == ["Offering", "Connected"]


@pytest.mark.parametrize(
    "command",
    [
        *("endCall", "holdCall", "resumeCall", "answerCall", "ignoreCall"),
        *("rejectCall", "transferCall", "sendDTMF"),
    ],
)
async def test_unknown_call(api: Api, phone: SimulatedPhone, command: str) -> None:
    phone.ring("300")
    data = {"Ref": "0xdeadbee8", "TransferDest": "5", "Digits": "1"}
    assert await _control(api, command, data) == "4007"
    assert [call.state for call in phone.calls] == ["Offering"]


@pytest.mark.parametrize(
    "command", ["holdCall", "resumeCall", "answerCall", "ignoreCall", "rejectCall"]
)
@pytest.mark.parametrize("data", [None, {}])
async def test_no_call_at_all(api: Api, command: str, data: Json) -> None:
    assert await _control(api, command, data) == "4007"


async def test_call_control_without_references(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300")
    assert await _control(api, "holdCall") == "4003"
    assert await _control(api, "ignoreCall") == "2000"
    assert (await api.call())["Ringing"] == "0"
    assert await _control(api, "answerCall") == "2000"
    assert await _control(api, "answerCall") == "4003"
    assert await _control(api, "resumeCall") == "4003"
    assert await _control(api, "holdCall") == "2000"
    assert await _control(api, "holdCall") == "4003"
    assert await _control(api, "resumeCall") == "2000"
    assert (await api.call())["CallState"] == "Connected"


async def test_reject(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300")
    assert await _control(api, "rejectCall") == "2000"
    assert await api.calls() == []
    assert not phone.log.lists["Missed"]


async def test_end_call(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300")
    await _control(api, "answerCall")
    assert await _control(api, "endCall") == "4000"
    reference = {"Ref": (await api.call())["CallHandle"]}
    await _control(api, "holdCall")
    assert await _control(api, "endCall", reference) == "4003"
    await _control(api, "resumeCall")
    assert await _control(api, "endCall", reference) == "2000"
    assert await _control(api, "endCall", reference) == "4007"


async def test_mute(api: Api, phone: SimulatedPhone) -> None:
    assert await _control(api, "mute", {"state": "1"}) == "4007"
    phone.ring("300")
    assert await _control(api, "mute", {"state": "1"}) == "4003"
    await _control(api, "answerCall")
    for state in ("1", 1):
        assert await _control(api, "mute", {"state": state}) == "2000"
        assert (await api.call())["Muted"] == "1"
        assert await _control(api, "mute", {"state": "0"}) == "2000"
        assert (await api.call())["Muted"] == "0"
    for data in (None, {"state": "on"}, {"State": "1"}, {"state": True}):
        assert await _control(api, "mute", data) == "4000"
    await _control(api, "holdCall")
    assert await _control(api, "mute", {"state": "1"}) == "4003"


async def test_transfer(
    api: Api, phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> None:
    phone.ring("555", "Client")
    reference = (await api.call())["CallHandle"]
    data = {"Ref": reference, "TransferDest": "300"}
    assert await _control(api, "transferCall", data) == "5000"
    await _control(api, "answerCall")
    assert await _control(api, "transferCall", {"TransferDest": "300"}) == "4000"
    assert await _control(api, "transferCall", {"Ref": reference}) == "4000"
    assert await _control(api, "transferCall", data | {"TransferDest": " "}) == "4000"
    assert await _control(api, "transferCall", data) == "2000"
    assert await api.calls() == []
    assert [call.party.name for call in other.calls] == ["Client"]


async def test_dtmf(api: Api, phone: SimulatedPhone) -> None:
    assert await _control(api, "sendDTMF", {"Digits": "1"}) == "4007"
    phone.ring("300")
    await _control(api, "answerCall")
    assert await _control(api, "sendDTMF", {"Digits": "12*"}) == "2000"
    assert await _control(api, "sendDTMF", {"digits": "#"}) == "2000"
    for data in (None, {"Digits": ""}, {"Digits": "12a"}):
        assert await _control(api, "sendDTMF", data) == "4000"
    assert [call.digits for call in phone.calls] == ["12*#"]
    await _control(api, "holdCall")
    assert await _control(api, "sendDTMF", {"Digits": "1"}) == "4003"
