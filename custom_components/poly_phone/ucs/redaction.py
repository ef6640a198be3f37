"""Masks personal values of replies, and keeps their form for diagnostics."""

from collections.abc import Mapping
import re
from typing import Any, Final

from .errors import UcsReplyError
from .parsing import flag
from .replies import parse

_MAX_DEPTH = 8
_MAX_ITEMS = 5
_MAX_LENGTH = 100

_IMPERSONAL: Final = frozenset(
    {
        # Model.
        *("Application", "BootBlock", "DeviceType", "DeviceVendor", "FirmwareRelease"),
        *("ModelNumber", "Updater", "AppState", "ReadyToUse"),
        # State.
        *("Days", "Hours", "Minutes", "Seconds", "UpTime", "UpTimeSinceLastReboot"),
        *("Current", "Average", "Total", "Used", "SystemFree", "TotalUser"),
        *("RxPackets", "TxPackets", "LANSpeed", "LANPortStatus", "IPStack"),
        # Lines and calls.
        *("CallSequence", "CallState", "CommunicationType", "DurationInSeconds"),
        *("DurationSeconds", "LineId", "LineID", "LineKeyNum", "LineNumber"),
        *("LineType", "Media Direction", "PhoneMuteState", "Protocol", "State"),
        *("RegistrationState", "RegistrationStatus", "Type", "UIAppearanceIndex"),
        # Audio.
        *("Category", "Jitter", "Latency", "MaxJitter", "PacketsExpected"),
        *("PacketsLost", "PacketsReceived", "RxCodec", "RxMOSCQ", "RxMOSLQ"),
        *("TxCodec", "TxMOSCQ", "TxMOSLQ"),
        # Reply.
        *("Source", "Status"),
    }
)
"""Keys whose values are never personal."""


MASK: Final = "**REDACTED**"

_SECRET_NAME: Final = re.compile(
    r"pass(?:w|phrase|code)|pwd|secret|token|credential|communit|lock_?code"
    # Keys that encrypt or authenticate, but not those that a person presses.
    r"|(?:api|auth|access|crypt\w*|device|dh|license|master|private|session|wep)"
    r"[._-]?key|\.key$|^key$"
    r"|(?:\b|_|user|lock)(?:pin|psk|wep|ha1)(?:\b|_|\d)"
    # Parameters with accounts, certificates and keys.
    r"|^device\.(?:auth|sec)\.|\.auth\.",
    re.IGNORECASE,
)
_ACCOUNT: Final = re.compile(
    r"(?<=//)[^\s/@]+(?=@)|(?<![^\s\"'<(=,])(?!(?i:sips?):[^:@\s]*@)[^\s/:@=]+:[^\s/@]+(?=@)"
)
"""The user and the password of an address, but not the number of a SIP address."""

_SECRET_QUERY: Final = re.compile(
    r"([?&][^=&\s]*(?:key|pass|secret|token)[^=&\s]*=)[^&\s]+", re.IGNORECASE
)


def mask_secret(name: str, value: Any) -> Any:
    """Return a named value; secrets are replaced by `MASK`.

    Args:
        name: Name of a parameter or of a key in a reply.
        value: The value. Texts also lose the accounts of addresses.

    """
    if value and _SECRET_NAME.search(name):
        return MASK
    if isinstance(value, str):
        return _SECRET_QUERY.sub(rf"\1{MASK}", _ACCOUNT.sub(MASK, value))
    return value


def redact(body: bytes) -> object:
    """Return a reply with its personal values masked."""
    try:
        return _redact(parse(body), "", _MAX_DEPTH)
    except UcsReplyError:
        return f"{len(body)} bytes that are not JSON"


def _redact(value: object, key: str, depth: int) -> object:
    """Return a masked value, up to the depth that phones use."""
    if isinstance(value, Mapping | list) and not depth:
        return "…"
    if isinstance(value, Mapping):
        return {key: _redact(each, key, depth - 1) for key, each in value.items()}
    if isinstance(value, list):
        shown = [_redact(each, key, depth - 1) for each in value[:_MAX_ITEMS]]
        more = len(value) - len(shown)
        return [*shown, f"and {more} more"] if more else shown
    if key in _IMPERSONAL or flag({"": value}, "") is not None:
        return value
    return "".join(map(_mask, value[:_MAX_LENGTH])) if isinstance(value, str) else None


def _mask(character: str) -> str:
    """Return the mask of a character, so that dates and addresses keep their form."""
    if character.isdigit():
        return "0"
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return character if character.isascii() else "?"
