"""Clients of phones, without Home Assistant."""

from collections.abc import AsyncGenerator, Callable
import socket
from typing import Any

from aiohttp import ClientSession, TCPConnector, ThreadedResolver
import pytest

from custom_components.poly_phone.ucs import UcsClient
from custom_components.poly_phone.ucs.transport import Transport

from .stub_server import HOST, StubPhone

USERNAME = "Polycom"
PASSWORD = "s3cret-Päss"

type TransportTo = Callable[..., Transport]


@pytest.fixture(autouse=True)
def _real_integration(socket_enabled: None) -> None:
    """Replace the fixture that starts Home Assistant for every test."""


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return the session of the requests."""
    connector = TCPConnector(resolver=ThreadedResolver())
    async with ClientSession(connector=connector) as session:
        yield session


@pytest.fixture
async def stub() -> AsyncGenerator[StubPhone]:
    """Return a web server without TLS whose answers the test defines."""
    async with StubPhone() as stub:
        yield stub


@pytest.fixture
def client(session: ClientSession, stub: StubPhone) -> UcsClient:
    """Return a client of the web server."""
    return UcsClient(session, HOST, password=PASSWORD, port=stub.port, fingerprint=None)


@pytest.fixture
def transport_to(session: ClientSession) -> TransportTo:
    """Return a function that connects to a port."""

    def transport_to(
        port: int, fingerprint: str | None = None, **options: Any
    ) -> Transport:
        return Transport(
            session,
            HOST,
            username=USERNAME,
            password=PASSWORD,
            port=port,
            fingerprint=fingerprint,
            **options,
        )

    return transport_to


@pytest.fixture
def transport(transport_to: TransportTo, stub: StubPhone) -> Transport:
    """Return the connection to the web server."""
    return transport_to(stub.port)


@pytest.fixture
def closed_port() -> int:
    """Return a port at which nothing listens."""
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        return int(unused.getsockname()[1])


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the pauses for a busy phone."""
    monkeypatch.setattr("custom_components.poly_phone.ucs.transport._BUSY_DELAYS", (0,))
