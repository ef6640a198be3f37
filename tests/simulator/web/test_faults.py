"""Tests of faults in the phone's answers."""

import asyncio
import json

from aiohttp import ClientError, ClientPayloadError
import pytest

from simulator import SimulatedPhone
from simulator.web.faults import FAULTS, Fault
from tests.simulator.conftest import Api

INFO = "/api/v1/mgmt/device/info"
LINES = "/api/v1/mgmt/lineInfo"


def test_every_fault_has_help() -> None:
    assert all(fault.help for fault in FAULTS.values())


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        ("drop", ClientError),
        ("truncate", ClientPayloadError),
        ("reset", ClientError),
    ],
)
async def test_connection(
    api: Api, phone: SimulatedPhone, kind: str, error: type[Exception]
) -> None:
    phone.server.faults.active.append(Fault(kind, times=1))
    with pytest.raises(error):
        # A POST, because aiohttp's client repeats a GET after a lost connection.
        await api.send("POST", "/api/v1/callctrl/dial", json={})
    assert (await api.send("GET", INFO)).status == 200


@pytest.mark.parametrize(
    ("kind", "status", "content_type"),
    [
        ("html", 200, "text/html"),
        ("charset", 200, "application/json"),
        ("unauthorized", 401, "text/html"),
        ("busy", 403, "text/html"),
        ("missing", 404, "text/html"),
        ("too_big", 413, "text/html"),
        ("error", 500, "text/html"),
    ],
)
async def test_reply(
    api: Api, phone: SimulatedPhone, kind: str, status: int, content_type: str
) -> None:
    phone.server.faults.active.append(Fault(kind))
    answer = await api.send("GET", INFO)
    assert (answer.status, answer.headers["Content-Type"]) == (status, content_type)
    assert (await api.send("GET", INFO, password=None)).status == 401


async def test_broken_json(api: Api, phone: SimulatedPhone) -> None:
    phone.server.faults.active.append(Fault("garbage"))
    answer = await api.send("GET", INFO)
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.body)


async def test_status_on_one_path(api: Api, phone: SimulatedPhone) -> None:
    phone.server.faults.active.append(Fault("status", "LINEINFO", status="5500"))
    assert await api.get("v1/mgmt/lineInfo") == {"Status": "5500"}
    assert (await api.get("v1/mgmt/device/info"))["Status"] == "2000"


async def test_fault_ends_after_its_number_of_requests(
    api: Api, phone: SimulatedPhone
) -> None:
    phone.server.faults.active.append(Fault("error", times=2))
    statuses = [(await api.send("GET", INFO)).status for _ in range(3)]
    assert statuses == [500, 500, 200]
    assert phone.server.faults.active == []


async def test_unauthorized_fault_sends_a_challenge(
    api: Api, phone: SimulatedPhone
) -> None:
    phone.server.faults.active.append(Fault("unauthorized"))
    assert "Basic" in (await api.send("GET", INFO)).headers["WWW-Authenticate"]


@pytest.mark.parametrize("profile", ["edgeE350-8.6", "vvx501-6.4"])
async def test_close_after_401_is_not_announced(phone: SimulatedPhone) -> None:
    phone.server.faults.active.append(Fault("close_after_401", times=1))
    reader, writer = await asyncio.open_connection(phone.host, phone.port)
    writer.write(f"GET {INFO} HTTP/1.1\r\nHost: phone\r\n\r\n".encode())
    async with asyncio.timeout(2):
        answer = (await reader.read()).decode()
    assert answer.startswith("HTTP/1.1 401 ")
    assert "WWW-Authenticate: " in answer
    assert "Connection:" not in answer
    assert phone.server.faults.active == []
    writer.close()


async def test_close_after_401_spares_the_right_password(
    api: Api, phone: SimulatedPhone
) -> None:
    phone.server.faults.active.append(Fault("close_after_401"))
    for _ in range(3):
        assert (await api.send("GET", INFO)).status == 200
    assert phone.connection_count == 1


@pytest.mark.parametrize("kind", ["silence", "drip"])
async def test_silence_lasts_until_power_cycle(
    api: Api, phone: SimulatedPhone, kind: str
) -> None:
    phone.server.faults.active.append(Fault(kind, "lineInfo"))
    async with api.waiting(LINES) as request:
        assert (await api.send("GET", INFO)).status == 200
        assert not request.done()
        phone.power_off()
        with pytest.raises(ClientError):
            await request
