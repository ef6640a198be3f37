"""TLS of old and small web servers."""

import ssl

from aiohttp import ClientSession
import pytest

from custom_components.poly_phone.ucs import (
    UcsConnectionError,
    UcsOldTlsError,
    UcsTlsError,
    find_phone,
    read_certificate,
)
from simulator.web.certificate import Identity

from .conftest import TransportTo
from .old_tls_server import FINGERPRINT, HOST, OldTlsServer, SmallStack
from .stub_server import BASIC, StubPhone, page, reply

MAC = "64167fa00001"
SHA1 = {"signs_with_sha1": True}
RUDE_SHA1 = {"signs_with_sha1": True, "is_polite": False}
TLS_1_2_HELLO = 700
"""Bytes that a hello with at most TLS 1.2 fits into."""


@pytest.fixture
def short_timeouts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less for a handshake."""
    package = "custom_components.poly_phone.ucs"
    monkeypatch.setattr(f"{package}.tls._CONNECT_TIMEOUT", 0.5)
    monkeypatch.setattr(f"{package}.connection._CONNECT_SECONDS", 0.5)


@pytest.mark.parametrize(
    "gaps", [{}, SHA1, RUDE_SHA1], ids=["RFC 5746", "alert", "signature"]
)
async def test_certificate_of_old_server_is_read(gaps: dict[str, bool]) -> None:
    """Nothing secret is sent for it."""
    async with OldTlsServer(**gaps) as server:
        certificate = await read_certificate(HOST, server.port)
    assert (certificate.fingerprint, certificate.mac) == (FINGERPRINT, MAC)


@pytest.mark.parametrize(
    "gaps", [{}, SHA1, RUDE_SHA1], ids=["RFC 5746", "alert", "signature"]
)
async def test_old_tls_that_is_allowed_works(
    transport_to: TransportTo, gaps: dict[str, bool]
) -> None:
    async with OldTlsServer(**gaps) as server:
        transport = transport_to(server.port, FINGERPRINT, allow_old_tls=True)
        await transport.get("v1/question")
        await transport.post("v1/command")
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "gaps", [{}, SHA1, RUDE_SHA1], ids=["RFC 5746", "alert", "signature"]
)
async def test_old_tls_needs_permission_for_requests(
    transport_to: TransportTo, gaps: dict[str, bool]
) -> None:
    async with OldTlsServer(**gaps) as server:
        with pytest.raises(UcsOldTlsError):
            await transport_to(server.port, FINGERPRINT).get("v1/question")
    assert server.requests == []


@pytest.mark.usefixtures("short_timeouts")
@pytest.mark.parametrize("is_silent", [True, False])
async def test_long_hello_is_followed_by_a_short_one(
    transport_to: TransportTo, session: ClientSession, is_silent: bool
) -> None:
    """A hello with the keys of TLS 1.3 does not fit into one read of small stacks."""
    async with (
        StubPhone(Identity(MAC)) as stub,
        SmallStack(stub.port, limit=TLS_1_2_HELLO, is_silent=is_silent) as stack,
    ):
        stub.ask_for_login(BASIC, reply())
        certificate = await read_certificate(HOST, stack.port)
        assert certificate.mac == MAC
        transport = transport_to(stack.port, certificate.fingerprint)
        for _ in range(2):
            await transport.post("v1/command")
        found = await find_phone(session, HOST, stack.port)
        assert found
        assert found.certificate == certificate
    assert [size > TLS_1_2_HELLO for size in stack.sizes][:4] == [True, False] * 2


@pytest.mark.usefixtures("short_timeouts")
@pytest.mark.parametrize("is_silent", [True, False])
async def test_stack_that_drops_all_hellos_raises_an_error(
    transport_to: TransportTo, is_silent: bool
) -> None:
    async with SmallStack(1, limit=10, is_silent=is_silent) as stack:
        with pytest.raises(UcsConnectionError) as err:
            await read_certificate(HOST, stack.port)
        assert type(err.value) is UcsConnectionError
        assert len(stack.sizes) == 2
        transport = transport_to(stack.port, FINGERPRINT)
        for tries in (4, 6):
            with pytest.raises(UcsConnectionError) as err:
                await transport.post("v1/command")
            assert type(err.value) is UcsConnectionError
            assert len(stack.sizes) == tries
        # A later failure starts again with all versions.
        assert [size > TLS_1_2_HELLO for size in stack.sizes] == [True, False] * 3


async def test_rejected_handshake_is_not_repeated(transport_to: TransportTo) -> None:
    """A closed port after an alert is no handshake that stopped."""
    async with OldTlsServer(**SHA1) as server:
        transport = transport_to(server.port, FINGERPRINT)
        with pytest.raises(UcsTlsError):
            await transport.get("v1/question")
    context = transport._connection._context
    assert context
    assert not context.limit_after_failure()
    with pytest.raises(UcsConnectionError, match="refused"):
        await transport.get("v1/question")
    assert context.maximum_version is ssl.TLSVersion.MAXIMUM_SUPPORTED


async def test_newer_tls_is_still_preferred(transport_to: TransportTo) -> None:
    async with (
        StubPhone(Identity(MAC)) as stub,
        SmallStack(stub.port, limit=10_000, is_silent=False) as stack,
    ):
        assert stub.identity
        stub.answer(page(404))
        certificate = await read_certificate(HOST, stack.port)
        assert certificate.fingerprint == stub.identity.fingerprint
    assert len(stack.sizes) == 1
    assert stack.sizes[0] > TLS_1_2_HELLO
