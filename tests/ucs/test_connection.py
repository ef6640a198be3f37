"""Connections that fail, break or stay silent."""

import asyncio
from collections.abc import AsyncGenerator, Generator
import socket
from unittest.mock import patch

from aiohttp import ClientSession, ClientTimeout
import pytest

from custom_components.poly_phone.ucs import (
    UcsClient,
    UcsConnectionError,
    UcsInputError,
    UcsNoAnswerError,
    UcsTlsError,
    read_certificate,
)
from custom_components.poly_phone.ucs.transport import Transport
from simulator import SimulatedPhone

from .conftest import PASSWORD, TransportTo
from .stub_server import HOST, WHOLE, RawServer, StubPhone, reply

SILENT = b""
TRUNCATED = b'HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{"data": {"Mod'
ANY_FINGERPRINT = "00" * 32


@pytest.fixture
def timeouts() -> Generator[list[dict[str, float]]]:
    """Return the time-outs that were set, while they are really shorter."""
    timeouts: list[dict[str, float]] = []

    def shortened(**seconds: float) -> ClientTimeout:
        timeouts.append(seconds)
        return ClientTimeout(total=0.2, connect=0.05)

    with patch("custom_components.poly_phone.ucs.connection.ClientTimeout", shortened):
        yield timeouts


@pytest.fixture
async def silent_port() -> AsyncGenerator[int]:
    """Return a port that accepts connections and sends nothing."""
    connections = []

    def connect(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)

    server = await asyncio.start_server(connect, HOST, 0)
    yield server.sockets[0].getsockname()[1]
    server.close()
    server.abort_clients()
    await server.wait_closed()


async def test_get_is_repeated_once(transport_to: TransportTo) -> None:
    """The first connection after some quiet often dies."""
    async with RawServer(SILENT, WHOLE) as server:
        await transport_to(server.port).get("v1/question")
    assert len(server.received) == 2
    async with RawServer(SILENT, SILENT, WHOLE) as server:
        with pytest.raises(UcsNoAnswerError):
            await transport_to(server.port).get("v1/question")
    assert len(server.received) == 2


async def test_post_is_not_repeated(transport_to: TransportTo) -> None:
    """Whether the phone dialled or not is unknown then; it must not dial twice."""
    async with RawServer(SILENT, WHOLE) as server:
        with pytest.raises(UcsNoAnswerError):
            await transport_to(server.port).post("v1/command")
    assert len(server.received) == 1


@pytest.mark.parametrize(
    "answer",
    [
        TRUNCATED,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
    ],
)
async def test_incomplete_reply_raises_an_error(
    transport_to: TransportTo, answer: bytes
) -> None:
    async with RawServer(answer, answer) as server:
        with pytest.raises(UcsNoAnswerError):
            await transport_to(server.port).post("v1/command")
        with pytest.raises(UcsNoAnswerError):
            await transport_to(server.port).get("v1/question")


async def test_closed_connection_is_replaced(
    transport_to: TransportTo,
) -> None:
    """A phone that restarts takes its connections with it."""
    async with StubPhone() as stub:
        transport = transport_to(stub.port)
        await transport.get("v1/question")
    async with StubPhone(port=stub.port) as stub:
        await transport.get("v1/question")
        await transport.post("v1/command")
    assert len(stub.requests) == 2


@pytest.mark.parametrize("fingerprint", [None, ANY_FINGERPRINT])
async def test_closed_port_raises_an_error(
    transport_to: TransportTo, closed_port: int, fingerprint: str | None
) -> None:
    transport = transport_to(closed_port, fingerprint)
    with pytest.raises(UcsConnectionError) as err:
        await transport.post("v1/command")
    assert type(err.value) is UcsConnectionError
    assert str(err.value) == "Connection refused"


async def test_second_attempt_to_connect_sends_once(
    transport: Transport, stub: StubPhone
) -> None:
    """Nothing was sent by an attempt to connect that failed."""
    connect = asyncio.BaseEventLoop.create_connection
    attempts = 0

    async def second_time_lucky(*args, **kwargs):
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise ConnectionResetError
        return await connect(*args, **kwargs)

    with patch.object(asyncio.BaseEventLoop, "create_connection", second_time_lucky):
        await transport.post("v1/command")
    assert attempts == 2
    assert len(stub.requests) == 1


async def test_missing_answer_raises_an_error(
    transport: Transport, stub: StubPhone, timeouts: list[dict[str, float]]
) -> None:
    stub.keep_silent()
    with pytest.raises(UcsNoAnswerError, match="in time"):
        await transport.get("v1/question")
    with pytest.raises(UcsNoAnswerError, match="in time"):
        await transport.post("v1/command", seconds=160)
    assert len(stub.requests) == 2
    assert timeouts == [{"total": 10, "connect": 5}, {"total": 160, "connect": 5}]


async def test_sign_in_has_a_long_timeout(
    client: UcsClient, timeouts: list[dict[str, float]]
) -> None:
    """The phone answers when it is done, far later than with other commands."""
    await client.sign_in("jane@example.com", user="jane", password="x", domain="y")
    await client.sign_out()
    await client.restart()
    assert [seconds["total"] for seconds in timeouts] == [160, 160, 10]


async def test_request_after_a_timeout_works(
    transport: Transport, stub: StubPhone, timeouts: list[dict[str, float]]
) -> None:
    stub.keep_silent()
    with pytest.raises(UcsNoAnswerError):
        await transport.get("v1/question")
    stub.answer(reply())
    await transport.get("v1/question")


@pytest.mark.usefixtures("timeouts")
async def test_slow_handshake_raises_an_error(
    transport_to: TransportTo, silent_port: int
) -> None:
    """The phone has received nothing before the handshake is done."""
    transport = transport_to(silent_port, ANY_FINGERPRINT)
    with pytest.raises(UcsConnectionError, match="no connection in time") as err:
        await transport.post("v1/command")
    assert type(err.value) is UcsConnectionError


async def test_slow_certificate_raises_an_error(
    silent_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.poly_phone.ucs.tls._CONNECT_TIMEOUT", 0.05)
    with pytest.raises(UcsConnectionError, match="TimeoutError"):
        await read_certificate(HOST, silent_port)


async def test_certificate_of_closed_port_raises_an_error(closed_port: int) -> None:
    with pytest.raises(UcsConnectionError) as err:
        await read_certificate(HOST, closed_port)
    assert type(err.value) is UcsConnectionError


@pytest.mark.parametrize(
    "host",
    [
        "",
        "two words",
        "192.0.2.1:443",
        "http://phone",
        "a..b",
        "x" * 300,
        "a\0b",
        "a@b",
    ],
)
async def test_invalid_host_is_rejected(session: ClientSession, host: str) -> None:
    with pytest.raises(UcsInputError, match=r"^host ") as err:
        UcsClient(session, host, password=PASSWORD, fingerprint=None)
    assert err.value.name == "host"
    with pytest.raises(UcsInputError, match=r"^host "):
        await read_certificate(host)


async def test_unknown_host_raises_an_error(
    session: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_args: object, **_kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    transport = Transport(
        session,
        "phone.invalid",
        username="Polycom",
        password=PASSWORD,
        fingerprint=ANY_FINGERPRINT,
    )
    with pytest.raises(UcsConnectionError, match=r"^Name or service not known$"):
        await transport.get("v1/question")
    with pytest.raises(UcsConnectionError, match=r"^Name or service not known$"):
        await read_certificate("phone.invalid")


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-x\r\n"]
)
async def test_device_without_tls_raises_an_error(
    transport_to: TransportTo, answer: bytes
) -> None:
    async with RawServer(answer, answer) as server:
        with pytest.raises(UcsTlsError):
            await read_certificate(HOST, server.port)
        with pytest.raises(UcsTlsError) as err:
            await transport_to(server.port, ANY_FINGERPRINT).get("v1/question")
        assert "object at 0x" not in str(err.value)


async def test_plain_http_to_tls_port_raises_an_error(
    transport_to: TransportTo,
) -> None:
    async with SimulatedPhone() as phone:
        with pytest.raises(UcsConnectionError):
            await transport_to(phone.port).get("v1/question")
        assert not phone.requests
