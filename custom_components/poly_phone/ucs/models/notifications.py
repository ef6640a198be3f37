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
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9A-Fa-f]{1,6});)")


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

    Raises:
        UcsReplyError: The body is too long, no XML, or has a DTD.

    """
    if len(body) > MAX_SIZE:
        raise UcsReplyError("the notification is too long")
    try:
        root = fromstring(_text(body), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as err:
        raise UcsReplyError("the notification is not XML") from err
    event = next(iter(root), root) if root.tag == _ROOT else root
    return Notification(
        kind=event.tag,
        mac=parsing.mac((event.findtext("MACAddress") or "").strip()),
        call=_call(event) if event.tag == "CallStateChangeEvent" else None,
    )


def _text(body: bytes) -> str:
    """Return a body as XML without its declaration, whose encoding may be wrong."""
    text = parsing.decoded(body).lstrip("\ufeff \t\r\n")
    if text.startswith("<?xml"):
        text = text.partition("?>")[2]
    # Some phones do not escape ampersands in names, so that the XML is invalid.
    return _AMPERSAND.sub("&amp;", text)


def _call(event: Element) -> Call | None:
    """Return the call of an event, whose children repeat its attributes."""
    infos = [
        {child.tag: (child.text or "").strip() for child in info}
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
