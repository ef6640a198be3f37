"""Identity of a phone: its certificate, pinned because no public authority signed it."""

import asyncio
from dataclasses import dataclass, field
from hashlib import sha256
import ssl
from typing import override

from cryptography import x509
from cryptography.x509.oid import NameOID

from . import values
from .checks import checked_host
from .errors import UcsCertificateError, UcsConnectionError, UcsTlsError

_CONNECT_TIMEOUT = 5
"""Seconds until the TLS handshake must be done."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The certificate that a phone shows."""

    fingerprint: str
    """SHA-256 of the DER form, 64 lower-case hex digits."""

    mac: str | None = field(repr=False)
    """The MAC address in the common name, 12 lower-case hex digits."""

    @classmethod
    def from_der(cls, der: bytes) -> Certificate:
        """Parse a certificate; the common name of a phone's is its MAC address."""
        try:
            names = x509.load_der_x509_certificate(der).subject
            common_names = names.get_attributes_for_oid(NameOID.COMMON_NAME)
        except ValueError:
            common_names = []
        macs = (values.mac(str(name.value)) for name in common_names)
        return cls(
            fingerprint=sha256(der).hexdigest(), mac=next(filter(None, macs), None)
        )


def _context() -> ssl.SSLContext:
    """Create a context for what phones speak: TLS 1.2, also without forward secrecy.

    Python's own cipher list has no RSA key exchange, older web servers of phones have
    nothing else. There is no chain and no host name to verify: the fingerprint is.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DEFAULT:@SECLEVEL=1")
    return context


def pinned_context(fingerprint: str) -> ssl.SSLContext:
    """Return a TLS context whose handshake fails with any other certificate."""

    class PinnedSSLObject(ssl.SSLObject):
        @override
        def do_handshake(self) -> None:
            super().do_handshake()
            received = sha256(self.getpeercert(binary_form=True) or b"").hexdigest()
            if received != fingerprint:
                raise ssl.SSLCertVerificationError(
                    UcsCertificateError(fingerprint, received)
                )

    context = _context()
    context.sslobject_class = PinnedSSLObject
    return context


def reason(err: OSError) -> str:
    """Return why there is no connection, in the words of the operating system."""
    return err.strerror or str(err) or type(err).__name__


async def read_certificate(host: str, port: int = 443) -> Certificate:
    """Read the certificate of a phone without sending it anything.

    Raises:
        UcsInputError: no phone can have this host.
        UcsTlsError: what answers there speaks no TLS that phones speak.
        UcsConnectionError: nothing answers there.

    """
    try:
        async with asyncio.timeout(_CONNECT_TIMEOUT):
            _, writer = await asyncio.open_connection(
                checked_host(host), port, ssl=_context()
            )
    except ssl.SSLError as err:
        raise UcsTlsError(reason(err)) from err
    except OSError as err:
        raise UcsConnectionError(reason(err)) from err
    der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.transport.abort()
    return Certificate.from_der(der)
