"""The login of the client, which sends a rejected password only once."""

from base64 import b64encode
import logging

from aiohttp import ClientSession
import pytest

from custom_components.poly_phone.ucs import (
    UcsAuthenticationError,
    UcsClient,
    UcsInputError,
    UcsReplyError,
)
from custom_components.poly_phone.ucs.transport import Transport
from simulator import SimulatedPhone
from simulator.web.certificate import Identity

from .conftest import PASSWORD, USERNAME, TransportTo
from .stub_server import (
    BASIC,
    DIGEST,
    HOST,
    Answer,
    RawServer,
    Seen,
    StubPhone,
    page,
    reply,
)

CREDENTIALS = "Basic " + b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()


async def test_credentials_are_sent_only_on_demand(
    transport: Transport, stub: StubPhone
) -> None:
    await transport.get("v1/question")
    await transport.post("v1/command")
    assert stub.credentials == []


async def test_basic(transport: Transport, stub: StubPhone) -> None:
    """The second request has credentials from the start."""
    stub.ask_for_login(BASIC, reply())
    await transport.post("v1/command", "data")
    await transport.get("v1/question")
    assert [seen.authorization for seen in stub.requests] == [
        None,
        CREDENTIALS,
        CREDENTIALS,
    ]
    assert [seen.data for seen in stub.requests[:2]] == ["data", "data"]


@pytest.mark.parametrize(
    ("challenge", "scheme"),
    [
        (BASIC.upper(), "Basic"),
        (BASIC.lower(), "Basic"),
        ("Basic", "Basic"),
        (f"{BASIC}, {DIGEST}", "Digest"),
        (DIGEST.replace("Digest", "DIGEST"), "Digest"),
        (f"{DIGEST}, {BASIC}", "Digest"),
        (DIGEST.replace("MD5", "SHA-256"), "Digest"),
    ],
)
async def test_challenges(
    transport: Transport, stub: StubPhone, challenge: str, scheme: str
) -> None:
    stub.ask_for_login(challenge, reply())
    await transport.get("v1/question")
    [credentials] = stub.credentials
    assert credentials.split()[0] == scheme


@pytest.mark.parametrize("challenge", [BASIC, DIGEST, f"{DIGEST}, {BASIC}"])
@pytest.mark.parametrize("answer", [page(401, BASIC), page(401, DIGEST), page(401)])
async def test_rejected_password_is_sent_once(
    transport: Transport, stub: StubPhone, challenge: str, answer
) -> None:
    """Phones lock an account after some wrong passwords, whatever they answer."""
    stub.ask_for_login(challenge, answer)
    with pytest.raises(UcsAuthenticationError):
        await transport.get("v1/question")
    assert len(stub.credentials) == 1
    sent = len(stub.requests)
    with pytest.raises(UcsAuthenticationError):
        await transport.get("v1/question")
    with pytest.raises(UcsAuthenticationError):
        await transport.post("v1/command")
    assert len(stub.requests) == sent


@pytest.mark.parametrize("challenge", [BASIC, DIGEST])
async def test_changed_password_is_sent_once(
    transport: Transport, stub: StubPhone, challenge: str
) -> None:
    stub.ask_for_login(challenge, reply())
    await transport.get("v1/question")
    stub.answer(page(401, challenge))
    with pytest.raises(UcsAuthenticationError):
        await transport.get("v1/question")
    # A refused count is repeated once with the new nonce.
    sent = 2 if challenge == BASIC else 3
    assert len(stub.credentials) == sent
    with pytest.raises(UcsAuthenticationError):
        await transport.get("v1/question")
    assert len(stub.credentials) == sent


@pytest.mark.parametrize(("before", "after"), [(BASIC, DIGEST), (DIGEST, BASIC)])
async def test_firmware_with_another_scheme_works(
    transport_to: TransportTo, before: str, after: str
) -> None:
    async with StubPhone(Identity("64167fa00001")) as stub:
        assert stub.identity
        transport = transport_to(stub.port, stub.identity.fingerprint)
        await check_change_of_scheme(transport, stub, before, after)


async def check_change_of_scheme(
    transport: Transport, stub: StubPhone, before: str, after: str
) -> None:
    """Check that the scheme changes, and that a password is then rejected."""
    stub.ask_for_login(before, reply())
    await transport.get("v1/question")

    def answer(seen: Seen) -> Answer:
        scheme = (seen.authorization or "").partition(" ")[0]
        return reply() if scheme and after.startswith(scheme) else page(401, after)

    stub.answer(answer)
    await transport.get("v1/question")
    sent = len(stub.requests)
    stub.answer(page(401, after))
    for _ in range(3):
        with pytest.raises(UcsAuthenticationError):
            await transport.get("v1/question")
    rejected = 1 if after == BASIC else 2
    assert sum(bool(seen.authorization) for seen in stub.requests[sent:]) == rejected


async def test_failing_command_keeps_the_login(
    transport: Transport, stub: StubPhone
) -> None:
    stub.ask_for_login(BASIC, page(500))
    with pytest.raises(UcsReplyError):
        await transport.get("v1/question")
    stub.ask_for_login(BASIC, reply())
    await transport.get("v1/question")


async def test_realm_outside_ascii_raises_an_error(transport_to: TransportTo) -> None:
    challenge = 'WWW-Authenticate: Digest realm="Küche", nonce="x", qop="auth"'
    answer = f"HTTP/1.1 401 No\r\n{challenge}\r\nContent-Length: 0\r\n\r\n"
    async with RawServer(*[answer.encode("latin-1")] * 4) as server:
        with pytest.raises(UcsReplyError):
            await transport_to(server.port).get("v1/question")


@pytest.mark.parametrize("username", ["Poly:com", "Polycom\r\nX: y", "\x00"])
async def test_invalid_username_is_rejected(
    session: ClientSession, username: str
) -> None:
    with pytest.raises(UcsInputError, match="username") as err:
        UcsClient(session, HOST, username=username, password="x", fingerprint=None)
    assert username not in str(err.value)


@pytest.mark.parametrize("profile", ["vvx501-6.4", "edgeE350-8.6"])
@pytest.mark.parametrize("password", ["plain", "s3cret:\"Päss\\'", ""])
async def test_phone(session: ClientSession, profile: str, password: str) -> None:
    async with SimulatedPhone(profile, password=password) as phone:

        def client(password: str) -> UcsClient:
            return UcsClient(
                session,
                phone.host,
                password=password,
                port=phone.port,
                fingerprint=phone.fingerprint,
            )

        assert (await client(password).device_info()).mac == phone.mac
        wrong = client("wrong")
        phone.requests.clear()
        for _ in range(3):
            with pytest.raises(UcsAuthenticationError):
                await wrong.device_info()
        assert [request.authorized for request in phone.requests] == [False, True]


async def test_login_is_not_logged(
    transport: Transport, stub: StubPhone, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stub.ask_for_login(BASIC, page(401, BASIC))
    with pytest.raises(UcsAuthenticationError) as err:
        await transport.get("v1/question")
    for written in (caplog.text, str(err.value), repr(err.value), repr(transport)):
        assert PASSWORD not in written
        assert CREDENTIALS.split()[1] not in written
