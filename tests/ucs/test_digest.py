"""Digest with a counted nonce."""

from aiohttp import ClientSession
import pytest

from custom_components.poly_phone.ucs import (
    UcsClient,
    UcsNoAnswerError,
)
from custom_components.poly_phone.ucs.transport import Transport
from simulator import SimulatedPhone
from simulator.control.actions import ACTIONS

from .conftest import USERNAME, TransportTo
from .stub_server import (
    BASIC,
    DEVICE,
    DIGEST,
    WHOLE,
    Answer,
    RawServer,
    Seen,
    StubPhone,
    page,
    reply,
)


async def test_digest_counts_the_nonce(transport: Transport, stub: StubPhone) -> None:
    """Only the first request is sent twice, and no body is lost."""
    stub.ask_for_login(DIGEST, reply())
    for _ in range(3):
        await transport.post("v1/command", "data")
    assert [bool(seen.authorization) for seen in stub.requests] == [False, *[True] * 3]
    assert all(seen.data == "data" for seen in stub.requests)
    for count, credentials in enumerate(stub.credentials, 1):
        assert credentials.startswith(f'Digest username="{USERNAME}"')
        assert 'uri="/api/v1/command"' in credentials
        assert f"nc=0000000{count}" in credentials
    assert transport.scheme == "digest"


class DigestServer:
    """A web server with Digest, whose nonces are valid for some requests."""

    def __init__(
        self, uses: int, *, stale: bool, parameters: str = 'qop="auth"'
    ) -> None:
        self.uses = uses
        self.refusals = 0
        self._end = f", {parameters}" + (", stale=true" if stale else "")
        self._counts: dict[str, int] = {}

    def answer(self, seen: Seen) -> Answer:
        """Answer a request; each nonce is accepted with a higher count only."""
        if seen.authorization:
            nonce = seen.authorization.partition('nonce="')[2].partition('"')[0]
            count = int(seen.authorization.partition("nc=")[2][:8] or "1", 16)
            if self._counts.get(nonce, self.uses) < count <= self.uses:
                self._counts[nonce] = count
                return reply()
            self.refusals += 1
        nonce = f"n{len(self._counts)}"
        self._counts[nonce] = 0
        return page(401, f'Digest realm="x", nonce="{nonce}"{self._end}')


@pytest.mark.parametrize("stale", [True, False])
@pytest.mark.parametrize("uses", [2, 3, 10])
async def test_expired_nonce_is_replaced(
    transport: Transport, stub: StubPhone, uses: int, stale: bool
) -> None:
    """That is no rejected password, and counting goes on."""
    server = DigestServer(uses, stale=stale)
    stub.answer(server.answer)
    for _ in range(30):
        await transport.post("v1/command", "data")
    assert server.refusals == (30 - 1) // uses
    assert len(stub.requests) == 1 + 30 + server.refusals
    assert all(seen.data == "data" for seen in stub.requests)


@pytest.mark.parametrize("stale", [True, False])
async def test_phone_that_refuses_counts_gets_each_nonce_once(
    transport: Transport, stub: StubPhone, stale: bool
) -> None:
    """A phone may count refusals as failed logins, and five of them lock the account."""
    server = DigestServer(1, stale=stale)
    stub.answer(server.answer)
    for _ in range(10):
        await transport.get("v1/question")
    assert server.refusals == 2
    stub.requests.clear()
    await transport.get("v1/question")
    assert [bool(seen.authorization) for seen in stub.requests] == [False, True]


async def test_nonce_without_count_is_used_once(
    transport: Transport, stub: StubPhone
) -> None:
    """Without qop a second use looks like a replay."""
    server = DigestServer(1, stale=False, parameters="algorithm=MD5")
    stub.answer(server.answer)
    for _ in range(3):
        await transport.get("v1/question")
    assert server.refusals == 0
    assert all("nc=" not in credentials for credentials in stub.credentials)


async def test_nonce_of_the_api_is_not_sent_to_other_pages(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.ask_for_login(DIGEST, Answer(body=b"BM" + reply(DEVICE).body))
    stub.answer(
        lambda seen: (
            page(401, DIGEST)
            if not seen.authorization
            else Answer(body=b"BM")
            if "capture" in seen.path
            else reply(DEVICE)
        )
    )
    for _ in range(2):
        await client.device_info()
        await client.screen.capture()
    assert [(seen.path[1:4], bool(seen.authorization)) for seen in stub.requests] == [
        ("api", False),
        ("api", True),
        ("cap", False),
        ("cap", True),
        ("api", True),
        ("cap", False),
        ("cap", True),
    ]


@pytest.mark.parametrize("scheme", [BASIC, DIGEST])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_close_after_challenge_loses_no_request(
    transport_to: TransportTo, scheme: str, method: str
) -> None:
    """Some phones close the connection after a 401 without announcing it."""
    challenge = (
        f"HTTP/1.1 401 No\r\nWWW-Authenticate: {scheme}\r\nContent-Length: 0\r\n\r\n"
    ).encode()
    async with RawServer(challenge, WHOLE) as server:
        transport = transport_to(server.port)
        await (transport.get if method == "GET" else transport.post)("v1/command")
    assert b"Authorization: " + scheme[:5].encode() in server.received[-1]


async def test_post_that_answers_a_challenge_is_not_repeated(
    transport_to: TransportTo,
) -> None:
    """The phone may have run the command."""
    challenge = (
        f"HTTP/1.1 401 No\r\nWWW-Authenticate: {DIGEST}\r\nContent-Length: 0\r\n\r\n"
    ).encode()
    async with RawServer(challenge, b"", WHOLE) as server:
        with pytest.raises(UcsNoAnswerError):
            await transport_to(server.port).post("v1/command")
    assert len(server.received) == 2


async def test_post_that_answers_a_challenge_uses_another_connection(
    transport_to: TransportTo,
) -> None:
    """Also a phone that closes late must not lose a command."""
    async with StubPhone() as stub:
        stub.ask_for_login(DIGEST.replace(', qop="auth"', ""), reply())
        transport = transport_to(stub.port)
        for _ in range(3):
            await transport.post("v1/command")
            await transport.get("v1/question")
    assert stub.connections == 2


async def test_simulated_close_after_challenge(session: ClientSession) -> None:
    async with SimulatedPhone("edgeE350-8.6") as phone:
        ACTIONS["add_fault"](phone, {"kind": "close_after_401"})
        client = UcsClient(
            session,
            phone.host,
            password=phone.password,
            port=phone.port,
            fingerprint=phone.fingerprint,
        )
        assert (await client.device_info()).mac == phone.mac
        for _ in range(3):
            assert await client.config_get(["device.local.deviceName"])
