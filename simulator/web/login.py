"""The login of the web server: HTTP Basic or Digest."""

from base64 import b64decode
from binascii import Error as BadBase64Error
from collections.abc import Callable
from hashlib import md5
from hmac import compare_digest
from random import Random
from typing import Protocol
from urllib.request import parse_http_list, parse_keqv_list

USER = "Polycom"
REALM = "API Authentication"
NONCE_SECONDS = 300.0


class Guard(Protocol):
    """An authentication scheme."""

    def challenge(self, authorization: str | None) -> str:
        """Return the `WWW-Authenticate` header of a 401 answer."""

    def accepts(self, authorization: str, method: str, uri: str, password: str) -> bool:
        """Return whether an `Authorization` header is right."""


class BasicGuard:
    """HTTP Basic."""

    def challenge(self, _authorization: str | None) -> str:
        """Return the `WWW-Authenticate` header of a 401 answer."""
        return f'Basic realm="{REALM}"'

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
        nonce = f"{self._random.getrandbits(128):032x}"
        self._nonces[nonce] = now + NONCE_SECONDS
        return (
            f'Digest realm="{self._realm}", qop="auth", nonce="{nonce}", algorithm=MD5'
            + (", stale=true" if stale else "")
        )

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
        secret = _md5(f"{user}:{self._realm}:{password}")
        proof = ":".join(
            (
                secret,
                given["nonce"],
                given.get("nc", ""),
                given.get("cnonce", ""),
                given.get("qop", ""),
                _md5(f"{method}:{uri}"),
            )
        )
        return (
            given.get("username") == user
            and given.get("qop") == "auth"
            and compare_digest(given.get("response", ""), _md5(proof))
        )

    def _fresh(self, given: dict[str, str]) -> bool:
        return self._nonces.get(given.get("nonce", ""), 0) > self._now()


def _fields(authorization: str) -> dict[str, str]:
    scheme, _, rest = authorization.partition(" ")
    if scheme.lower() != "digest":
        return {}
    items = [item for item in parse_http_list(rest) if "=" in item]
    return parse_keqv_list(items)


def _md5(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
