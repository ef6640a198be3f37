"""The telephony notifications as XML."""

from collections.abc import Collection, Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from simulator.phone.phone import Phone
from simulator.quirks import Quirk
from simulator.telephony.call import Call, CallState, sip_uri
from simulator.telephony.far_end import Party
from simulator.telephony.lines import Line

ROOT = "PolycomIPPhone"

_NOTIFICATION_STATES = {CallState.PROCEEDING: "Setup", CallState.HOLD: "CallHold"}


def notification_state(call: Call) -> str:
    """Return the call state in the spelling of notifications."""
    if call.state is CallState.CONNECTED and call.held_by_far:
        return "CallHeld"
    return _NOTIFICATION_STATES.get(call.state, str(call.state))


def plain_event(phone: Phone, name: str, line: Line | None = None) -> Element:
    """Return an event with its name, and a line if given."""
    event = _start_event(phone, name)
    if line:
        add_children(event, LineNumber=line.number)
    return _finish_event(phone, event)


def call_event(phone: Phone, call: Call) -> Element:
    """Return `IncomingCallEvent` or `OutgoingCallEvent`, which have no call reference."""
    name = "IncomingCallEvent" if call.incoming else "OutgoingCallEvent"
    event = _start_event(phone, name)
    called, calling = _parties(call)
    add_children(
        event,
        CallingPartyName=calling.name,
        CallingPartyNumber=calling.number,
        CalledPartyName=called.name,
        CalledPartyNumber=called.number,
    )
    return _finish_event(phone, event)


def state_event(phone: Phone, call: Call) -> Element:
    """Return a `CallStateChangeEvent`; ended calls have only its attributes."""
    line = call.line
    reference, state = f"{call.handle:x}", notification_state(call)
    event = _start_event(phone, "CallStateChangeEvent")
    event.attrib.update(CallReference=reference, CallState=state)
    if Quirk.NO_LINE_NUMBER not in phone.quirks:
        add_children(event, LineNumber=line.number)
    _finish_event(phone, event)
    about = add_line_info(event, line)
    active = any(each.line == line for each in phone.calls)
    add_children(about, LineState="Active" if active else "Inactive")
    if call in phone.calls:
        add_call_info(about, phone, call)
    return event


def login_event(phone: Phone) -> Element:
    """Return the `UserLoginOutEvent` of a sign-in or sign-out."""
    event = _start_event(phone, "UserLoginOutEvent")
    line = next(iter(phone.lines), None)
    if line:
        add_line_info(event, line)
    if phone.signed_in:
        add_children(event, UserLoggedIn=line.user if line else "")
    else:
        add_children(event, UserLoggedOut="")
    return _finish_event(phone, event)


def encode_event(event: Element, quirks: Collection[Quirk]) -> bytes:
    """Return the body of a request, one element per line."""
    text = _to_text(event if Quirk.NO_ROOT in quirks else _add_root([event]))
    if Quirk.UNESCAPED in quirks:
        text = text.replace("&lt;", "<").replace("&amp;", "&")
    charset = "ISO-8859-1" if Quirk.LATIN1 in quirks else "UTF-8"
    if Quirk.DECLARATION in quirks:
        text = f'<?xml version="1.0" encoding="{charset}"?>\n{text}'
    return text.encode(charset, "replace")


def encode_elements(elements: Iterable[Element]) -> bytes:
    """Return some elements below the root element."""
    return _to_text(_add_root(elements)).encode()


def add_children(parent: Element, **values: object) -> None:
    """Add children with text."""
    for name, value in values.items():
        SubElement(parent, name).text = str(value)


def add_line_info(parent: Element, line: Line) -> Element:
    """Add a `CallLineInfo`, and return it."""
    about = SubElement(parent, "CallLineInfo")
    add_children(about, LineKeyNum=line.number, LineDirNum=line.extension)
    return about


def add_call_info(parent: Element, phone: Phone, call: Call) -> None:
    """Add a `CallInfo`."""
    called, calling = _parties(call)
    add_children(
        SubElement(parent, "CallInfo"),
        CallReference=f"{call.handle:x}",
        CallState=notification_state(call),
        CallType="Incoming" if call.incoming else "Outgoing",
        UIAppearanceIndex=call.appearance,
        CalledPartyName=called.name,
        CalledPartyDirNum=called.number,
        CallingPartyName=calling.name,
        CallingPartyDirNum=calling.number,
        CallDuration=call.duration,
        Protocol="SIP",
        Muted=int(phone.muted),
        Ringing=int(call.ringing),
    )


def add_time(parent: Element, phone: Phone) -> None:
    """Add the local time with its offset."""
    moment = phone.to_phone_time(phone.timeline.now)
    add_children(parent, TimeStamp=moment.isoformat(timespec="seconds"))


def _add_root(elements: Iterable[Element]) -> Element:
    root = Element(ROOT)
    root.extend(elements)
    return root


def _to_text(element: Element) -> str:
    indent(element, space="")
    return tostring(element, encoding="unicode", short_empty_elements=False) + "\n"


def _start_event(phone: Phone, name: str) -> Element:
    event = Element(name)
    add_children(event, PhoneIP=phone.address, MACAddress=phone.mac)
    return event


def _finish_event(phone: Phone, event: Element) -> Element:
    add_time(event, phone)
    return event


def _parties(call: Call) -> tuple[Party, Party]:
    """Return the called and the calling party; unknown names are empty."""
    name = "" if call.party.name == call.party.number else call.party.name
    there = Party(name, sip_uri(call.party.number, call.line.proxy))
    here = Party(call.line.label, sip_uri(call.line.address, call.line.proxy))
    return (here, there) if call.incoming else (there, here)
