"""Device certificates: CN = MAC, signed by a private authority."""

from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
import ssl
from tempfile import TemporaryDirectory

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

_NOT_BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
_NOT_AFTER = datetime(2044, 1, 1, tzinfo=UTC)
_AUTHORITY = x509.Name(
    [
        x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Simulated Phones"),
        x509.NameAttribute(NameOID.COMMON_NAME, "Simulated Equipment Issuing CA"),
    ]
)


@cache
def _key(_owner: str) -> rsa.RSAPrivateKey:
    """Return a private key.

    All phones of a process share it, because a key per phone takes too long.
    """
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _certificate(mac: str) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Simulated Phones"),
            x509.NameAttribute(NameOID.COMMON_NAME, mac.upper()),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_AUTHORITY)
        .public_key(_key("phones").public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOT_BEFORE)
        .not_valid_after(_NOT_AFTER)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(_key("authority"), hashes.SHA256())
    )


class Identity:
    """The certificate of one phone."""

    def __init__(self, mac: str) -> None:
        self._certificate = _certificate(mac)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in lower-case hex digits."""
        return sha256(self._certificate.public_bytes(Encoding.DER)).hexdigest()

    def context(self, *, old_tls: bool = False) -> ssl.SSLContext:
        """Return the TLS context of the server, with TLS 1.2 at most.

        With `old_tls`, TLS 1.1 is the newest version.
        """
        key = _key("phones").private_bytes(
            Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()
        )
        if old_tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLSv1_1)
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
        else:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.maximum_version = ssl.TLSVersion.TLSv1_2
        with TemporaryDirectory() as folder:
            file = Path(folder) / "phone.pem"
            file.touch(mode=0o600)
            file.write_bytes(key + self._certificate.public_bytes(Encoding.PEM))
            context.load_cert_chain(file)
        return context
