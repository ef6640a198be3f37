"""Tests of the XML of telephony notifications."""

from simulator import ManualClock, SimulatedPhone
from simulator.quirks import Quirk
from tests.simulator.conftest import Receiver

STATES = "callStateChangeEvent"


async def test_body_of_a_call_event(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.listen_to(phone, "incomingEvent", "offhookEvent")
    phone.configure({"tcpIpApp.sntp.gmtOffset": "-18000"})
    phone.ring("300", "Tom & <Jerry> Müller")
    await phone.settle()
    assert receiver.bodies == [
        f"""\
<PolycomIPPhone>
<IncomingCallEvent>
<PhoneIP>127.0.0.1</PhoneIP>
<MACAddress>{phone.mac}</MACAddress>
<CallingPartyName>Tom &amp; &lt;Jerry&gt; Müller</CallingPartyName>
<CallingPartyNumber>sip:300@voice.example.net</CallingPartyNumber>
<CalledPartyName>Reception</CalledPartyName>
<CalledPartyNumber>sip:200@voice.example.net</CalledPartyNumber>
<TimeStamp>2025-12-31T19:00:00-05:00</TimeStamp>
</IncomingCallEvent>
</PolycomIPPhone>
""".encode()
    ]
    (request,) = receiver.requests
    assert (request.method, request.path) == ("POST", "/events")


async def test_outgoing_call_has_no_name_yet(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.listen_to(phone, "outgoingEvent")
    phone.dial("5550100", line=2)
    clock.advance(1)
    await phone.settle()
    (event,) = receiver.events
    assert event.findtext("CallingPartyName") == "Service"
    assert event.findtext("CallingPartyNumber") == "sip:agentphone@voice.example.net"
    assert event.findtext("CalledPartyName") == ""
    assert event.findtext("CalledPartyNumber") == "sip:5550100@voice.example.net"


async def test_body_of_a_state_event(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.listen_to(phone, STATES)
    phone.ring("300", "Front Door", line=2)
    (call,) = phone.calls
    call.answer()
    clock.advance(5)
    phone.set_mute(True)
    call.hold()
    await phone.settle()
    event = receiver.events[-1]
    handle = f"{call.handle:x}"
    assert dict(event.items()) == {"CallReference": handle, "CallState": "CallHold"}
    assert [child.tag for child in event] == [
        *("PhoneIP", "MACAddress", "LineNumber", "TimeStamp", "CallLineInfo")
    ]
    line, info = event.find("CallLineInfo"), event.find("CallLineInfo/CallInfo")
    assert line is not None
    assert info is not None
    assert [(child.tag, child.text) for child in line[:-1]] == [
        ("LineKeyNum", "2"),
        ("LineDirNum", "agentphone"),
        ("LineState", "Active"),
    ]
    assert [(child.tag, child.text) for child in info] == [
        ("CallReference", handle),
        ("CallState", "CallHold"),
        ("CallType", "Incoming"),
        ("UIAppearanceIndex", "1*"),
        ("CalledPartyName", "Service"),
        ("CalledPartyDirNum", "sip:agentphone@voice.example.net"),
        ("CallingPartyName", "Front Door"),
        ("CallingPartyDirNum", "sip:300@voice.example.net"),
        ("CallDuration", "5"),
        ("Protocol", "SIP"),
        ("Muted", "1"),
        ("Ringing", "0"),
    ]


async def test_ended_call_has_only_attributes(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    receiver.listen_to(phone, STATES)
    phone.ring("300")
    phone.ring("301")
    first, second = phone.calls
    first.hang_up()
    second.hang_up()
    await phone.settle()
    assert receiver.names[-2:] == ["Disconnected"] * 2
    with_other, alone = receiver.events[-2:]
    assert with_other.findtext("CallLineInfo/LineState") == "Active"
    assert alone.findtext("CallLineInfo/LineState") == "Inactive"
    assert with_other.find(".//CallInfo") is alone.find(".//CallInfo") is None


async def _body(
    phone: SimulatedPhone,
    receiver: Receiver,
    *quirks: Quirk,
    name: str = "Tom & Jürgen ☎",
) -> bytes:
    receiver.listen_to(phone, "incomingEvent")
    phone.quirks.update(quirks)
    phone.ring("300", name)
    await phone.settle()
    return receiver.bodies[0]


async def test_declaration(phone: SimulatedPhone, receiver: Receiver) -> None:
    body = await _body(phone, receiver, Quirk.DECLARATION)
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n<PolycomIPPhone>\n'
    assert body.startswith(head)


async def test_latin1(phone: SimulatedPhone, receiver: Receiver) -> None:
    body = await _body(phone, receiver, Quirk.LATIN1, Quirk.DECLARATION)
    assert b'encoding="ISO-8859-1"' in body
    assert ">Tom &amp; Jürgen ?<".encode("latin-1") in body


async def test_no_root(phone: SimulatedPhone, receiver: Receiver) -> None:
    body = await _body(phone, receiver, Quirk.NO_ROOT)
    assert body.startswith(b"<IncomingCallEvent>\n<PhoneIP>")
    assert body.endswith(b"</TimeStamp>\n</IncomingCallEvent>\n")


async def test_unescaped(phone: SimulatedPhone, receiver: Receiver) -> None:
    body = await _body(phone, receiver, Quirk.UNESCAPED, name="<3 Tom & Jürgen <Lab>")
    name = "<3 Tom & Jürgen <Lab&gt;"
    assert f"<CallingPartyName>{name}</CallingPartyName>".encode() in body


async def test_no_line_number(phone: SimulatedPhone, receiver: Receiver) -> None:
    receiver.listen_to(phone, STATES, "lineRegistrationEvent")
    phone.quirks.add(Quirk.NO_LINE_NUMBER)
    phone.ring("300")
    phone.set_registered(False)
    phone.set_registered(True)
    await phone.settle()
    numbers = [event.findtext("LineNumber") for event in receiver.events]
    assert numbers == [None, "1", "2"]
