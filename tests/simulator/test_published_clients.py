"""Requests in the order and the spelling of published clients that no index has."""

import asyncio
from typing import Any

import pytest

from simulator.quirks import Quirk

from .conftest import Api


async def send(api: Api, path: str, **arguments: Any) -> str:
    """Send a POST as it is, and return the return code."""
    answer = await api.send("POST", path, **arguments)
    status: str = answer.json["Status"]
    return status


@pytest.mark.parametrize("body", [{}, {"json": {}}, {"json": {"data": {}}}])
async def test_call_control_without_a_call_handle(api: Api, body: Any) -> None:
    """PowerShell tools post nothing; Python tools post an empty object."""
    json_type = {"Content-Type": "application/json"}
    api.phone.ring("301")
    for command, state in (
        ("answerCall", "Connected"),
        ("holdCall", "Hold"),
        ("resumeCall", "Connected"),
    ):
        path = f"/api/v1/callctrl/{command}"
        assert await send(api, path, headers=json_type, **body) == "2000"
        assert (await api.call())["CallState"] == state


async def test_lower_case_paths_and_an_upper_case_content_type(api: Api) -> None:
    body = {
        "data": b'{"data": {"Dest": "301", "Line": "1", "Type": "Tel"}}',
        "headers": {"Content-Type": "application/JSON"},
    }
    assert await send(api, "/api/v1/callctrl/dial", **body) == "2000"
    reply = await api.get("v2/webcallcontrol/callstatus")
    assert len(reply["data"]) == 1


@pytest.mark.parametrize("prefix", ["", "0x"])
async def test_call_handle_with_and_without_prefix(api: Api, prefix: str) -> None:
    api.phone.ring("301")
    handle = (await api.call())["CallHandle"].removeprefix("0x")
    data = {"data": {"Ref": f"{prefix}{handle}"}}
    assert await send(api, "/api/v1/callctrl/answerCall", json=data) == "2000"
    assert await send(api, "/api/v1/callctrl/endCall", json=data) == "2000"
    assert not await api.calls()


async def test_parallel_polls_of_a_phone_that_queues(api: Api) -> None:
    """A driver for VVX phones reads calls and lines at the same time."""
    api.phone.quirks.add(Quirk.QUEUE)
    answers = await asyncio.gather(
        api.get("v1/webCallControl/callStatus"), api.get("v1/mgmt/lineInfo")
    )
    assert [answer["Status"] for answer in answers] == ["4007", "2000"]


async def test_poll_for_status_follows_a_call(api: Api) -> None:
    """Monitoring tools read only this summary."""
    assert (await api.get("v1/mgmt/pollForStatus"))["data"]["State"] == "Idle"
    api.phone.ring("301")
    await send(api, "/api/v1/callctrl/answerCall", json={})
    assert (await api.get("v1/mgmt/pollForStatus"))["data"]["State"] == "Active"
