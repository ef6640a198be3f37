"""Checks input before it is sent, because phones answer only 4000 to it."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
import ipaddress
import re
from typing import Final
import unicodedata

from yarl import URL

from .errors import UcsInputError
from .parsing import is_number

MAX_BODY: Final = 20 * 1024
"""Bytes that a phone accepts in one request."""

_PORTS: Final[Mapping[str, int | None]] = {"": None, "http": 80, "https": 443}
"""The usual port of each scheme."""

_DESTINATION = re.compile(r"[^\s<>\"\x00-\x1f\x7f]{1,256}")
_SCHEME = re.compile(r"^(?:sips?|tel):", re.IGNORECASE)
_SECOND_SCHEME = re.compile(r"[^@:.\[]*:")
"""Text before a colon that is neither the host of a port nor an IPv6 address."""

_SEPARATORS = re.compile(r"[\s()./\u00ad\u2010-\u2015\u200b-\u200f\u2060\u2212-]")
_TRUNK_PREFIX = re.compile(r"^(\+[\d\s]+)\(0\)")
"""The `(0)` that is dialed only without the country code."""

_DIGITS = re.compile(r"[0-9*#]{1,64}")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{1,31}")


def validate_host(host: str) -> str:
    """Return a host that is a name or an address."""
    try:
        # Both `idna` and yarl can reject a host.
        host.encode("idna")
        URL.build(scheme="https", host=host, port=443)
    except ValueError as err:
        raise UcsInputError("host", "must be a name or an address") from err
    return host


@dataclass(frozen=True, kw_only=True)
class WebAddress:
    """The address of a phone's web server."""

    host: str
    port: int | None = None
    uses_tls: bool | None = None


def parse_web_address(text: str) -> WebAddress:
    """Return host, port and scheme of an address pasted from a browser.

    Raises:
        UcsInputError: it contains no host.

    """
    text = text.strip()
    with suppress(ValueError):
        return WebAddress(host=str(ipaddress.ip_address(text.strip("[]"))))
    try:
        url = URL(text if "://" in text else f"//{text}")
        host, port = url.host, url.explicit_port
    except ValueError as err:
        raise UcsInputError("host", "must be a name or an address") from err
    if not host or url.scheme not in _PORTS:
        raise UcsInputError("host", "must be a name or an address")
    return WebAddress(
        host=validate_host(host),
        port=port or _PORTS[url.scheme],
        uses_tls=url.scheme == "https" if url.scheme else None,
    )


def validate_username(username: str) -> str:
    """Return an account name that fits into an HTTP header."""
    if ":" in username or not username.isprintable():
        raise UcsInputError("username", "must not contain a colon")
    return username


def validate_destination(destination: str) -> str:
    """Return a number or an address as the phone requires it.

    Numbers lose all separators, such as spaces, dots, dashes and `(0)` after a country
    code. Addresses lose their scheme, because the phone adds its own.

    Raises:
        UcsInputError: it is neither a number nor an address, or has two schemes.

    """
    cleaned = unicodedata.normalize("NFKC", destination).strip()
    cleaned = _SCHEME.sub("", cleaned).removeprefix("//")
    compact = _SEPARATORS.sub("", _TRUNK_PREFIX.sub(r"\1", cleaned))
    digits = "".join(str(unicodedata.decimal(one, one)) for one in compact)
    if is_number(digits) and not _is_ip_address(cleaned):
        return digits
    if _SECOND_SCHEME.match(cleaned) or not _DESTINATION.fullmatch(cleaned):
        raise UcsInputError(
            "destination", "must be a number or an address like user@host"
        )
    return cleaned


def _is_ip_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def validate_digits(digits: str) -> str:
    """Return digits that are all DTMF."""
    if not _DIGITS.fullmatch(digits):
        raise UcsInputError("digits", "must be 1 to 64 of 0-9, * and #")
    return digits


def validate_key(key: str) -> str:
    """Return a key that has the form of a key's name."""
    if not _KEY.fullmatch(key):
        raise UcsInputError("key", "must be a name like Home, VolUp or Dialpad1")
    return key
