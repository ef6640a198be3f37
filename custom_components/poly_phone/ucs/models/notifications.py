"""The telephony notifications that phones post as XML."""

from dataclasses import dataclass, field
import re
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from .. import parsing
from ..errors import UcsReplyError
from .calls import Call, CallDirection

MAX_SIZE: Final = 16 * 1024
"""Largest body in bytes; known events have less than 2 KB."""

_ROOT = "PolycomIPPhone"
_KNOWN = (
    rf"(?:{_ROOT}|\w+Event|PhoneIP|MACAddress|TimeStamp|Line(?:Number|KeyNum|DirNum|State)"
    r"|Call(?:LineInfo|Info|Reference|State|Type|Duration)|UIAppearanceIndex|Protocol"
    r"|Muted|Ringing|Call(?:ed|ing)Party(?:Name|DirNum|Number)|UserLogged(?:In|Out))"
)
"""Pattern of the elements that notifications are known to have."""

_UTF_16 = {b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
"""Encodings by the first bytes after a byte order mark."""

_DECLARATION = re.compile(r"^[\ufeff\s]*(?:<\?xml.*?(?:\?>|$))?\s*", re.DOTALL)
_REFERENCE = re.compile(
    r"&(?:(?:amp|lt|gt|quot|apos);|#(?:(\d{1,7})|x([0-9A-Fa-f]{1,6}));)?"
)
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BROKEN_TAG = re.compile(rf"<({_KNOWN})\s([^<>=]*)</\1>")
_STRAY_BRACKET = re.compile(rf"<(?!/?{_KNOWN}[\s/>])")
_EVENT = re.compile(r"<(\w+Event)\b")
_MAC_ADDRESS = re.compile(r"<MACAddress\W{0,5}([0-9A-Fa-f:.-]{12,17})")


@dataclass(frozen=True, kw_only=True)
class Notification:
    """A telephony notification of a phone. Source: `apps.telNotification.URL`."""

    kind: str
    """Name of the event's element, for example `CallStateChangeEvent`."""

    mac: str | None = field(repr=False)
    """12 lower-case hex digits."""

    call: Call | None = None
    """The call that changed, in a `CallStateChangeEvent`."""


def parse_notification(body: bytes) -> Notification:
    """Parse the body of a POST: one event, with or without the root element.

    XML that is not well-formed is repaired. If that fails, only kind and MAC are read.

    Raises:
        UcsReplyError: The body is too long, names no event, or has a DTD.

    """
    if len(body) > MAX_SIZE:
        raise UcsReplyError("the notification is too long")
    text = _text(body)
    for attempt in (text, _repair(text)):
        try:
            root = fromstring(attempt, forbid_dtd=True)
        except ParseError:
            continue
        except (DefusedXmlException, ValueError, RecursionError) as err:
            raise UcsReplyError("the notification is not XML") from err
        event = next(iter(root), root) if root.tag == _ROOT else root
        return Notification(
            kind=event.tag,
            mac=parsing.mac((event.findtext("MACAddress") or "").strip()),
            call=_call(event) if event.tag == "CallStateChangeEvent" else None,
        )
    if not (kind := _EVENT.search(text)):
        raise UcsReplyError("the notification names no event")
    address = _MAC_ADDRESS.search(text)
    return Notification(kind=kind[1], mac=parsing.mac(address[1]) if address else None)


def _text(body: bytes) -> str:
    """Return a body as XML without its declaration, whose encoding may be wrong."""
    first = body.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")[:2]
    if first in _UTF_16:
        text = body.decode(_UTF_16[first], "replace")
    else:
        text = parsing.decoded(body)
    text = _DECLARATION.sub("", text, count=1)
    return _REFERENCE.sub(_valid_reference, _NOT_XML.sub("", text))


def _valid_reference(match: re.Match[str]) -> str:
    """Return a reference, an escaped ampersand, or nothing for an invalid character."""
    if match[0] == "&":
        return "&amp;"
    code = int(match[1]) if match[1] else int(match[2], 16) if match[2] else 0x20
    return "" if code > 0x10FFFF or _NOT_XML.match(chr(code)) else match[0]


def _repair(text: str) -> str:
    """Escape brackets that begin no known element, and drop what follows the root."""
    text = _BROKEN_TAG.sub(r"<\1>\2</\1>", text[: text.rfind(">") + 1])
    return _STRAY_BRACKET.sub("&lt;", text.replace("]]>", "]]&gt;"))


def _call(event: Element) -> Call | None:
    """Return the call of an event, whose children repeat its attributes."""
    infos = [
        {child.tag: "".join(child.itertext()).strip() for child in info}
        for info in event.iter("CallInfo")
    ]
    by_ref = {info.get("CallReference", "").lower(): info for info in infos}
    ref = event.get("CallReference", "").lower() or next(filter(None, by_ref), None)
    if not ref:
        return None
    info = by_ref.get(ref, {})
    is_outgoing = info.get("CallType", "").lower() == CallDirection.OUTGOING
    other = "Called" if is_outgoing else "Calling"
    return Call.from_reply(
        {
            "CallHandle": ref,
            "CallState": info.get("CallState") or event.get("CallState", ""),
            "Type": info.get("CallType", ""),
            "LineID": event.findtext("LineNumber")
            or event.findtext("CallLineInfo/LineKeyNum")
            or "",
            "RemotePartyName": info.get(f"{other}PartyName", ""),
            "RemotePartyNumber": info.get(f"{other}PartyDirNum", ""),
            "DurationSeconds": info.get("CallDuration", ""),
            "Muted": info.get("Muted", ""),
            "Ringing": info.get("Ringing", ""),
            "UIAppearanceIndex": info.get("UIAppearanceIndex") or "*",
        }
    )
