"""The JSON that phones answer: how it is read, and how it is shown to maintainers."""

from collections.abc import Iterable, Mapping
import json
from typing import Any, Final

from .errors import UcsReplyError
from .values import flag

type Reply = dict[str, Any]
"""The JSON object that a phone answers: `Status`, and mostly `data`."""

_CODES = range(1000, 10_000)

_MAX_DEPTH = 8
_MAX_ITEMS = 5
_MAX_LENGTH = 100

_TELLING: Final = frozenset(
    {
        # What the phone is.
        *("Application", "BootBlock", "DeviceType", "DeviceVendor", "FirmwareRelease"),
        *("ModelNumber", "Updater", "AppState", "ReadyToUse"),
        # How it is.
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
        # The reply itself.
        *("Source", "Status"),
    }
)
"""Keys of values that tell of the phone and never of people."""


def parse(body: bytes) -> Reply:
    """Return the JSON object of a reply, without blanks around keys and texts.

    Raises:
        UcsReplyError: it is none.

    """
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = body.decode("latin-1")
    try:
        reply = json.loads(text, object_pairs_hook=_stripped)
    except (ValueError, RecursionError) as err:
        raise UcsReplyError("the reply is not JSON") from err
    if not isinstance(reply, dict):
        raise UcsReplyError("the reply is not a JSON object")
    return reply


def _stripped(pairs: Iterable[tuple[str, Any]]) -> Reply:
    return {
        key.strip(): value.strip() if isinstance(value, str) else value
        for key, value in pairs
    }


def return_code(reply: Reply) -> int:
    """Return the return code; phones send it as text, manuals have it as a number.

    Raises:
        UcsReplyError: there is none.

    """
    try:
        code = int(reply["Status"])
    except (KeyError, OverflowError, TypeError, ValueError) as err:
        raise UcsReplyError("the reply has no status") from err
    if code not in _CODES:
        raise UcsReplyError("the reply has no status")
    return code


def masked(body: bytes) -> object:
    """Return a reply whose personal values are replaced by others of the same form."""
    try:
        return _masked(parse(body), "", _MAX_DEPTH)
    except UcsReplyError:
        return f"{len(body)} bytes that are not JSON"


def _masked(value: object, key: str, depth: int) -> object:
    """Mask a value; the masks of lists and objects go no deeper than phones do."""
    if isinstance(value, Mapping | list) and not depth:
        return "…"
    if isinstance(value, Mapping):
        return {key: _masked(each, key, depth - 1) for key, each in value.items()}
    if isinstance(value, list):
        shown = [_masked(each, key, depth - 1) for each in value[:_MAX_ITEMS]]
        more = len(value) - len(shown)
        return [*shown, f"and {more} more"] if more else shown
    if key in _TELLING or flag({"": value}, "") is not None:
        return value
    return "".join(map(_mask, value[:_MAX_LENGTH])) if isinstance(value, str) else None


def _mask(character: str) -> str:
    """Mask one character of a text: dates, addresses and names keep their looks."""
    if character.isdigit():
        return "0"
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return character if character.isascii() else "?"
