"""Converts the texts of phones into values; each may have several spellings."""

import codecs
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
import re
from typing import Any

_TRUE = frozenset({"1", "true", "yes", "enabled", "registered", "on"})
_FALSE = frozenset({"0", "false", "no", "disabled", "unregistered", "off"})
_CLOCK = re.compile(r"(?:(\d+)(?: days? |\.))?(\d{1,2}):(\d\d):(\d\d)", re.IGNORECASE)
_UNITS = re.compile(r"(?<!\d)(\d{1,9}) ?(day|hour|min|sec)", re.IGNORECASE)
_UNIT_NAMES = {"day": "days", "hour": "hours", "min": "minutes", "sec": "seconds"}
_LONGEST = timedelta(days=36500)
_YEARS = range(1970, 2200)
_SCHEME = re.compile(r"^\s*(?:sips?|tel):", re.IGNORECASE)
_NAME_ADDRESS = re.compile(r"[^<>]*<((?:sips?|tel):[^<>]*)>", re.IGNORECASE)
_INVISIBLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BRACKETS = str.maketrans("", "", "<>")
_MAX_LABEL = 128
"""Characters of a name or number; Home Assistant rejects states of more than 255."""

_NUMBER = re.compile(r"\+?[0-9*#]+")


def _decode_cp1252(error: UnicodeError) -> tuple[str, int]:
    """Decode the bytes that are no UTF-8, so that the others stay right."""
    assert isinstance(error, UnicodeDecodeError)
    damaged = error.object[error.start : error.end]
    return damaged.decode("cp1252", "replace"), error.end


codecs.register_error("poly_phone_cp1252", _decode_cp1252)


def decoded(body: bytes) -> str:
    """Return bytes as text. Phones do not declare the encoding."""
    return body.removeprefix(codecs.BOM_UTF8).decode("utf-8", "poly_phone_cp1252")


def text(data: Mapping[str, Any], *keys: str) -> str | None:
    """Return the first value that is not empty."""
    for key in keys:
        if isinstance(value := data.get(key), str | int | float) and str(value).strip():
            return str(value).strip()
    return None


def integer(data: Mapping[str, Any], *keys: str) -> int | None:
    """Return a whole number. Packet counters need all of 64 bits."""
    try:
        return int(text(data, *keys) or "")
    except ValueError:
        value = number(data, *keys)
    return None if value is None else int(value)


def number(data: Mapping[str, Any], *keys: str) -> float | None:
    """Return a finite number."""
    try:
        value = float(text(data, *keys) or "")
    except ValueError:
        return None
    return value if abs(value) < float("inf") else None


def flag(data: Mapping[str, Any], *keys: str) -> bool | None:
    """Return a truth value, or None for an unknown word."""
    word = (text(data, *keys) or "").lower()
    return True if word in _TRUE else False if word in _FALSE else None


def moment(data: Mapping[str, Any], *keys: str) -> datetime | None:
    """Return a point in time of the phone's clock, without a time zone."""
    try:
        value = datetime.fromisoformat(text(data, *keys) or "").replace(tzinfo=None)
    except ValueError:
        return None
    return value if value.year in _YEARS else None


def duration(value: object) -> timedelta | None:
    """Return a span of time from any spelling of phones.

    Spellings are `0 Day 2:26:00`, `20 Days 16:11:42`, `3.02:24:46`, `4 mins 49 secs`,
    an object with `Days`, `Hours`, `Minutes`, `Seconds`, and plain seconds.
    """
    try:
        span = timedelta(**_units(value))
    except KeyError, OverflowError, ValueError:
        return None
    return span if timedelta() <= span <= _LONGEST else None


def _units(value: object) -> dict[str, int]:
    if isinstance(value, Mapping):
        given = {key.lower(): integer(value, key) or 0 for key in value}
        return {unit: given[unit] for unit in _UNIT_NAMES.values()}
    written = str(value).strip() if isinstance(value, str | int) else ""
    if match := _CLOCK.fullmatch(written):
        counts = (int(part or 0) for part in match.groups())
        return dict(zip(_UNIT_NAMES.values(), counts, strict=True))
    if units := _UNITS.findall(written):
        return {_UNIT_NAMES[unit.lower()]: int(count) for count, unit in units}
    return {"seconds": int(written)}


def label(data: Mapping[str, Any], *keys: str) -> str | None:
    """Return a text that is fit to be shown: short, on one line, without tags."""
    return _clean(text(data, *keys) or "")


def _clean(written: str) -> str | None:
    plain = _INVISIBLE.sub("", " ".join(written.split()))
    # A name that looks like a tag is still a name.
    plain = " ".join(
        (_TAG.sub("", plain).strip() or plain.translate(_BRACKETS)).split()
    )
    if len(plain) > _MAX_LABEL:
        plain = f"{plain[: _MAX_LABEL - 1]}…"
    return plain or None


def address(data: Mapping[str, Any], *keys: str) -> str | None:
    """Return the number of an address, or `user@host` if it has none."""
    written = text(data, *keys) or ""
    if match := _NAME_ADDRESS.match(written):
        written = match[1]
    written = re.split("[;?\r\n]", _SCHEME.sub("", written), maxsplit=1)[0]
    plain = _clean(written) or ""
    user, _, _ = plain.partition("@")
    return (user if is_number(user) else plain) or None


def is_number(written: str) -> bool:
    """Return whether a text is a telephone number."""
    return _NUMBER.fullmatch(written) is not None


def mac(written: str) -> str | None:
    """Return a MAC address as 12 lower-case hex digits."""
    digits = re.sub(r"[:.-]", "", written.lower())
    return digits if re.fullmatch(r"[0-9a-f]{12}", digits) else None


def name(data: Mapping[str, Any], *keys: str) -> str | None:
    """Return a displayed name. An address loses its scheme."""
    plain = _clean(_SCHEME.sub("", text(data, *keys) or "")) or ""
    is_quoted = len(plain) > 1 and plain[0] == plain[-1] == '"'
    return (plain[1:-1].strip() if is_quoted else plain) or None


def objects(value: object) -> Iterator[Mapping[str, Any]]:
    """Return the objects of a list; a single object counts as a list of one."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, Mapping):
            yield item
