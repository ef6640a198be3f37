"""Tests of the rules that every request goes through."""

import asyncio

from aiohttp import ClientError, encode_basic_auth
import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.quirks import Quirk
from tests.simulator.conftest import JSON, Api

INFO = "/api/v1/mgmt/device/info"
DIAL = "/api/v1/callctrl/dial"
TRIO = "Polycom SoundPoint IP Telephone HTTPd"


async def test_reply_headers(api: Api) -> None:
    answer = await api.send("GET", INFO)
    assert answer.status == 200
    assert answer.headers["Server"] == TRIO
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Type"] == "application/json"
    assert "Date" in answer.headers
    assert "Connection" not in answer.headers


async def test_content_type_header_has_the_spelling_of_the_phone(
    phone: SimulatedPhone,
) -> None:
    reader, writer = await asyncio.open_connection(phone.host, phone.port)
    credentials = encode_basic_auth("Polycom", phone.password)
    writer.write(
        f"GET {INFO} HTTP/1.1\r\nHost: phone\r\nAuthorization: {credentials}\r\n\r\n".encode()
    )
    head = await reader.readuntil(b"\r\n\r\n")
    writer.close()
    assert b"\r\nContent-type: application/json\r\n" in head


async def test_every_scalar_is_a_string_in_unstable_order(api: Api) -> None:
    replies = [(await api.send("GET", INFO)) for _ in range(12)]
    assert len({reply.body for reply in replies}) > 1
    assert all(reply.json == replies[0].json for reply in replies)
    assert {type(value) for value in replies[0].json["data"].values()} == {str, dict}


async def test_path_case_does_not_matter(api: Api) -> None:
    assert (await api.send("GET", "/API/V1/mgmt/LineInfo")).status == 200


async def test_no_credentials(api: Api) -> None:
    answer = await api.send("GET", INFO, password=None)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == 'Basic realm="API Authentication"'
    assert answer.headers["Server"] == TRIO
    assert b"<title>401 Unauthorized</title>" in answer.body
    assert b"Authorization failed." in answer.body


@pytest.mark.parametrize(
    "authorization",
    [
        encode_basic_auth("Polycom", "1234"),
        encode_basic_auth("polycom", "2580"),
        "Basic !!!",
        "Bearer 2580",
    ],
)
async def test_wrong_credentials(api: Api, authorization: str) -> None:
    answer = await api.send("GET", INFO, headers={"Authorization": authorization})
    assert answer.status == 401


@pytest.mark.parametrize("password", [None, "2580", "1234"])
async def test_api_off(api: Api, phone: SimulatedPhone, password: str | None) -> None:
    phone.configure({"apps.restapi.enabled": "0"})
    for path in (INFO, "/api/v1/no/such/path"):
        answer = await api.send("GET", path, password=password)
        assert answer.status == 404
        assert answer.headers["Content-Type"] == "text/html"
        assert "WWW-Authenticate" not in answer.headers


async def test_unknown_path(api: Api) -> None:
    assert (await api.send("GET", "/api/v1/no/such", password=None)).status == 401
    assert (await api.send("GET", "/api/v1/no/such")).status == 404
    assert (await api.send("GET", DIAL)).status == 404
    assert (await api.send("GET", "/index.htm", password=None)).status == 404


async def test_default_password(api: Api, phone: SimulatedPhone) -> None:
    phone.set_password("456")
    answer = await api.send("GET", INFO, password="456")
    assert (answer.status, answer.json) == (200, {"Status": "4010"})
    assert (await api.send("GET", INFO, password="2580")).status == 401


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/JSON", 200),
        ("application/json; charset=utf-8", 200),
        ("text/plain", 400),
        ("application/x-www-form-urlencoded", 400),
    ],
)
async def test_content_type(api: Api, content_type: str, status: int) -> None:
    answer = await api.send(
        "POST", DIAL, data=b"{}", headers={"Content-Type": content_type}
    )
    assert answer.status == status


async def test_post_with_empty_body_needs_the_content_type_too(api: Api) -> None:
    path = "/api/v1/callctrl/holdCall"
    assert (await api.send("POST", path)).status == 400
    answer = await api.send("POST", path, headers=JSON)
    assert answer.json == {"Status": "4007"}


async def test_broken_json(api: Api) -> None:
    answer = await api.send("POST", DIAL, data=b'{"data', headers=JSON)
    assert answer.status == 400


@pytest.mark.parametrize(("size", "status"), [(20480, 200), (20481, 413)])
async def test_body_size(api: Api, size: int, status: int) -> None:
    body = b'{"data": ""}'.ljust(size)
    assert (await api.send("POST", DIAL, data=body, headers=JSON)).status == status


async def test_big_body_in_chunks(api: Api) -> None:
    async def chunks():
        for _ in range(3):
            yield b" " * 10_000

    answer = await api.send("POST", DIAL, data=chunks(), headers=JSON)
    assert answer.status == 413


async def test_parallel_request_gets_403(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.server.latency = 5
    async with api.waiting(INFO) as first:
        assert (await api.send("GET", INFO)).status == 403
        # The phone checks the password first.
        assert (await api.send("GET", INFO, password="1")).status == 401
        clock.advance(5)
        assert (await first).status == 200
    phone.server.latency = 0
    assert (await api.send("GET", INFO)).status == 200


async def test_quirk_queue_lets_a_parallel_request_wait(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.quirks.add(Quirk.QUEUE)
    phone.server.latency = 5
    async with api.waiting(INFO) as first, api.waiting(INFO) as second:
        clock.advance(5)
        assert (await first).status == 200
        assert not second.done()
        clock.advance(5)
        assert (await second).status == 200


async def test_busy_action_rejects_the_next_requests(
    api: Api, phone: SimulatedPhone
) -> None:
    phone.server.busy_answers = 2
    statuses = [(await api.send("GET", INFO)).status for _ in range(3)]
    assert statuses == [403, 403, 200]


async def test_lockout(api: Api, phone: SimulatedPhone, clock: ManualClock) -> None:
    phone.server.lockout.enabled = True
    for _ in range(4):
        await api.send("GET", INFO, password="1")
    clock.advance(61)  # these are too old to count
    await api.send("GET", INFO, password="1")
    assert (await api.send("GET", INFO)).status == 200
    for _ in range(5):
        await api.send("GET", INFO, password="1")
    assert (await api.send("GET", INFO)).status == 401
    clock.advance(61)
    assert (await api.send("GET", INFO)).status == 200


async def test_lockout_is_off_by_default(api: Api) -> None:
    for _ in range(9):
        await api.send("GET", INFO, password="1")
    assert (await api.send("GET", INFO)).status == 200


async def test_requests_are_recorded(api: Api, phone: SimulatedPhone) -> None:
    await api.send("GET", f"{INFO}?a=b", password=None)
    await api.send("POST", DIAL, json={"data": {"Dest": "5550100"}})
    first, second = phone.requests
    assert (first.method, first.path, first.authorized) == ("GET", f"{INFO}?a=b", False)
    assert first.status == 401
    assert (second.path, second.authorized, second.status) == (DIAL, True, 200)
    assert b"5550100" in second.body


async def test_request_without_answer_is_recorded(
    api: Api, phone: SimulatedPhone
) -> None:
    phone.is_frozen = True
    async with api.waiting(INFO) as request:
        assert phone.requests[0].status == 0
        phone.power_off()
        with pytest.raises(ClientError):
            await request


@pytest.mark.parametrize("profile", ["edgeE350-8.6"])
async def test_edge_headers(api: Api) -> None:
    answer = await api.send("GET", INFO)
    assert answer.headers["Server"] == "Poly Edge Telephone HTTPd"
    assert answer.headers["Connection"] == "close"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("profile", ["edgeE350-8.6"])
async def test_not_found_of_edge(api: Api, phone: SimulatedPhone) -> None:
    unknown = await api.send("POST", DIAL, json={})
    phone.configure({"apps.restapi.enabled": "0"})
    off = await api.send("GET", INFO, password=None)
    for answer in (unknown, off):
        assert answer.status == 404
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
        assert answer.headers["Transfer-Encoding"] == "chunked"
        assert answer.headers["Connection"] == "close"
        assert answer.headers["Strict-Transport-Security"] == "max-age=2592000"
        assert "Content-Security-Policy" not in answer.headers
        assert b"requested was not found on this server" in answer.body
