"""The certificate of a phone is checked before anything is sent."""

from datetime import UTC, datetime
from hashlib import sha256
import ssl

from aiohttp import ClientSession
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
import pytest

from custom_components.poly_phone.ucs import (
    Certificate,
    UcsCertificateError,
    UcsClient,
    UcsConnectionError,
    UcsOldTlsError,
    UcsTlsError,
    read_certificate,
)
from simulator import SimulatedPhone
from simulator.web.certificate import Identity

from .conftest import PASSWORD, TransportTo
from .stub_server import BASIC, HOST, RawServer, StubPhone, page, reply

MAC, OTHER_MAC = "64167fa00001", "64167fa00002"
HANDSHAKE_FAILURE = bytes.fromhex("15030300020228")
PROTOCOL_VERSION = bytes.fromhex("15030100020246")


class Limited(Identity):
    """A certificate behind a web server that speaks only certain ciphers."""

    def __init__(self, ciphers: str) -> None:
        super().__init__(MAC)
        self._ciphers = ciphers

    def context(self) -> ssl.SSLContext:
        """Return the TLS context of the server."""
        context = super().context()
        context.set_ciphers(self._ciphers)
        return context


def der(*common_names: str) -> bytes:
    """Return a certificate with these common names."""
    name = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, name) for name in common_names]
    )
    key = ec.generate_private_key(ec.SECP256R1())
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
        .public_bytes(Encoding.DER)
    )


@pytest.mark.parametrize(
    ("common_names", "mac"),
    [
        (["64167FA00001"], MAC),
        (["64167fa00001"], MAC),
        (["64:16:7F:A0:00:01"], MAC),
        (["64-16-7f-a0-00-01"], MAC),
        (["Poly", "64167FA00001"], MAC),
        (["phone.example.net"], None),
        (["64167FA0000"], None),
        (["64167FA000011"], None),
        (["64167FA0000G"], None),
        ([], None),
    ],
)
def test_common_name_is_parsed_as_mac(common_names: list[str], mac: str | None) -> None:
    assert Certificate.from_der(der(*common_names)).mac == mac


def test_fingerprint() -> None:
    certificate = der("64167FA00001")
    assert (
        Certificate.from_der(certificate).fingerprint == sha256(certificate).hexdigest()
    )


def test_invalid_version_keeps_the_mac_unknown() -> None:
    certificate = der("64167FA00001")
    version_3 = bytes.fromhex("a003020102")
    assert version_3 in certificate
    invalid = certificate.replace(version_3, bytes.fromhex("a003020106"), 1)
    assert Certificate.from_der(invalid) == Certificate(
        fingerprint=sha256(invalid).hexdigest(), mac=None
    )


@pytest.mark.parametrize(
    "garbage",
    [b"", b"no certificate", der("x")[:-40]],
    ids=["empty", "text", "cut off"],
)
def test_garbled_certificate_keeps_its_fingerprint(garbage: bytes) -> None:
    """It can still be pinned, which is all that counts."""
    assert Certificate.from_der(garbage) == Certificate(
        fingerprint=sha256(garbage).hexdigest(), mac=None
    )


async def test_read_certificate() -> None:
    async with SimulatedPhone(mac=MAC) as phone:
        assert await read_certificate(HOST, phone.port) == Certificate(
            fingerprint=phone.fingerprint, mac=MAC
        )
        assert not phone.requests


async def test_pinned_certificate(transport_to: TransportTo) -> None:
    async with StubPhone(Identity(MAC)) as stub:
        assert stub.identity
        transport = transport_to(stub.port, stub.identity.fingerprint)
        await transport.get("v1/question")
        await transport.get("v1/question")
    assert len(stub.requests) == 2
    assert stub.connections == 1


async def test_other_certificate_receives_nothing(transport_to: TransportTo) -> None:
    """Neither credentials nor a request: it may not be the phone at all."""
    pinned = Identity(MAC).fingerprint
    async with StubPhone(Identity(OTHER_MAC)) as stub:
        transport = transport_to(stub.port, pinned)
        with pytest.raises(UcsCertificateError) as err:
            await transport.get("v1/question")
        with pytest.raises(UcsCertificateError):
            await transport.post("v1/command")
    assert stub.identity
    assert stub.requests == []
    assert (err.value.expected, err.value.received) == (
        pinned,
        stub.identity.fingerprint,
    )
    assert pinned[:16] in str(err.value)
    assert isinstance(err.value, UcsTlsError)


async def test_changed_certificate_receives_nothing(transport_to: TransportTo) -> None:
    """A device that takes the phone's address receives no password."""
    async with StubPhone(Identity(MAC)) as phone:
        phone.ask_for_login(BASIC, reply())
        assert phone.identity
        transport = transport_to(phone.port, phone.identity.fingerprint)
        await transport.get("v1/question")
    async with StubPhone(Identity(OTHER_MAC), phone.port) as thief:
        with pytest.raises(UcsCertificateError):
            await transport.get("v1/question")
        assert thief.requests == []
    async with StubPhone(phone.identity, phone.port) as phone:
        await transport.get("v1/question")
        assert len(phone.requests) == 1


async def test_pins_of_two_phones_stay_separate(transport_to: TransportTo) -> None:
    """Connections are kept in one pool, but each with its own pin."""
    async with StubPhone(Identity(MAC)) as stub:
        assert stub.identity
        await transport_to(stub.port, stub.identity.fingerprint).get("v1/question")
        with pytest.raises(UcsCertificateError):
            await transport_to(stub.port, "00" * 32).get("v1/question")
    assert len(stub.requests) == 1


async def test_api_check_uses_the_pin(
    transport_to: TransportTo,
) -> None:
    """The question whether the API is on goes to the same phone, without credentials."""
    async with StubPhone(Identity(MAC)) as stub:
        stub.ask_for_login(BASIC, page(404))
        assert stub.identity
        with pytest.raises(Exception, match="4004"):
            await transport_to(stub.port, stub.identity.fingerprint).get("v1/question")
    assert stub.requests[-1].authorization is None


@pytest.mark.parametrize(
    "ciphers",
    [
        "AES128-GCM-SHA256",
        "AES256-SHA256",
        "ECDHE-RSA-AES128-SHA",
        "ECDHE-RSA-AES256-GCM-SHA384",
    ],
)
async def test_ciphers_of_old_web_servers_work(
    transport_to: TransportTo, ciphers: str
) -> None:
    """Also those without forward secrecy, which Python leaves out by default."""
    async with StubPhone(Limited(ciphers)) as stub:
        certificate = await read_certificate(HOST, stub.port)
        assert certificate.mac == MAC
        await transport_to(stub.port, certificate.fingerprint).get("v1/question")


async def test_old_tls_needs_permission(session: ClientSession) -> None:
    async with SimulatedPhone(old_tls=True) as phone:
        with pytest.raises(UcsOldTlsError):
            await read_certificate(HOST, phone.port)
        certificate = await read_certificate(HOST, phone.port, allow_old_tls=True)
        assert certificate.fingerprint == phone.fingerprint

        def client(*, allow_old_tls: bool) -> UcsClient:
            return UcsClient(
                session,
                HOST,
                password=phone.password,
                port=phone.port,
                fingerprint=phone.fingerprint,
                allow_old_tls=allow_old_tls,
            )

        strict, lenient = client(allow_old_tls=False), client(allow_old_tls=True)
        with pytest.raises(UcsOldTlsError):
            await strict.device_info()
        assert not phone.requests
        assert (await lenient.device_info()).mac == phone.mac
    assert lenient.uses_old_tls


async def test_newer_tls_is_preferred(session: ClientSession) -> None:
    """With old TLS allowed, both sides still use the newest version."""
    async with SimulatedPhone() as phone:
        client = UcsClient(
            session,
            HOST,
            password=phone.password,
            port=phone.port,
            fingerprint=phone.fingerprint,
            allow_old_tls=True,
        )
        await client.device_info()
    assert not client.uses_old_tls


@pytest.mark.parametrize("alert", [HANDSHAKE_FAILURE, PROTOCOL_VERSION])
async def test_tls_alert_raises_an_error(
    transport_to: TransportTo, alert: bytes
) -> None:
    # The third connection tests whether old TLS works.
    async with RawServer(alert, alert, alert) as server:
        with pytest.raises(UcsTlsError):
            await read_certificate(HOST, server.port)
        with pytest.raises(UcsTlsError) as err:
            await transport_to(server.port, "00" * 32).get("v1/question")
    assert isinstance(err.value, UcsOldTlsError) is (alert == PROTOCOL_VERSION)
    assert not isinstance(err.value, UcsCertificateError)
    assert PASSWORD.encode() not in b"".join(server.received)


async def test_cut_handshake_raises_an_error(transport_to: TransportTo) -> None:
    async with RawServer(b"", b"", b"") as server:
        with pytest.raises(UcsConnectionError):
            await read_certificate(HOST, server.port)
        with pytest.raises(UcsConnectionError):
            await transport_to(server.port, "00" * 32).post("v1/command")
