"""Masks personal values of replies, and keeps their form for diagnostics."""

from collections.abc import Mapping
from typing import Final

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
