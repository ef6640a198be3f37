"""Tests of the replies about lines."""

import pytest

from simulator import PROFILES, ManualClock, SimulatedPhone
from tests.simulator.conftest import Api


async def test_line_info_v1_has_an_entry_per_line_key(api: Api) -> None:
    first, second, third = (await api.get("v1/mgmt/lineInfo"))["data"]
    assert first == {
        "LineNumber": "1",
        "RegistrationStatus": "registered",
        "LineType": "private",
        "SIPAddress": "200@voice.example.net",
        "UserID": "200",
        "Label": "Reception",
        "Protocol": "SIP",
        "ProxyAddress": "voice.example.net",
        "Port": "5060",
    }
    assert (second["LineNumber"], second["Label"]) == ("2", "Service")
    assert third == second | {"LineNumber": "3"}


async def test_line_info_v2(api: Api, phone: SimulatedPhone) -> None:
    phone.set_dnd(True)
    phone.ring("300", line=1)
    phone.configure({"call.rejectBusyOnDnd": "0"})
    phone.ring("300", line=2)
    phone.set_registered(False, 2)
    first, second, third = (await api.get("v2/mgmt/lineInfo"))["data"]
    assert (first["Username"], first["Active"]) == ("200", "False")
    assert (first["DoNotDisturb"], first["RegistrationStatus"]) == (
        "True",
        "registered",
    )
    assert [server["Working"] for server in first["CallServers"]] == ["True"]
    assert (second["Active"], second["RegistrationStatus"]) == ("True", "unregistered")
    assert [server["Working"] for server in second["CallServers"]] == ["False"]
    assert third["CallServers"] == []


@pytest.mark.parametrize(
    ("profile", "has_proxy"), [("trio8800-7.2.2", True), ("trio8800-5.7.1", False)]
)
async def test_line_without_registration(
    api: Api, phone: SimulatedPhone, has_proxy: bool
) -> None:
    (line,) = (await api.get("v1/mgmt/lineInfo"))["data"]
    assert (line["Protocol"], line["Port"]) == ("Auto", "0")
    phone.set_registered(False)
    (line,) = (await api.get("v1/mgmt/lineInfo"))["data"]
    assert line["RegistrationStatus"] == "unregistered"
    assert (
        {"Protocol", "ProxyAddress", "Port"} <= set(line)
        if has_proxy
        else (not {"Protocol", "ProxyAddress", "Port"} & set(line))
    )


async def test_phone_without_lines(api: Api, phone: SimulatedPhone) -> None:
    phone.config.reset(["config"])
    phone.configure({"apps.restapi.enabled": "1"})
    phone.set_password("2580")
    assert (await api.get("v1/mgmt/lineInfo"))["data"] == [
        {
            "LineNumber": "1",
            "RegistrationStatus": "unregistered",
            "LineType": "private",
            "SIPAddress": "VVX501",
            "UserID": "VVX501",
            "Label": "VVX 501",
        }
    ]
    (line,) = (await api.get("v2/mgmt/lineInfo"))["data"]
    assert (line["Username"], line["CallServers"]) == ("VVX501", [])
    assert await api.post("v1/callctrl/dial", {"Dest": "5"}) == {"Status": "4002"}


async def test_sip_status(api: Api, phone: SimulatedPhone, clock: ManualClock) -> None:
    clock.advance(59)
    phone.ring("300")
    phone.set_registered(False, 2)
    data = (await api.get("v1/webCallControl/sipStatus"))["data"]
    assert data["TotalUser"] == "2"
    first, second = data["User"]
    assert (first["Name"], first["TotalCalls"], first["TotalEvents"]) == (
        "200",
        "1",
        "1",
    )
    (event,) = first["Events"]
    assert (event["RegistrationState"], event["Expires"]) == ("Registered", "3541")
    assert second["LineNumber"] == "2"
    assert second["Events"][0]["RegistrationState"] == "Registering"
    assert second["Events"][0]["CallID"] == ""


async def test_sip_status_in_skype(api: Api, phone: SimulatedPhone) -> None:
    phone.set_skype(True)
    data = (await api.get("v1/webCallControl/sipStatus"))["data"]
    assert data["UUID"]
    assert data["User"][0]["GRUUID"]
    assert data["User"][0]["Events"][0]["Overlap"] == "0"


@pytest.mark.parametrize("profile", PROFILES)
async def test_each_model_has_a_user_with_a_name(
    api: Api, phone: SimulatedPhone
) -> None:
    users = [entry["UserID"] for entry in (await api.get("v1/mgmt/lineInfo"))["data"]]
    assert any(not user.isdecimal() for user in users)
    names = (await api.get("v1/webCallControl/sipStatus"))["data"]["User"]
    assert {name["Name"] for name in names} == set(users)


@pytest.mark.parametrize("profile", ["trio8800-5.7.1"])
async def test_unregistered_line_of_an_old_trio(
    api: Api, phone: SimulatedPhone
) -> None:
    phone.set_registered(False)
    assert (await api.get("v1/mgmt/lineInfo"))["data"] == [
        {
            "LineNumber": "1",
            "RegistrationStatus": "unregistered",
            "LineType": "private",
            "SIPAddress": "boardroom",
            "UserID": "boardroom",
            "Label": "Boardroom",
        }
    ]


async def test_address_without_host(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    entry = (await api.get("v1/mgmt/lineInfo"))["data"][1]
    assert (entry["SIPAddress"], entry["UserID"]) == ("agentphone", "agentphone")
    phone.dial("agentphone", line=1)
    clock.advance(3)
    assert [call.state for call in phone.calls] == ["RingBack", "Offering"]
