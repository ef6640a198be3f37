"""The challenges of web servers, and the choice between Basic and Digest."""

from hypothesis import given, strategies as st
import pytest

from custom_components.poly_phone.ucs import (
    Scheme,
    UcsInsecureLoginError,
    UcsReplyError,
)
from custom_components.poly_phone.ucs.authentication import (
    Challenge,
    Login,
    parse_challenges,
)
from custom_components.poly_phone.ucs.transport import Transport
from simulator.web.certificate import Identity

from .conftest import PASSWORD, USERNAME, TransportTo
from .stub_server import (
    BASIC,
    DIGEST,
    WHOLE,
    RawServer,
    StubPhone,
    page,
    reply,
)


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


def test_empty_values_of_a_challenge_are_valid() -> None:
    challenge = Challenge(
        "digest", {"realm": "", "nonce": "x", "qop": "", "opaque": ""}
    )
    header = Login("a", "b", is_encrypted=True).answer(
        [challenge], None, "GET", "/", is_api=True
    )
    assert header
    assert 'realm="", nonce="x", uri="/"' in header
    assert "qop" not in header
    assert "opaque" not in header


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
