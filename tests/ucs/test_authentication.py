"""How the client logs in, and that a rejected password is not tried again."""

from base64 import b64encode
import logging

from aiohttp import ClientSession
from hypothesis import given, strategies as st
import pytest

from custom_components.poly_phone.ucs import (
    Scheme,
    UcsAuthenticationError,
    UcsClient,
    UcsInputError,
    UcsInsecureLoginError,
    UcsNoAnswerError,
    UcsReplyError,
)
from custom_components.poly_phone.ucs.authentication import (
    Challenge,
    Login,
    parse_challenges,
)
from custom_components.poly_phone.ucs.transport import Transport
from simulator import SimulatedPhone
from simulator.control.actions import ACTIONS
from simulator.web.certificate import Identity

from .conftest import PASSWORD, USERNAME, TransportTo
from .stub_server import (
    BASIC,
    DEVICE,
    DIGEST,
    HOST,
    Answer,
    RawServer,
    Seen,
    StubPhone,
    page,
    reply,
)

WHOLE = b'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"Status": "2000"}'
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


@pytest.mark.parametrize(
    ("parameters", "response"),
    [
        # RFC 2617, section 3.5.
        (
            {
                "realm": "testrealm@host.com",
                "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                "qop": "auth,auth-int",
                "opaque": "5ccc069c403ebaf9f0171e9517f40e41",
            },
            "6629fae49393a05397450978507c4ef1",
        ),
        # RFC 2069, with the correction of its erratum.
        (
            {
                "realm": "testrealm@host.com",
                "nonce": "dcd98b7102dd2f0e8b11d0f600bfb0c093",
                "opaque": "5ccc069c403ebaf9f0171e9517f40e41",
            },
            "670fd8c2df070c60b045671b8b24ff02",
        ),
    ],
    ids=["RFC 2617", "RFC 2069"],
)
def test_digest_equals_the_examples_of_the_standard(
    monkeypatch: pytest.MonkeyPatch, parameters: dict[str, str], response: str
) -> None:
    monkeypatch.setattr("secrets.token_hex", lambda _: "0a4f113b")
    login = Login("Mufasa", "Circle Of Life", is_encrypted=False)
    header = login.answer(
        [Challenge("digest", parameters)],
        None,
        "GET",
        "/dir/index.html",
        is_api=True,
    )
    assert header
    assert f'response="{response}"' in header
    assert 'opaque="5ccc069c403ebaf9f0171e9517f40e41"' in header


@pytest.mark.parametrize("algorithm", ["MD5", '"MD5"', "md5-sess", "SHA-256"])
@pytest.mark.parametrize(
    "qop", ["", ', qop="auth"', ", qop=auth", ', qop="auth-int, auth"']
)
@pytest.mark.parametrize("before", ["", f"{BASIC}, ", "Negotiate, ", 'Bearer a="b", '])
async def test_digest_is_found_in_any_header(
    transport: Transport, stub: StubPhone, algorithm: str, qop: str, before: str
) -> None:
    """One known web server sends both schemes in one header and a decimal nonce."""
    challenge = (
        f'{before}Digest realm="SPIP Configuration", nonce="140837670"{qop}, '
        f"algorithm={algorithm}"
    )
    stub.ask_for_login(challenge, reply())
    await transport.get("v1/question")
    [credentials] = stub.credentials
    assert credentials.startswith("Digest ")
    assert 'nonce="140837670"' in credentials
    assert 'realm="SPIP Configuration"' in credentials
    assert ("nc=00000001" in credentials) is bool(qop)


async def test_digest_is_found_in_a_second_header(transport_to: TransportTo) -> None:
    answer = (
        f"HTTP/1.1 401 No\r\nWWW-Authenticate: Negotiate\r\n"
        f"WWW-Authenticate: {DIGEST}\r\nContent-Length: 0\r\n\r\n"
    ).encode()
    async with RawServer(answer, WHOLE) as server:
        await transport_to(server.port).get("v1/question")
    assert b"Authorization: Digest" in server.received[1]


@pytest.mark.parametrize(
    ("headers", "challenges"),
    [
        ([], []),
        ([""], []),
        (["Basic"], [("basic", {})]),
        (['BASIC realm=""'], [("basic", {"realm": ""})]),
        ([r'Basic realm="a \"b\", c"'], [("basic", {"realm": 'a "b", c'})]),
        (
            ["Negotiate, Digest nonce = x,realm='y'", 'Basic realm="z"'],
            [
                ("negotiate", {}),
                ("digest", {"nonce": "x", "realm": "'y'"}),
                ("basic", {"realm": "z"}),
            ],
        ),
        (['realm="x"'], []),
        (['Digest nonce="x", nonce="y"'], [("digest", {"nonce": "x"})]),
    ],
)
def test_challenges_are_parsed(
    headers: list[str], challenges: list[tuple[str, dict[str, str]]]
) -> None:
    assert [*parse_challenges(headers)] == challenges


@given(st.lists(st.text()))
def test_any_header_is_parsed_without_error(headers: list[str]) -> None:
    login = Login(USERNAME, PASSWORD, is_encrypted=True)
    login.answer(parse_challenges(headers), None, "GET", "/", is_api=True)


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


@pytest.mark.parametrize("known_scheme", [None, "digest"])
async def test_plain_http_never_falls_from_digest_to_basic(
    transport_to: TransportTo, stub: StubPhone, known_scheme: Scheme | None
) -> None:
    """Another device may imitate the phone to receive the password."""
    transport = transport_to(stub.port, known_scheme=known_scheme)
    if known_scheme is None:
        stub.ask_for_login(DIGEST, reply())
        await transport.get("v1/question")
    stub.requests.clear()
    stub.answer(
        lambda seen: (
            reply()
            if (seen.authorization or "").startswith("Basic")
            else page(401, BASIC)
        )
    )
    for _ in range(2):
        with pytest.raises(UcsInsecureLoginError):
            await transport.get("v1/question")
    assert all("Basic" not in credentials for credentials in stub.credentials)
    assert transport.scheme == "digest"
    stub.ask_for_login(DIGEST, reply())
    await transport.get("v1/question")


async def test_known_scheme_does_not_matter_with_tls(
    transport_to: TransportTo,
) -> None:
    async with StubPhone(Identity("64167fa00001")) as stub:
        assert stub.identity
        stub.ask_for_login(BASIC, reply())
        fingerprint = stub.identity.fingerprint
        transport = transport_to(stub.port, fingerprint, known_scheme="digest")
        assert transport.scheme == "digest"
        await transport.get("v1/question")
        assert transport.scheme == "basic"


@pytest.mark.parametrize("use_tls", [True, False])
async def test_of_both_schemes_only_tls_uses_basic(
    transport_to: TransportTo, use_tls: bool
) -> None:
    """Basic needs one request, but reveals the password without TLS."""
    identity = Identity("64167fa00001") if use_tls else None
    async with StubPhone(identity) as stub:
        stub.ask_for_login(f"{DIGEST}, {BASIC}", reply())
        transport = transport_to(stub.port, identity.fingerprint if identity else None)
        await transport.get("v1/question")
    assert transport.scheme == ("basic" if use_tls else "digest")


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


@pytest.mark.parametrize(
    "challenge",
    [
        None,
        "",
        "Negotiate",
        'Bearer realm="API Authentication"',
        "Digest",
        'Digest realm="no nonce", qop="auth"',
        'Digest realm="x", nonce=""',
        'Digest realm="x", nonce="y", algorithm=CRC32',
        'Digest realm="x", nonce="y", qop="something-else"',
    ],
)
async def test_unknown_scheme_gets_no_credentials(
    transport: Transport, stub: StubPhone, challenge: str | None
) -> None:
    """The password is not sent, so it is not rejected."""
    stub.answer(page(401, challenge))
    for _ in range(2):
        with pytest.raises(UcsReplyError):
            await transport.get("v1/question")
    assert stub.credentials == []


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
    for told in (caplog.text, str(err.value), repr(err.value), repr(transport)):
        assert PASSWORD not in told
        assert CREDENTIALS.split()[1] not in told
