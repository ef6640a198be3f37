"""Telephony notifications of all firmware versions, and other posted bodies."""

from collections.abc import Mapping
from datetime import timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.poly_phone.ucs import (
    MAX_SIZE,
    Call,
    CallDirection,
    CallState,
    UcsReplyError,
    parse_notification,
)

MAC = "64167fa1b2c3"
BEGIN = f"<PhoneIP>192.0.2.20</PhoneIP><MACAddress>{MAC}</MACAddress>"
INFO = {
    "CallReference": "4af00c18",
    "CallState": "Offering",
    "CallType": "Incoming",
    "UIAppearanceIndex": "1*",
    "CalledPartyName": "Reception",
    "CalledPartyDirNum": "sip:200@voice.example.net",
    "CallingPartyName": "Front door",
    "CallingPartyDirNum": "sip:301@voice.example.net;user=phone",
    "CallDuration": "0",
}


def call_info(**changes: str) -> str:
    """Return the element of a call."""
    fields = INFO | changes
    return f"<CallInfo>{_elements(fields)}</CallInfo>"


def state_change(*infos: str, state: str = "Offering", line: str = "2") -> str:
    """Return an event about a changed call."""
    return (
        f'<CallStateChangeEvent CallReference="4af00c18" CallState="{state}">{BEGIN}'
        f"{f'<LineNumber>{line}</LineNumber>' if line else ''}"
        "<TimeStamp>2026-11-23T12:00:00-08:00</TimeStamp><CallLineInfo>"
        "<LineKeyNum>2</LineKeyNum><LineDirNum>200</LineDirNum>"
        f"<LineState>Active</LineState>{''.join(infos)}</CallLineInfo>"
        "</CallStateChangeEvent>"
    )


def _elements(fields: Mapping[str, str]) -> str:
    return "\n".join(f"<{tag}>{text}</{tag}>" for tag, text in fields.items())


def rooted(event: str) -> str:
    """Return an event in the root element."""
    return f"<PolycomIPPhone>\n{event}\n</PolycomIPPhone>\n"


def read_call(event: str) -> Call:
    """Return the call of an event."""
    call = parse_notification(event.encode()).call
    assert call
    return call


@pytest.mark.parametrize("begin", ["", "\n ", "\ufeff", '<?xml version="1.0"?>\n'])
@pytest.mark.parametrize("has_root", [True, False])
def test_complete_event_is_parsed(begin: str, has_root: bool) -> None:
    event = state_change(call_info())
    notification = parse_notification(
        (begin + (rooted(event) if has_root else event)).encode()
    )
    assert notification.kind == "CallStateChangeEvent"
    assert notification.mac == MAC
    assert notification.call == Call(
        ref="4af00c18",
        state=CallState.OFFERING,
        direction=CallDirection.INCOMING,
        line=2,
        number="301",
        name="Front door",
        is_focused=True,
    )


def test_other_party_of_outgoing_call_is_the_called_one() -> None:
    call = read_call(
        state_change(
            call_info(
                CallType="Outgoing", CallState="RingBack", CalledPartyName="Kitchen"
            )
        )
    )
    assert call.direction is CallDirection.OUTGOING
    assert (call.number, call.name) == ("200", "Kitchen")


def test_event_with_attributes_only_has_a_call() -> None:
    call = read_call(state_change(state="Disconnected", line=""))
    assert call == Call(ref="4af00c18", state=CallState.DISCONNECTED, line=2)


def test_event_selects_its_call_among_several() -> None:
    other = call_info(
        CallReference="4af00c20",
        CallState="CallHold",
        CallingPartyName="Reception desk",
    )
    call = read_call(state_change(other, call_info(CallState="Connected")))
    assert call.state is CallState.CONNECTED
    assert call.name == "Front door"

    call = read_call(state_change(other, state="Disconnected"))
    assert call.state is CallState.DISCONNECTED
    assert call.name is None


def test_call_is_found_in_the_children() -> None:
    event = state_change(call_info()).replace(' CallReference="4af00c18"', "")
    assert read_call(event).handle == "4af00c18"


def test_handle_ignores_its_spelling() -> None:
    event = state_change(call_info(CallReference="4AF00C18", CallingPartyName="Mum"))
    assert read_call(event).handle == "4af00c18"
    assert read_call(event).name == "Mum"


def test_event_without_handle_has_no_call() -> None:
    event = state_change().replace(' CallReference="4af00c18"', "")
    assert parse_notification(event.encode()).call is None


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Dialtone", CallState.DIALTONE),
        ("Setup", CallState.SETUP),
        ("Proceeding", CallState.PROCEEDING),
        ("RingBack", CallState.RINGBACK),
        ("Ringback", CallState.RINGBACK),
        ("Offering", CallState.OFFERING),
        ("Ringing", CallState.OFFERING),
        ("Connected", CallState.CONNECTED),
        ("CallConference", CallState.CONFERENCE),
        ("CallHold", CallState.HOLD),
        ("Hold", CallState.HOLD),
        ("CallConfHold", CallState.HOLD),
        ("CallHeld", CallState.HELD),
        ("Held", CallState.HELD),
        ("CallConfHeld", CallState.HELD),
        ("Disconnected", CallState.DISCONNECTED),
        ("Free", CallState.DISCONNECTED),
        ("RemoteHold", CallState.HELD),
        ("CallRemoteActive", CallState.REMOTE_ACTIVE),
        ("Transferring", CallState.UNKNOWN),
        ("Ncas", CallState.UNKNOWN),
        ("", CallState.UNKNOWN),
    ],
)
def test_states(word: str, state: CallState) -> None:
    assert read_call(state_change(call_info(CallState=word), state=word)).state is state
    assert read_call(state_change(state=word)).state is state


def test_newer_elements_are_parsed() -> None:
    call = read_call(
        state_change(
            call_info(CallDuration="83", Muted="1", Ringing="0", UIAppearanceIndex="2")
        )
    )
    assert call.duration == timedelta(seconds=83)
    assert (call.muted, call.ringing, call.is_focused) == (True, False, False)


@pytest.mark.parametrize("written", ["301", "sip:301", "301@192.0.2.9", "tel:301"])
def test_numbers(written: str) -> None:
    assert read_call(state_change(call_info(CallingPartyDirNum=written))).number == (
        "301"
    )


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("", None),
        ("Meyer & Söhne", "Meyer & Söhne"),
        ("Meyer &amp; Söhne", "Meyer & Söhne"),
        ("R&D", "R&D"),
        ("R&D;", "R&D;"),
        ("&lt;3 &#38; &#x26;", "<3 & &"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_names(written: str, name: str | None, encoding: str) -> None:
    event = rooted(state_change(call_info(CallingPartyName=written)))
    body = f'<?xml version="1.0" encoding="{encoding}"?>{event}'.encode(encoding)
    call = parse_notification(body).call
    assert call
    assert call.name == name


@pytest.mark.parametrize("declared", ["utf-16", "UTF-8", "iso-8859-1", "no-such"])
def test_wrong_declaration_is_ignored(declared: str) -> None:
    event = state_change(call_info(CallingPartyName="Søren"))
    body = f"<?xml version='1.0' encoding='{declared}'?>{event}".encode()
    call = parse_notification(body).call
    assert call
    assert call.name == "Søren"


@pytest.mark.parametrize(
    "mac",
    [MAC, MAC.upper(), "64:16:7f:a1:b2:c3", "64-16-7F-A1-B2-C3", f" {MAC}\n"],
)
def test_mac_ignores_its_spelling(mac: str) -> None:
    event = f"<OnHookEvent><MACAddress>{mac}</MACAddress></OnHookEvent>"
    assert parse_notification(event.encode()).mac == MAC


@pytest.mark.parametrize("mac", ["", "<MACAddress/>", "<MACAddress>x</MACAddress>"])
def test_missing_mac_is_none(mac: str) -> None:
    assert parse_notification(f"<OnHookEvent>{mac}</OnHookEvent>".encode()).mac is None


@pytest.mark.parametrize(
    "kind",
    ["IncomingCallEvent", "OffHookEvent", "LineRegistrationEvent", "MuteEvent", "X"],
)
def test_other_event_has_no_call(kind: str) -> None:
    event = rooted(f"<{kind}>{BEGIN}<LineNumber>1</LineNumber></{kind}>")
    notification = parse_notification(event.encode())
    assert (notification.kind, notification.mac) == (kind, MAC)
    assert notification.call is None


def test_repr_of_notification_has_nothing_personal() -> None:
    notification = parse_notification(state_change(call_info()).encode())
    for personal in ("301", "Front door", "64167f"):
        assert personal not in repr(notification)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"hello",
        b"{}",
        b"<PolycomIPPhone>",
        b"<a></b>",
        b"<?xml",
        b"<MACAddress>64167fa1b2c3</MACAddress",
        b"<!DOCTYPE a><a/>",
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        b"<!DOCTYPE a SYSTEM 'http://192.0.2.1/a.dtd'><a/>",
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///x'>]><a>&b;</a>",
        b"<a>" * 5000,
    ],
)
def test_invalid_notification_is_rejected(body: bytes) -> None:
    with pytest.raises(UcsReplyError):
        parse_notification(body)


@pytest.mark.parametrize(
    ("damage", "name"),
    [
        ("<Lab>", "Lab"),
        ("I <3 you", "I <3 you"),
        ('"Bob" <sip:203@pbx>', "Bob"),
        ("a]]>b", "a]]>b"),
        ("Mum\x00\x1b", "Mum"),
        ("Mum&#0;&#x1F;", "Mum"),
        ("&#x110000;Mum", "Mum"),
        ("Sales & <b>Support</b>", "Sales & Support"),
        ("<!-- Mum", "<!-- Mum"),
    ],
)
def test_damaged_name_is_read(damage: str, name: str) -> None:
    event = rooted(state_change(call_info(CallingPartyName=damage)))
    notification = parse_notification(event.encode())
    assert (notification.kind, notification.mac) == ("CallStateChangeEvent", MAC)
    assert notification.call
    assert notification.call.name == name
    assert notification.call.state is CallState.OFFERING


@pytest.mark.parametrize(
    "body",
    [
        rooted(state_change(call_info())).encode() + b"\x00\x00",
        rooted(state_change(call_info())).encode() + b"\x00 leftovers",
        rooted(state_change(call_info())).encode("utf-16"),
        rooted(state_change(call_info())).encode("utf-16-le"),
        rooted(state_change(call_info())).encode("utf-16-be"),
        rooted(state_change(call_info()))
        .replace("<CalledPartyName>Reception</", "<CalledPartyName </")
        .encode(),
    ],
    ids=["NUL", "leftovers", "UTF-16", "UTF-16LE", "UTF-16BE", "broken tag"],
)
def test_damaged_event_is_read(body: bytes) -> None:
    notification = parse_notification(body)
    assert notification.mac == MAC
    assert notification.call
    assert notification.call.name == "Front door"


def test_number_with_display_name_is_read() -> None:
    written = '"Bob" <sip:203@pbx.example.net;user=phone>'
    assert read_call(state_change(call_info(CallingPartyDirNum=written))).number == (
        "203"
    )


def test_broken_mac_address_is_none() -> None:
    """The vendor's guide prints a tag that is not closed."""
    event = rooted("<OnHookEvent><MACAddress </MACAddress></OnHookEvent>")
    notification = parse_notification(event.encode())
    assert (notification.kind, notification.mac) == ("OnHookEvent", None)


@pytest.mark.parametrize("cut", [60, 200, 400])
def test_cut_event_has_kind_and_mac(cut: int) -> None:
    body = rooted(state_change(call_info())).encode()[:-cut]
    notification = parse_notification(body)
    assert (notification.kind, notification.mac) == ("CallStateChangeEvent", MAC)


def test_too_long_notification_is_rejected() -> None:
    event = f"<A>{BEGIN}</A>"
    parse_notification(event.ljust(MAX_SIZE).encode())
    with pytest.raises(UcsReplyError):
        parse_notification(event.ljust(MAX_SIZE + 1).encode())


def test_nested_elements_are_parsed() -> None:
    depth = MAX_SIZE // 7
    assert parse_notification(b"<a>" * depth + b"</a>" * depth).kind == "a"


TEXTS = st.text() | st.sampled_from(
    ["&", "]]>", "<![CDATA[", "<!--", "<?x?>", "&b;", "4af00c18", "9" * 4301, "1e400"]
)
TAGS = st.sampled_from(
    [*INFO, "Muted", "Ringing", "LineNumber", "CallLineInfo", "CallInfo", "MACAddress"]
)
FRAGMENTS = st.recursive(
    TEXTS,
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        TAGS,
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)
EVENTS = st.builds(
    lambda reference, parts: (
        f'<CallStateChangeEvent CallReference="{reference}">{"".join(parts)}'
        "</CallStateChangeEvent>"
    ),
    TEXTS,
    st.lists(FRAGMENTS, max_size=4),
)


@given(
    st.binary() | (EVENTS | FRAGMENTS).map(lambda text: text.encode(errors="replace"))
)
def test_any_body_is_read_or_refused(body: bytes) -> None:
    try:
        notification = parse_notification(body)
    except UcsReplyError:
        return
    assert notification.kind
