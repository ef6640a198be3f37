"""A minimal TLS 1.2 server with the gaps of old web servers."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
import hmac
import secrets
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

HOST = "127.0.0.1"
VERSION = b"\x03\x03"
ALERT, CHANGE_CIPHER_SPEC, HANDSHAKE, DATA = 0x15, 0x14, 0x16, 0x17
RSA_AES128_GCM, ECDHE_RSA_AES128_GCM = b"\x00\x9c", b"\xc0\x2f"
SHA1_RSA = b"\x02\x01"
NAME = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "64167FA00001")])
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CERTIFICATE = (
    x509.CertificateBuilder()
    .subject_name(NAME)
    .issuer_name(NAME)
    .public_key(KEY.public_key())
    .serial_number(1)
    .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
    .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
    .sign(KEY, hashes.SHA256())
    .public_bytes(Encoding.DER)
)
FINGERPRINT = sha256(CERTIFICATE).hexdigest()


def prf(secret: bytes, label: bytes, seed: bytes, size: int) -> bytes:
    """Return bytes of the pseudo-random function of TLS 1.2."""
    seed = label + seed
    chain, result = seed, b""
    while len(result) < size:
        chain = hmac.digest(secret, chain, "sha256")
        result += hmac.digest(secret, chain + seed, "sha256")
    return result[:size]


def vector(data: bytes, length_bytes: int) -> bytes:
    """Return data with its length in front."""
    return len(data).to_bytes(length_bytes) + data


class AlertError(Exception):
    """The handshake failed."""


@dataclass
class Session:
    """One connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    transcript: bytes = b""
    keys: dict[str, tuple[AESGCM, bytes]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=lambda: {"read": 0, "write": 0})

    def _protected(self, way: str, kind: int, size: int) -> tuple[AESGCM, bytes, bytes]:
        """Return the cipher, the implicit nonce and the additional data."""
        count = self.counts[way].to_bytes(8)
        self.counts[way] += 1
        cipher, salt = self.keys[way]
        return cipher, salt, count + bytes([kind]) + VERSION + size.to_bytes(2)

    def send(self, kind: int, data: bytes) -> None:
        """Send a record."""
        if "write" in self.keys:
            explicit = secrets.token_bytes(8)
            cipher, salt, more = self._protected("write", kind, len(data))
            data = explicit + cipher.encrypt(salt + explicit, data, more)
        self.writer.write(bytes([kind]) + VERSION + vector(data, 2))

    def send_message(self, kind: int, data: bytes) -> None:
        """Send a handshake message."""
        message = bytes([kind]) + vector(data, 3)
        self.transcript += message
        self.send(HANDSHAKE, message)

    async def receive(self, expected: int) -> bytes:
        """Receive a record."""
        header = await self.reader.readexactly(5)
        data = await self.reader.readexactly(int.from_bytes(header[3:]))
        if header[0] != expected:
            raise AlertError
        if "read" in self.keys and expected != CHANGE_CIPHER_SPEC:
            cipher, salt, more = self._protected("read", expected, len(data) - 24)
            data = cipher.decrypt(salt + data[:8], data[8:], more)
        if expected == HANDSHAKE:
            self.transcript += data
        return data


class OldTlsServer:
    """A web server whose TLS lacks RFC 5746, or signs with SHA-1 only."""

    def __init__(
        self, *, signs_with_sha1: bool = False, is_polite: bool = True
    ) -> None:
        """Set up.

        Args:
            signs_with_sha1: Whether the handshake has a SHA-1 signature. Otherwise it has
                no signature, and RFC 5746 is missing.
            is_polite: Whether a client that does not accept SHA-1 gets an alert.

        """
        self.signs_with_sha1 = signs_with_sha1
        self.is_polite = is_polite
        self.requests: list[bytes] = []
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._server.abort_clients()
        await self._server.wait_closed()

    async def _serve(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        session = Session(reader, writer)
        try:
            await self._shake_hands(session)
            while True:
                request = await session.receive(DATA)
                self.requests.append(request)
                body = b'{"Status": "2000"}'
                head = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body)
                session.send(DATA, head + body)
        except AlertError:
            session.send(ALERT, b"\x02\x28")
        except OSError, EOFError:
            pass
        finally:
            writer.close()

    async def _shake_hands(self, session: Session) -> None:
        hello = await session.receive(HANDSHAKE)
        client_random = hello[6:38]
        if (
            self.signs_with_sha1
            and self.is_polite
            and SHA1_RSA not in _signatures(hello)
        ):
            raise AlertError
        server_random = secrets.token_bytes(32)
        suite = ECDHE_RSA_AES128_GCM if self.signs_with_sha1 else RSA_AES128_GCM
        extensions = b"\xff\x01\x00\x01\x00" if self.signs_with_sha1 else b""
        more = vector(extensions, 2) if extensions else b""
        session.send_message(
            2, VERSION + server_random + b"\x00" + suite + b"\x00" + more
        )
        session.send_message(11, vector(vector(CERTIFICATE, 3), 3))
        private = x25519.X25519PrivateKey.generate()
        if self.signs_with_sha1:
            share = b"\x03\x00\x1d" + vector(private.public_key().public_bytes_raw(), 1)
            signature = KEY.sign(
                client_random + server_random + share,
                padding.PKCS1v15(),
                hashes.SHA1(),
            )
            session.send_message(12, share + SHA1_RSA + vector(signature, 2))
        session.send_message(14, b"")
        exchange = (await session.receive(HANDSHAKE))[4:]
        if self.signs_with_sha1:
            peer = x25519.X25519PublicKey.from_public_bytes(exchange[1:])
            premaster = private.exchange(peer)
        else:
            premaster = KEY.decrypt(exchange[2:], padding.PKCS1v15())
        master = prf(premaster, b"master secret", client_random + server_random, 48)
        block = prf(master, b"key expansion", server_random + client_random, 40)
        await session.receive(CHANGE_CIPHER_SPEC)
        session.keys["read"] = AESGCM(block[:16]), block[32:36]
        await session.receive(HANDSHAKE)
        session.send(CHANGE_CIPHER_SPEC, b"\x01")
        session.keys["write"] = AESGCM(block[16:32]), block[36:40]
        seen = sha256(session.transcript).digest()
        session.send_message(20, prf(master, b"server finished", seen, 12))


def _signatures(hello: bytes) -> set[bytes]:
    """Return the signature algorithms that a client accepts."""
    rest = hello[39 + hello[38] :]
    rest = rest[2 + int.from_bytes(rest[:2]) :]
    rest = rest[1 + rest[0] + 2 :]
    while rest:
        kind, size = int.from_bytes(rest[:2]), int.from_bytes(rest[2:4])
        if kind == 13:
            data = rest[6 : 4 + size]
            return {data[n : n + 2] for n in range(0, len(data), 2)}
        rest = rest[4 + size :]
    return set()


class SmallStack:
    """A relay that drops or ignores a first record that is too long."""

    def __init__(self, port: int, *, limit: int, is_silent: bool) -> None:
        self._target, self._limit, self._is_silent = port, limit, is_silent
        self.sizes: list[int] = []
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._relay, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._server.abort_clients()
        for task in self._tasks:
            task.cancel()
        await self._server.wait_closed()

    async def _relay(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        first = await reader.read(16384)
        self.sizes.append(len(first))
        if len(first) > self._limit:
            if self._is_silent:
                await reader.read()
            writer.transport.abort()
            return
        target_reader, target_writer = await asyncio.open_connection(HOST, self._target)
        target_writer.write(first)
        for source, sink in ((reader, target_writer), (target_reader, writer)):
            task = asyncio.create_task(_copy(source, sink))
            self._tasks.add(task)


async def _copy(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while data := await source.read(16384):
        sink.write(data)
    sink.close()
