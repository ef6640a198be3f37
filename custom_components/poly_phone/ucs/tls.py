"""Identity of a phone: its certificate, pinned because no public authority signed it."""

import asyncio
from dataclasses import dataclass, field
import errno
from hashlib import sha256
import os
import socket
import ssl
from typing import override

from cryptography import x509
from cryptography.x509.oid import NameOID

from . import parsing
from .errors import (
    UcsCertificateError,
    UcsConnectionError,
    UcsOldTlsError,
    UcsTlsError,
)
from .validation import validate_host

_CONNECT_TIMEOUT = 5
"""Seconds until the TLS handshake must be done."""

_OLD_VERSIONS = frozenset({"TLSv1", "TLSv1.1"})

_OLD_TLS_REASONS = frozenset({"TLSV1_ALERT_PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL"})
"""How OpenSSL says that the other side speaks nothing as new as TLS 1.2."""


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
        macs = (parsing.mac(str(name.value)) for name in common_names)
        return cls(
            fingerprint=sha256(der).hexdigest(), mac=next(filter(None, macs), None)
        )


class PinnedContext(ssl.SSLContext):
    """A TLS context whose handshake fails with any certificate but one."""

    uses_old_tls = False
    """Whether the last handshake settled on TLS 1.0 or 1.1."""


def _prepare[ContextT: ssl.SSLContext](
    context: ContextT, *, allow_old_tls: bool
) -> ContextT:
    """Have a context speak what phones speak: TLS 1.2, also without forward secrecy.

    Python's own cipher list has no RSA key exchange, older web servers of phones have
    nothing else. There is no chain and no host name to verify: the fingerprint is.
    """
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = (
        ssl.TLSVersion.MINIMUM_SUPPORTED if allow_old_tls else ssl.TLSVersion.TLSv1_2
    )
    # TLS 1.0 and 1.1 sign with what any higher level refuses.
    context.set_ciphers(f"DEFAULT:@SECLEVEL={0 if allow_old_tls else 1}")
    return context


def pinned_context(fingerprint: str, *, allow_old_tls: bool = False) -> PinnedContext:
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
            context.uses_old_tls = self.version() in _OLD_VERSIONS

    context = _prepare(
        PinnedContext(ssl.PROTOCOL_TLS_CLIENT), allow_old_tls=allow_old_tls
    )
    context.sslobject_class = PinnedSSLObject
    return context


def reason(err: OSError) -> str:
    """Return why there is no connection, in the words of the operating system."""
    is_of_the_system = not isinstance(err, socket.gaierror | ssl.SSLError)
    if is_of_the_system and err.errno is not None and err.errno in errno.errorcode:
        # Without the address, which asyncio adds.
        return os.strerror(err.errno)
    return err.strerror or str(err) or type(err).__name__


def tls_error(err: OSError) -> UcsTlsError:
    """Return what it means that no TLS connection could be agreed on."""
    is_old = getattr(err, "reason", None) in _OLD_TLS_REASONS
    return (UcsOldTlsError if is_old else UcsTlsError)(reason(err))


async def read_certificate(
    host: str, port: int = 443, *, allow_old_tls: bool = False
) -> Certificate:
    """Read the certificate of a phone without sending it anything.

    Raises:
        UcsInputError: no phone can have this host.
        UcsOldTlsError: the phone speaks only TLS 1.0 or 1.1, which is not allowed.
        UcsTlsError: what answers there speaks no TLS that phones speak.
        UcsConnectionError: nothing answers there.

    """
    # Nothing secret passes here, and only so it shows whether old TLS is the trouble.
    context = _prepare(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), allow_old_tls=True)
    try:
        async with asyncio.timeout(_CONNECT_TIMEOUT):
            _, writer = await asyncio.open_connection(
                validate_host(host), port, ssl=context
            )
    except ssl.SSLError as err:
        raise tls_error(err) from err
    except OSError as err:
        raise UcsConnectionError(reason(err)) from err
    peer = writer.get_extra_info("ssl_object")
    der, version = peer.getpeercert(binary_form=True), peer.version()
    writer.transport.abort()
    if version in _OLD_VERSIONS and not allow_old_tls:
        raise UcsOldTlsError(version)
    return Certificate.from_der(der)
