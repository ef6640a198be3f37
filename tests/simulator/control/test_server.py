"""Tests of the control API and of the page's files."""

from collections.abc import AsyncGenerator
import json

from aiohttp import ClientSession, ClientTimeout
import pytest

from simulator import Exchange, SimulatedPhone
from simulator.control.server import ControlServer
from tests.simulator.conftest import Json, Receiver


@pytest.fixture
async def control(
    phone: SimulatedPhone, other: SimulatedPhone, exchange: Exchange
) -> AsyncGenerator[ControlServer]:
    """Return the control API of two phones."""
    async with ControlServer(
        [phone, other], exchange, host="127.0.0.1", port=0
    ) as control:
        yield control


@pytest.fixture
async def client(control: ControlServer) -> AsyncGenerator[ClientSession]:
    """Return a client of the control API."""
    timeout = ClientTimeout(total=10)
    async with ClientSession(control.url, timeout=timeout) as session:
        yield session


async def _act(
    client: ClientSession, phone: SimulatedPhone, action: str, **arguments: Json
) -> tuple[int, Json]:
    path = f"/api/phones/{phone.mac}/{action}"
    async with client.post(path, json=arguments) as response:
        return response.status, await response.json()


async def test_help(client: ClientSession) -> None:
    async with client.get("/api") as response:
        text = await response.json()
    assert {"ring", "remote_hang_up", "power_off"} <= set(text["actions"])
    assert "drop" in text["faults"]
    assert "silent" in text["quirks"]
    assert "delay" in text["delivery_faults"]
    assert "GET /events" in text["paths"]


async def test_list(client: ClientSession, phone: SimulatedPhone) -> None:
    async with client.get("/api/phones") as response:
        first, second = await response.json()
    assert (first["mac"], first["form"], second["form"]) == (phone.mac, "vvx", "ccx")
    assert [line["extension"] for line in first["lines"]] == ["200", "agentphone"]
    assert first["soft_keys"] == ["New Call", "Redial", "DND"]


async def test_show(client: ClientSession, phone: SimulatedPhone) -> None:
    phone.ring("300", "Front Door")
    next(iter(phone.calls)).reject()
    phone.ring("301")
    with_colons = ":".join(phone.mac[i : i + 2] for i in range(0, 12, 2)).upper()
    async with client.get(f"/api/phones/{with_colons}") as response:
        about = await response.json()
    (call,) = about["calls"]
    assert (call["number"], call["state"], call["ringing"]) == ("301", "Offering", True)
    assert [entry["name"] for entry in about["log"]["Received"]] == ["Front Door"]
    async with client.get("/api/phones/000000000000") as response:
        assert response.status == 404


async def test_action(client: ClientSession, phone: SimulatedPhone) -> None:
    status, about = await _act(client, phone, "ring", number="300")
    assert (status, about["calls"][0]["state"]) == (200, "Offering")
    status, about = await _act(client, phone, "ring")
    assert (status, about) == (400, {"error": "number: missing"})
    await _act(client, phone, "reject")
    status, about = await _act(client, phone, "answer")
    assert (status, about) == (409, {"error": "NO_SUCH_CALL (4007)"})
    async with client.post(f"/api/phones/{phone.mac}/explode", json={}) as response:
        assert response.status == 404


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", '{"number": "300"}', 415),
        ("application/json", "{", 400),
        ("application/json", "[]", 400),
        ("application/json", "", 400),
    ],
)
async def test_body(
    client: ClientSession,
    phone: SimulatedPhone,
    content_type: str,
    body: str,
    status: int,
) -> None:
    async with client.post(
        f"/api/phones/{phone.mac}/ring",
        data=body,
        headers={"Content-Type": content_type},
    ) as response:
        assert response.status == status
    assert not phone.calls


async def test_requests(client: ClientSession, phone: SimulatedPhone) -> None:
    async with client.get(f"{phone.url}/api/v1/mgmt/lineInfo") as response:
        assert response.status == 401
    async with client.get(f"/api/phones/{phone.mac}/requests") as response:
        (record,) = await response.json()
    assert record == {
        "method": "GET",
        "path": "/api/v1/mgmt/lineInfo",
        "authorized": False,
        "body": "",
        "status": 401,
    }


async def test_notifications(
    client: ClientSession, phone: SimulatedPhone, receiver: Receiver
) -> None:
    for name, value in (("URL", receiver.url), ("callStateChangeEvent", "1")):
        await _act(
            client,
            phone,
            "set_config",
            name=f"apps.telNotification.{name}",
            value=value,
        )
    await _act(client, phone, "set_quirk", quirk="unescaped")
    await _act(client, phone, "set_quirk", quirk="latin1")
    await _act(client, phone, "set_quirk", quirk="unescaped", on=False)
    await _act(client, phone, "ring", number="300", name="Jörg & Mia")
    await phone.settle()
    async with client.get(f"/api/phones/{phone.mac}/notifications") as response:
        (record,) = await response.json()
    assert "J\ufffdrg &amp; Mia" in record.pop("body")
    assert record == {
        "event": "CallStateChangeEvent",
        "detail": "Offering",
        "url": receiver.url,
        "result": "204",
    }
    async with client.get(f"/api/phones/{phone.mac}") as response:
        about = await response.json()
    assert about["notifications"] == [record]
    assert about["quirks"] == ["latin1"]


async def test_destinations(client: ClientSession, exchange: Exchange) -> None:
    there = {"behavior": "answer", "seconds": 9, "name": "Far Away"}
    async with client.put("/api/destinations/77", json=there) as response:
        assert await response.json() == there
    assert exchange.destinations["77"].name == "Far Away"
    async with client.get("/api/destinations") as response:
        assert (await response.json())["77"] == there
    for wrong in ({"behavior": "explode"}, {"colour": "red"}):
        async with client.put("/api/destinations/78", json=wrong) as response:
            assert response.status == 400


async def _next(content: Json) -> list[Json]:
    line = await content.readline()
    assert await content.readline() == b"\n"
    phones: list[Json] = json.loads(line.removeprefix(b"data: "))
    return phones


async def test_events(
    client: ClientSession, phone: SimulatedPhone, other: SimulatedPhone
) -> None:
    async with client.get("/events") as response:
        assert response.content_type == "text/event-stream"
        assert len(await _next(response.content)) == 2
        phone.ring("300")
        phone.set_dnd(True)
        (about,) = await _next(response.content)
    assert (about["mac"], about["dnd"]) == (phone.mac, True)
    assert len(about["calls"]) == 1


async def test_events_end_with_the_control_api(
    client: ClientSession, control: ControlServer
) -> None:
    async with client.get("/events") as response:
        await _next(response.content)
        await control.stop()
        assert await response.content.read() == b""


@pytest.mark.parametrize(
    "path",
    ["/", "/page/page.js", "/page/helpers.js", "/page/settings.js", "/page/page.css"],
)
async def test_page(client: ClientSession, path: str) -> None:
    async with client.get(path) as response:
        assert response.status == 200
        assert "http://" not in (await response.text()).replace(
            "http://www.w3.org/2000/svg", ""
        )
