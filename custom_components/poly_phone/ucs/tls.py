"""TLS with a pinned certificate, because no public authority signs those of phones."""

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
"""OpenSSL's reasons for a peer without TLS 1.2."""


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """The certificate of a phone."""

    fingerprint: str
    """SHA-256 of the DER form, 64 lower-case hex digits."""

    mac: str | None = field(repr=False)
    """The MAC address in the common name, 12 lower-case hex digits."""

    @classmethod
    def from_der(cls, der: bytes) -> Certificate:
        """Parse a certificate, whose common name is the phone's MAC address."""
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
    """A TLS context that accepts a single certificate."""

    uses_old_tls = False
    """Whether the last handshake agreed on TLS 1.0 or 1.1."""


def _prepare[ContextT: ssl.SSLContext](
    context: ContextT, *, allow_old_tls: bool
) -> ContextT:
    """Configure a context for phones.

    Older phones support only RSA key exchange, which Python's default list lacks. Chain
    and host name are not verified, because the fingerprint identifies the phone.
    """
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = (
        ssl.TLSVersion.MINIMUM_SUPPORTED if allow_old_tls else ssl.TLSVersion.TLSv1_2
    )
    # Level 0, because higher levels refuse the signatures of TLS 1.0 and 1.1.
    context.set_ciphers(f"DEFAULT:@SECLEVEL={0 if allow_old_tls else 1}")
    return context


def pinned_context(fingerprint: str, *, allow_old_tls: bool = False) -> PinnedContext:
    """Return a TLS context that accepts only the pinned certificate."""

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
    """Return the operating system's reason for a failed connection."""
    is_of_the_system = not isinstance(err, socket.gaierror | ssl.SSLError)
    if is_of_the_system and err.errno is not None and err.errno in errno.errorcode:
        # Not `strerror`, because asyncio adds the address to it.
        return os.strerror(err.errno)
    return err.strerror or str(err) or type(err).__name__


def tls_error(err: OSError) -> UcsTlsError:
    """Return the error for a failed TLS handshake."""
    is_old = getattr(err, "reason", None) in _OLD_TLS_REASONS
    return (UcsOldTlsError if is_old else UcsTlsError)(reason(err))


async def read_certificate(
    host: str, port: int = 443, *, allow_old_tls: bool = False
) -> Certificate:
    """Read the certificate of a phone. Sends no request.

    Raises:
        UcsInputError: The host is neither a name nor an address.
        UcsOldTlsError: The phone has only TLS 1.0 or 1.1, which is not allowed.
        UcsTlsError: The device has no TLS that phones use.
        UcsConnectionError: The device cannot be reached.

    """
    # Old TLS is accepted here, so that the error can name it. Nothing secret is sent.
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
