"""HTTP authentication: Basic, and Digest with a counted nonce (RFC 7616)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
import hashlib
import re
import secrets
from typing import Final, Literal, NamedTuple

from aiohttp import encode_basic_auth

from .errors import UcsInsecureLoginError
from .validation import validate_username

type Scheme = Literal["basic", "digest"]

_PART: Final = re.compile(
    r"([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s,\"]+)))?"
)
"""A scheme, or a parameter with its quoted or plain value."""

_ALGORITHMS: Final = frozenset({"md5", "sha-256"})

_MAX_REFUSALS: Final = 2
"""Refused counts in a row, after which each nonce is used once."""


class Challenge(NamedTuple):
    """A scheme that the web server accepts."""

    scheme: str
    """In lower case."""
    parameters: dict[str, str]


def parse_challenges(headers: Iterable[str]) -> tuple[Challenge, ...]:
    """Return the challenges of all `WWW-Authenticate` headers."""
    challenges: list[Challenge] = []
    for part in (part for header in headers for part in _PART.finditer(header)):
        name, quoted, plain = part.groups()
        if quoted is None and plain is None:
            challenges.append(Challenge(name.lower(), {}))
        elif challenges:
            value = plain if quoted is None else re.sub(r"\\(.)", r"\1", quoted)
            challenges[-1].parameters.setdefault(name.lower(), value)
    return tuple(challenges)


class _Digest:
    """The answers to one Digest challenge."""

    def __init__(
        self, username: str, password: str, parameters: Mapping[str, str]
    ) -> None:
        """Set up for a challenge.

        Raises:
            ValueError: The challenge is not one of a phone.

        """
        realm, nonce = parameters.get("realm"), parameters.get("nonce")
        algorithm = parameters.get("algorithm", "MD5")
        qops = (parameters.get("qop") or "auth").replace(" ", "").lower().split(",")
        self._fields = {
            "username": username,
            "realm": realm or "",
            "nonce": nonce or "",
        }
        if opaque := parameters.get("opaque"):
            self._fields["opaque"] = opaque
        self._hash, self._session, _ = algorithm.lower().partition("-sess")
        if (
            realm is None
            or not nonce
            or not "".join(self._fields.values()).isprintable()
            or self._hash not in _ALGORITHMS
            or "auth" not in qops
        ):
            raise ValueError("not a challenge of a phone")
        self.has_count = bool(parameters.get("qop"))
        """Whether the nonce can be used again with a higher count."""

        self._password = password
        self._algorithm = algorithm
        self._client_nonce = secrets.token_hex(8)
        self._count = 0

    def authorization(self, method: str, uri: str) -> str:
        """Return the `Authorization` header of the next request."""
        self._count += 1
        username, realm, nonce, *_ = self._fields.values()
        count, client_nonce = f"{self._count:08x}", self._client_nonce
        account = self._digest(username, realm, self._password)
        if self._session:
            account = self._digest(account, nonce, client_nonce)
        proof = [nonce, count, client_nonce, "auth"] if self.has_count else [nonce]
        response = self._digest(account, *proof, self._digest(method, uri))
        quoted = self._fields | {"uri": uri, "response": response}
        plain = {"algorithm": self._algorithm}
        if self.has_count:
            quoted["cnonce"] = client_nonce
            plain |= {"qop": "auth", "nc": count}
        parts = [f'{name}="{_escape(value)}"' for name, value in quoted.items()]
        return "Digest " + ", ".join(
            [*parts, *(f"{name}={value}" for name, value in plain.items())]
        )

    def _digest(self, *values: str) -> str:
        data = ":".join(values).encode()
        return hashlib.new(self._hash, data, usedforsecurity=False).hexdigest()


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


class Login:
    """An account, and the authentication scheme that its phone requires.

    A nonce is used again with a higher count, because a new one costs a second request.
    A refused nonce is replaced once and does not mean that the password is wrong. A
    phone that refuses twice in a row gets each nonce once, because it may count refusals
    as failed logins, and several of those lock the account.
    """

    def __init__(
        self,
        username: str,
        password: str,
        *,
        is_encrypted: bool,
        known_scheme: Scheme | None = None,
    ) -> None:
        """Set up without a challenge.

        Args:
            username: Name of the account.
            password: Password of the account.
            is_encrypted: Whether requests are sent over TLS. Otherwise Digest is
                preferred, and Basic is refused once Digest was used.
            known_scheme: The scheme that the phone required before.

        Raises:
            UcsInputError: The user name is invalid.

        """
        self._username, self._password = validate_username(username), password
        self._basic = encode_basic_auth(username, password, encoding="utf-8")
        self._is_encrypted = is_encrypted
        self._known_scheme = known_scheme
        self._scheme: Scheme | None = None
        self._digest: _Digest | None = None
        self._refusals = 0

    @property
    def scheme(self) -> Scheme | None:
        """The scheme that the phone requires, None if unknown."""
        return self._scheme or self._known_scheme

    def authorization(self, method: str, uri: str, *, is_api: bool) -> str | None:
        """Return the `Authorization` header of a request without a challenge."""
        if self._scheme == "basic":
            return self._basic
        if is_api and self._digest and self._refusals < _MAX_REFUSALS:
            return self._digest.authorization(method, uri)
        return None

    def accepted(self) -> None:
        """Record that the phone accepted the count of its nonce."""
        self._refusals = 0

    def answer(
        self,
        challenges: Sequence[Challenge],
        sent: str | None,
        method: str,
        uri: str,
        *,
        is_api: bool,
    ) -> str | None:
        """Return the header that answers a 401, None if the login is rejected.

        Args:
            challenges: The challenges of the 401.
            sent: The `Authorization` header of the rejected request.
            method: HTTP method of the request.
            uri: Path of the request.
            is_api: Whether the request is for the REST API. The challenges of other
                pages are not kept, because they have other nonces.

        Raises:
            UcsInsecureLoginError: Without TLS, the phone requires Basic after Digest.

        """
        has_basic = any(challenge.scheme == "basic" for challenge in challenges)
        digest = self._parse_digest(challenges)
        if sent == self._basic and has_basic:
            return None
        if sent and sent != self._basic:
            self._refusals += 1
        if digest and not (has_basic and self._is_encrypted):
            if is_api:
                self._scheme = "digest"
                self._digest = digest if digest.has_count else None
            return digest.authorization(method, uri)
        if not has_basic:
            return None
        if self.scheme == "digest" and not self._is_encrypted:
            raise UcsInsecureLoginError("requires Basic without TLS, but used Digest")
        if is_api or self._scheme is None:
            self._scheme = "basic"
        return self._basic

    def _parse_digest(self, challenges: Sequence[Challenge]) -> _Digest | None:
        """Return the first Digest challenge that phones use."""
        for challenge in challenges:
            if challenge.scheme == "digest":
                with suppress(ValueError):
                    return _Digest(self._username, self._password, challenge.parameters)
        return None
