"""Tests of the replies about calls and the call log."""

import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.commands.call_status import format_duration
from simulator.quirks import Quirk
from tests.simulator.conftest import Api

V1 = "v1/webCallControl/callStatus"
V2 = "v2/webCallControl/callStatus"


async def test_no_call(api: Api) -> None:
    assert await api.get(V1) == {"Status": "4007"}
    assert await api.get(V2) == {"data": [], "Status": "2000"}


async def test_ringing_call_v2(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300", "Front Door")
    call = await api.call()
    handle = call.pop("CallHandle")
    assert len(handle) == 8
    assert not handle.startswith("0x")
    assert call == {
        "Type": "Incoming",
        "CallState": "Offering",
        "Ringing": "1",
        "Muted": "0",
        "LineID": "1",
        "CallSequence": "1",
        "UIAppearanceIndex": "1*",
        "Protocol": "SIP",
        "RemotePartyName": "Front Door",
        "RemotePartyNumber": "300",
        "StartTime": phone.local_time(phone.timeline.now).isoformat(),
        "DurationSeconds": "0",
        "Media Direction": "sendonly",
        "Remote Connection IP": "",
        "RTPPort": "0",
        "RTCPPort": "1",
    }


async def test_connected_call_v2(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.dial("555")
    clock.advance(70)
    call = await api.call()
    assert call["Type"] == "Outgoing"
    assert call["DurationSeconds"] == "65"
    assert call["Media Direction"] == "sendrecv"
    assert call["Remote Connection IP"]
    assert int(call["RTCPPort"]) == int(call["RTPPort"]) + 1


async def test_filters_v2(api: Api, phone: SimulatedPhone) -> None:
    for number, line in (("300", 1), ("301", 1), ("302", 2)):
        phone.ring(number, line=line)
    handle = (await api.calls())[1]["CallHandle"]

    async def numbers(query: str) -> list[str]:
        calls = (await api.get(f"{V2}?{query}"))["data"]
        return [call["RemotePartyNumber"] for call in calls]

    assert await numbers(f"handle={handle}") == ["301"]
    assert await numbers("line=1") == ["300", "301"]
    assert await numbers("line=1&sequence=2") == ["301"]
    assert await numbers("line=3") == []


async def test_v1_returns_the_focused_call(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.ring("300", "Front Door")
    phone.dial("sip:jane@example.com")
    clock.advance(70)
    data = (await api.get(V1))["data"]
    assert data.pop("CallHandle") == f"0x{(await api.calls())[-1]['CallHandle']}"
    assert data == {
        "Type": "Outgoing",
        "Protocol": "Sip",
        "CallState": "Connected",
        "LineId": "1",
        "RemotePartyName": "sip:jane@example.com",
        "RemotePartyNumber": "sip:jane@example.com",
        "DurationInSeconds": "65",
    }


@pytest.mark.parametrize(
    ("quirk", "shown"),
    [
        (None, ["300", "300", "300", "302", None]),
        (Quirk.V1_CONNECTED_FIRST, ["300", "300", "301", "302", None]),
        (Quirk.V1_NEWEST_FIRST, ["300", "301", "301", "302", None]),
    ],
)
@pytest.mark.parametrize("profile", ["trio8800-5.7.1", "edgeE350-8.6"])
async def test_v1_call_among_several(
    api: Api, phone: SimulatedPhone, quirk: Quirk | None, shown: list[str | None]
) -> None:
    phone.quirks |= {quirk} if quirk else set()

    async def read() -> str | None:
        reply = await api.get(V1)
        number = reply.get("data", {}).get("RemotePartyNumber")
        return number and number.removeprefix("sip:").partition("@")[0]

    seen = []
    phone.ring("300")
    connected = phone.calls.focused
    connected.answer()
    seen.append(await read())
    phone.ring("301")
    seen.append(await read())
    connected.hold()
    seen.append(await read())
    users = (await api.get("v1/webCallControl/sipStatus"))["data"]["User"]
    assert users[0]["TotalCalls"] == "2"
    connected.hang_up()
    phone.ring("302")
    phone.calls.focused.hang_up()
    seen.append(await read())
    phone.calls.focused.hang_up()
    seen.append(await read())
    assert seen == shown


@pytest.mark.parametrize(
    ("number", "uri"),
    [
        ("300", "sip:300@voice.example.net"),
        ("jane@example.com", "sip:jane@example.com"),
        ("", ""),
    ],
)
async def test_v1_returns_addresses(
    api: Api, phone: SimulatedPhone, number: str, uri: str
) -> None:
    phone.ring(number)
    assert (await api.get(V1))["data"]["RemotePartyNumber"] == uri


@pytest.mark.parametrize("profile", ["trio8800-5.7.1"])
async def test_v1_of_a_conference_phone(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300", "Front Door")
    data = (await api.get(V1))["data"]
    assert (data["Protocol"], data["RemotePartyNumber"]) == ("Auto", "300")


async def test_call_logs(api: Api, phone: SimulatedPhone, clock: ManualClock) -> None:
    empty = {"Missed": [], "Received": [], "Placed": []}
    assert (await api.get("v1/mgmt/callLogs"))["data"] == empty
    start = phone.local_time(phone.timeline.now).isoformat()
    call = phone.dial("555")
    clock.advance(5 + 4 * 60 + 49)
    call.hang_up()
    phone.dial("556").hang_up()
    phone.ring("300", "Front Door", line=2)
    clock.advance(60)
    logs = (await api.get("v1/mgmt/callLogs"))["data"]
    assert [entry["Duration"] for entry in logs["Placed"]] == ["4 mins 49 secs", ""]
    assert logs["Placed"][0] == {
        "LineNumber": "1",
        "StartTime": start,
        "RemotePartyName": "555",
        "RemotePartyNumber": "555",
        "Duration": "4 mins 49 secs",
    }
    assert [entry["LineNumber"] for entry in logs["Missed"]] == ["2"]
    for name, entries in logs.items():
        reply = await api.get(f"v1/mgmt/callLogs/{name.lower()}")
        assert reply["data"] == entries


async def test_call_log_size_is_limited(api: Api, phone: SimulatedPhone) -> None:
    phone.configure({"callLists.size": "2"})
    for number in ("1", "2", "3"):
        phone.dial(number).hang_up()
    placed = (await api.get("v1/mgmt/callLogs"))["data"]["Placed"]
    assert [entry["RemotePartyNumber"] for entry in placed] == ["2", "3"]


async def test_poll_for_status(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    async def state() -> tuple[str, str]:
        data = (await api.get("v1/mgmt/pollForStatus"))["data"]
        return data["State"], data["StateData"]

    assert await state() == ("Idle", "Time of last call ")
    start = phone.local_time(phone.timeline.now).isoformat()
    call = phone.dial("555")
    clock.advance(5 + 325)
    assert await state() == ("Active", "Active call duration 5 mins 25 secs")
    call.hang_up()
    phone.ring("300")
    assert await state() == ("Idle", f"Time of last call {start}")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 secs"),
        (1, "1 sec"),
        (26, "26 secs"),
        (61, "1 min 1 sec"),
        (240, "4 mins"),
        (3600, "1 hour"),
        (7325, "2 hours 2 mins 5 secs"),
    ],
)
def test_format_duration(seconds: int, text: str) -> None:
    assert format_duration(seconds) == text
