"""The login of the web server: HTTP Basic or Digest."""

from base64 import b64decode
from binascii import Error as BadBase64Error
from collections.abc import Callable
from hashlib import md5
from hmac import compare_digest
from random import Random
from typing import Protocol, override
from urllib.request import parse_http_list, parse_keqv_list

from simulator.phone.phone import Phone
from simulator.profiles import Authentication

USER = "Polycom"
REALM = "API Authentication"
OLD_REALM = "SPIP Configuration"
NONCE_SECONDS = 300.0


class Guard(Protocol):
    """An authentication scheme."""

    def challenge(self, authorization: str | None) -> str:
        """Return the `WWW-Authenticate` header of a 401 answer."""

    def accepts(self, authorization: str, method: str, uri: str, password: str) -> bool:
        """Return whether an `Authorization` header is right."""


class BasicGuard:
    """HTTP Basic."""

    def __init__(self, realm: str = REALM) -> None:
        self._realm = realm

    def challenge(self, _authorization: str | None) -> str:
        """Return the `WWW-Authenticate` header of a 401 answer."""
        return f'Basic realm="{self._realm}"'

    def accepts(
        self, authorization: str, _method: str, _uri: str, password: str
    ) -> bool:
        """Return whether an `Authorization` header is right."""
        scheme, _, credentials = authorization.partition(" ")
        try:
            given = b64decode(credentials, validate=True)
        except BadBase64Error:
            return False
        expected = f"{USER}:{password}".encode()
        return scheme.lower() == "basic" and compare_digest(given, expected)


class DigestGuard:
    """HTTP Digest with MD5 and `qop=auth`.

    A nonce is valid for some minutes and any number of requests, or `once`.
    """

    qop = "auth"

    def __init__(
        self,
        random: Random,
        now: Callable[[], float],
        *,
        realm: str = REALM,
        once: bool = False,
    ) -> None:
        self._random = random
        self._now = now
        self._realm = realm
        self._once = once
        self._nonces: dict[str, float] = {}

    def challenge(self, authorization: str | None) -> str:
        """Return the `WWW-Authenticate` header of a 401 answer."""
        now = self._now()
        self._nonces = {
            nonce: expiry for nonce, expiry in self._nonces.items() if expiry > now
        }
        stale = bool(authorization) and not self.knows(authorization or "")
        nonce = self._new_nonce()
        self._nonces[nonce] = now + NONCE_SECONDS
        return self._format(nonce) + (", stale=true" if stale else "")

    def knows(self, authorization: str) -> bool:
        """Return whether the header answers a valid challenge."""
        return self._fresh(_fields(authorization))

    def accepts(
        self,
        authorization: str,
        method: str,
        uri: str,
        password: str,
        user: str = USER,
    ) -> bool:
        """Return whether an `Authorization` header is right."""
        given = _fields(authorization)
        if not self._fresh(given) or given.get("uri") != uri:
            return False
        if self._once:
            del self._nonces[given["nonce"]]
        names = ("nonce", "nc", "cnonce", "qop") if self.qop else ("nonce",)
        proof = ":".join(
            (
                _md5(f"{user}:{self._realm}:{password}"),
                *(given.get(name, "") for name in names),
                _md5(f"{method}:{uri}"),
            )
        )
        return (
            given.get("username") == user
            and given.get("qop", "") == self.qop
            and compare_digest(given.get("response", ""), _md5(proof))
        )

    def _new_nonce(self) -> str:
        return f"{self._random.getrandbits(128):032x}"

    def _format(self, nonce: str) -> str:
        return (
            f'Digest realm="{self._realm}", qop="auth", nonce="{nonce}", algorithm=MD5'
        )

    def _fresh(self, given: dict[str, str]) -> bool:
        return self._nonces.get(given.get("nonce", ""), 0) > self._now()


class OldDigestGuard(DigestGuard):
    """HTTP Digest without `qop`, and with a decimal nonce."""

    qop = ""

    @override
    def _new_nonce(self) -> str:
        return str(self._random.randrange(10**8, 10**9))

    @override
    def _format(self, nonce: str) -> str:
        return f'Digest realm="{self._realm}", nonce="{nonce}", algorithm="MD5"'


class OldGuard:
    """Basic and Digest in one header, as on old phones."""

    def __init__(self, random: Random, now: Callable[[], float]) -> None:
        self._basic = BasicGuard(OLD_REALM)
        self._digest = OldDigestGuard(random, now, realm=OLD_REALM)

    def challenge(self, authorization: str | None) -> str:
        """Return the `WWW-Authenticate` header of a 401 answer."""
        basic = self._basic.challenge(authorization)
        return f"{basic}, {self._digest.challenge(authorization)}"

    def accepts(self, authorization: str, method: str, uri: str, password: str) -> bool:
        """Return whether an `Authorization` header is right."""
        request = (authorization, method, uri, password)
        return self._basic.accepts(*request) or self._digest.accepts(*request)


class PhoneGuard:
    """The authentication scheme that the phone has now."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        random, now = phone.random, lambda: phone.timeline.now
        self._guards: dict[Authentication, Guard] = {
            "Basic": BasicGuard(),
            "Digest": DigestGuard(random, now),
            "Basic and Digest": OldGuard(random, now),
        }

    def challenge(self, authorization: str | None) -> str:
        """Return the `WWW-Authenticate` header of a 401 answer."""
        return self._guards[self._phone.authentication].challenge(authorization)

    def accepts(self, authorization: str, method: str, uri: str, password: str) -> bool:
        """Return whether an `Authorization` header is right."""
        guard = self._guards[self._phone.authentication]
        return guard.accepts(authorization, method, uri, password)


def _fields(authorization: str) -> dict[str, str]:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "digest":
        return {}
    items = [item for item in parse_http_list(rest) if "=" in item]
    return parse_keqv_list(items)


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
