"""The content of the screen as XML, for `uixml`."""

from xml.etree.ElementTree import Element, SubElement, tostring

from simulator.phone.keys import soft_keys
from simulator.phone.phone import Phone
from simulator.telephony.call import CallState

CALL_TITLES = {
    CallState.DIALTONE: "Enter number",
    CallState.SETUP: "Dialing",
    CallState.PROCEEDING: "Dialing",
    CallState.RINGBACK: "Ringing",
    CallState.OFFERING: "Incoming call",
    CallState.CONNECTED: "Active",
    CallState.HOLD: "Hold",
    CallState.DISCONNECTED: "Call ended",
}


def to_xml(phone: Phone) -> str:
    """Return the lines, calls and soft keys of the screen."""
    screen = Element("Screen", Model=phone.profile.model)
    for line in phone.lines:
        SubElement(screen, "Line", Number=str(line.number)).text = line.label
    for call in phone.calls:
        element = SubElement(screen, "Call", State=CALL_TITLES[call.state])
        element.text = call.party.name or phone.typed_number
    for position, key in enumerate(soft_keys(phone), 1):
        SubElement(screen, "SoftKey", Index=str(position)).text = key.label
    return tostring(screen, encoding="unicode")
