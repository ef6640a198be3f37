"""TLS with a pinned certificate, because no public authority signs those of phones."""

import asyncio
from contextlib import suppress
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

_UNFINISHED = (ssl.SSLWantReadError, ssl.SSLWantWriteError)

_OLD_VERSIONS = frozenset({"TLSv1", "TLSv1.1"})

_OLD_TLS_REASONS = frozenset(
    {
        "LEGACY_SIGALG_DISALLOWED_OR_UNSUPPORTED",
        "TLSV1_ALERT_PROTOCOL_VERSION",
        "UNSAFE_LEGACY_RENEGOTIATION_DISABLED",
        "UNSUPPORTED_PROTOCOL",
        "WRONG_SIGNATURE_TYPE",
    }
)
"""OpenSSL's reasons for a peer without TLS 1.2, RFC 5746 or SHA-256 signatures."""


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
        except ValueError, x509.InvalidVersion:
            common_names = []
        macs = (parsing.mac(str(name.value)) for name in common_names)
        return cls(
            fingerprint=sha256(der).hexdigest(), mac=next(filter(None, macs), None)
        )


class PhoneContext(ssl.SSLContext):
    """A TLS context for one phone, which may accept a single certificate."""

    uses_old_tls = False
    """Whether the last handshake agreed on TLS 1.0 or 1.1."""

    is_in_handshake = False
    """Whether a handshake has started and not ended."""

    def limit_after_failure(self) -> bool:
        """Limit the next handshake to TLS 1.2 if the last one stopped.

        The first message of TLS 1.3 has more bytes than some phones read at once. Returns
        whether the next handshake may succeed.
        """
        if not self.is_in_handshake:
            return False
        self.is_in_handshake = False
        is_limited = self.maximum_version is ssl.TLSVersion.TLSv1_2
        self.maximum_version = (
            ssl.TLSVersion.MAXIMUM_SUPPORTED if is_limited else ssl.TLSVersion.TLSv1_2
        )
        return not is_limited


def phone_context(
    fingerprint: str | None = None, *, allow_old_tls: bool = False
) -> PhoneContext:
    """Return a TLS context for a phone.

    Older phones support only RSA key exchange, which Python's default list lacks. Chain
    and host name are not verified, because the fingerprint identifies the phone.
    """

    class PhoneSSLObject(ssl.SSLObject):
        @override
        def do_handshake(self) -> None:
            context.is_in_handshake = True
            try:
                super().do_handshake()
            except ssl.SSLError as err:
                context.is_in_handshake = isinstance(err, _UNFINISHED)
                raise
            context.is_in_handshake = False
            received = sha256(self.getpeercert(binary_form=True) or b"").hexdigest()
            if fingerprint not in (None, received):
                raise ssl.SSLCertVerificationError(
                    UcsCertificateError(fingerprint, received)
                )
            context.uses_old_tls = self.version() in _OLD_VERSIONS

    context = PhoneContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = (
        ssl.TLSVersion.MINIMUM_SUPPORTED if allow_old_tls else ssl.TLSVersion.TLSv1_2
    )
    if allow_old_tls:
        context.options |= ssl.OP_LEGACY_SERVER_CONNECT
    # Level 0, because higher levels refuse the signatures of TLS 1.0 and 1.1.
    context.set_ciphers(f"DEFAULT:@SECLEVEL={0 if allow_old_tls else 1}")
    context.sslobject_class = PhoneSSLObject
    return context


def reason(err: OSError) -> str:
    """Return the operating system's reason for a failed connection."""
    is_of_the_system = not isinstance(err, socket.gaierror | ssl.SSLError)
    if is_of_the_system and err.errno is not None and err.errno in errno.errorcode:
        # Not `strerror`, because asyncio adds the address to it.
        return os.strerror(err.errno)
    return err.strerror or str(err) or type(err).__name__


def _has_reason(err: OSError, *reasons: str) -> bool:
    return any(part in (getattr(err, "reason", None) or "") for part in reasons)


async def tls_error(
    err: OSError, host: str, port: int, *, allow_old_tls: bool
) -> UcsTlsError:
    """Return the error for a failed TLS handshake.

    An alert does not name its reason, so it is tested whether old TLS works.
    """
    is_old = _has_reason(err, *_OLD_TLS_REASONS)
    if not allow_old_tls and _has_reason(err, "HANDSHAKE_FAILURE"):
        with suppress(UcsConnectionError):
            await read_certificate(host, port, allow_old_tls=True)
            is_old = True
    return (UcsOldTlsError if is_old else UcsTlsError)(reason(err))


async def read_certificate(
    host: str, port: int = 443, *, allow_old_tls: bool = False
) -> Certificate:
    """Read the certificate of a phone, after two handshakes at most.

    Sends no request.

    Raises:
        UcsInputError: The host is neither a name nor an address.
        UcsOldTlsError: The phone has only TLS 1.0 or 1.1, which is not allowed.
        UcsTlsError: The device has no TLS that phones use.
        UcsConnectionError: The device cannot be reached.

    """
    # Old TLS is accepted here, so that the error can name it. Nothing secret is sent.
    context = phone_context(allow_old_tls=True)
    while True:
        try:
            async with asyncio.timeout(_CONNECT_TIMEOUT):
                _, writer = await asyncio.open_connection(
                    validate_host(host), port, ssl=context
                )
        except ssl.SSLError as err:
            raise await tls_error(err, host, port, allow_old_tls=True) from err
        except OSError as err:
            if not context.limit_after_failure():
                raise UcsConnectionError(reason(err)) from err
        else:
            break
    der = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.transport.abort()
    if context.uses_old_tls and not allow_old_tls:
        raise UcsOldTlsError("TLS 1.1 or older")
    return Certificate.from_der(der)
