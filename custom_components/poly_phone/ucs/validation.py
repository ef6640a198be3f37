"""What is checked before it is sent: phones answer bad input with a bare 4000."""

import re
from typing import Final

from yarl import URL

from .errors import UcsInputError
from .parsing import is_number

MAX_BODY: Final = 20 * 1024
"""Bytes that a phone takes in one request."""

_DESTINATION = re.compile(r"[^\s<>\"\x00-\x1f\x7f]{1,256}")
_SCHEME = re.compile(r"^(?:sip|tel):", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9*#]{1,64}")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9]{1,31}")


def validate_host(host: str) -> str:
    """Return the name or address of a phone."""
    try:
        # The resolver of names stumbles over this, the builder of addresses over that.
        host.encode("idna")
        URL.build(scheme="https", host=host, port=443)
    except ValueError as err:
        raise UcsInputError("host", "must be a name or an address") from err
    return host


def validate_username(username: str) -> str:
    """Return the name of an account, as it fits into the header of a login."""
    if ":" in username or not username.isprintable():
        raise UcsInputError("username", "must not contain a colon")
    return username


def validate_destination(destination: str) -> str:
    """Return a destination as phones want it: numbers without visual separators.

    Addresses lose their scheme, phones put it in front of whatever they are given.

    Raises:
        UcsInputError: it is neither a number nor an address.

    """
    destination = _SCHEME.sub("", destination.strip())
    number = re.sub(r"[\s()/-]", "", destination)
    if is_number(number):
        return number
    if not _DESTINATION.fullmatch(destination):
        raise UcsInputError(
            "destination", "must be a number or an address like user@host"
        )
    return destination


def validate_digits(digits: str) -> str:
    """Return DTMF digits."""
    if not _DIGITS.fullmatch(digits):
        raise UcsInputError("digits", "must be 1 to 64 of 0-9, * and #")
    return digits


def validate_key(key: str) -> str:
    """Return the name of a key."""
    if not _KEY.fullmatch(key):
        raise UcsInputError("key", "must be a name like Home, VolUp or Dialpad1")
    return key
