"""Tests of the phones' certificates."""

import asyncio
from hashlib import sha256
import ssl

from aiohttp import ClientSession
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.x509.oid import NameOID
import pytest

from simulator import SimulatedPhone
from tests.simulator.conftest import Api


def _read(phone: SimulatedPhone) -> bytes:
    text = ssl.get_server_certificate((phone.host, phone.port), timeout=5)
    return ssl.PEM_cert_to_DER_cert(text)


async def test_certificate_names_the_mac() -> None:
    async with SimulatedPhone(mac="64167fABCDEF") as phone:
        der = await asyncio.to_thread(_read, phone)
    certificate = x509.load_der_x509_certificate(der)
    (name,) = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    assert name.value == "64167FABCDEF"
    assert certificate.issuer != certificate.subject
    assert isinstance(certificate.public_key(), RSAPublicKey)
    assert phone.fingerprint == sha256(der).hexdigest()


async def test_each_phone_has_its_own_certificate() -> None:
    first, second = SimulatedPhone(), SimulatedPhone("ccx500-7.3")
    assert first.fingerprint != second.fingerprint


async def test_tls_1_2_at_most() -> None:
    phone = SimulatedPhone()
    assert phone.identity
    context = phone.identity.context()
    assert context.maximum_version is ssl.TLSVersion.TLSv1_2


async def test_old_firmware_speaks_tls_1_1_at_most() -> None:
    modern = ssl.create_default_context()
    modern.check_hostname, modern.verify_mode = False, ssl.CERT_NONE
    old = ssl.create_default_context()
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    old.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    old.set_ciphers("DEFAULT:@SECLEVEL=0")
    async with SimulatedPhone(old_tls=True) as phone:
        with pytest.raises(ssl.SSLError, match="unsupported protocol"):
            await asyncio.open_connection(phone.host, phone.port, ssl=modern)
        _, writer = await asyncio.open_connection(phone.host, phone.port, ssl=old)
        assert writer.get_extra_info("ssl_object").version() == "TLSv1.1"
        writer.transport.abort()


async def test_https_works(session: ClientSession) -> None:
    async with SimulatedPhone() as phone:
        assert phone.url.startswith("https://")
        api = Api(phone, session)
        assert (await api.get("v1/mgmt/device/info"))["Status"] == "2000"


async def test_http_has_no_certificate() -> None:
    phone = SimulatedPhone(tls=False)
    assert (phone.fingerprint, phone.url) == ("", "http://127.0.0.1:0")
