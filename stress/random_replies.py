"""Random replies and notifications for fuzzing."""

from collections.abc import Iterator
import gzip
import json
from typing import Any

from hypothesis import strategies as st

from simulator import PROFILES, Exchange, ManualClock, Phone
from simulator.commands.encoding import encode
from simulator.commands.request import Request
from simulator.commands.table import find_command
from simulator.return_codes import Code, RefusedError

BOMB = gzip.compress(b" " * 64 * 1024 * 1024)
"""64 KB that become 64 MB."""

KEYS = st.sampled_from(
    [
        *("CallHandle", "CallState", "Type", "LineId", "UIAppearanceIndex"),
        *("DurationSeconds", "Muted", "RemotePartyNumber", "RemotePartyName"),
        *("RegistrationStatus", "SIPAddress", "Label", "CallServers", "Port"),
        *("ModelNumber", "Firmware", "UpTime", "MACAddress", "AttachedHardware", "EM"),
        *("Days", "Hours", "Minutes", "Seconds", "FirmwareRelease"),
        *("RxPackets", "CPU", "Memory", "Current", "Used", "VLANID", "DHCP"),
        *("User", "Events", "Expires", "Name", "CommunicationType", "PhoneMuteState"),
        *("Missed", "Received", "Placed", "StartTime", "Duration", "State"),
        *("Streams", "RxCodec", "RxMOSLQ", "PacketsExpected", "Value", "Source"),
    ]
)
TEXTS = st.text() | st.sampled_from(
    [
        *("", "0", "-1", "1e400", "1e999", "NaN", "9" * 4301, "1*", "True", "\0"),
        *("registered", "Connected", "Incoming", "0x4af00c18", "0 Day 2:26:00"),
        *("5 mins", "VVX 1", "Trio 1", "2026-09-19T09:29:13", "sip:", "\ud800"),
        *("99999999999.00:00:00", "9999-12-31T23:59:59", "0000-00-00", "\u0663"),
        *("<Lab>", "<b>x</b>", '"Bob" <sip:203@pbx>', "SIP:1", "tel:1", "a\r\n\tb"),
        *("x" * 5000, "<" * 5000, "\u202ex", "RemoteHold", "CallRemoteActive"),
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(KEYS | st.text(), children, max_size=6)
    ),
    max_leaves=20,
)
STATUSES = st.sampled_from(["2000", "2000", "2000", 2000, "4007", "4004"])
OBJECTS = st.fixed_dictionaries(
    {"Status": STATUSES | VALUES},
    optional={"data": VALUES, "Presence": VALUES, "InvalidParams": VALUES},
)


def _valid_replies() -> Iterator[bytes]:
    """Yield replies of all simulated models during a call."""
    for profile in PROFILES.values():
        phone = Phone(
            profile,
            exchange=Exchange(ManualClock()),
            mac=f"{profile.mac:012x}",
            password="1",
        )
        phone.ring("sip:301@voice.example.net", "Front door")
        for call in phone.calls:
            call.answer()
        for path in (
            *("v1/mgmt/device/info", "v2/mgmt/device/info", "v1/mgmt/device/stats"),
            *("v1/mgmt/network/info", "v1/mgmt/network/stats", "v1/mgmt/lineInfo"),
            *("v2/mgmt/lineInfo", "v1/webCallControl/sipStatus", "v1/mgmt/callLogs"),
            *("v1/webCallControl/callStatus", "v2/webCallControl/callStatus"),
            *("v1/mgmt/media/communicationInfo", "v1/mgmt/media/sessionStats"),
            *("v1/mgmt/pollForStatus", "v1/mgmt/transferType/get"),
        ):
            if command := find_command(phone, "GET", f"/api/{path}"):
                try:
                    reply = {**command.run(phone, Request()), "Status": Code.DONE}
                except RefusedError as refused:
                    reply = {"Status": refused.code}
                yield encode(reply, phone.random)


VALID_REPLIES = tuple(_valid_replies())
CUTS = st.lists(
    st.tuples(st.integers(0, 4000), st.integers(0, 20), st.binary(max_size=8)),
    max_size=4,
)


def mutated(body: bytes, cuts: list[tuple[int, int, bytes]]) -> bytes:
    """Return a body with replaced parts."""
    for start, length, piece in cuts:
        at = start % (len(body) + 1)
        body = body[:at] + piece + body[at + length :]
    return body


def _nested(opened: str, closed: str, depth: int) -> bytes:
    inner = opened * depth + '""' + closed * depth
    return f'{{"data": {{"ModelNumber": "VVX", "UpTime": {inner}}}, "Status": "2000"}}'.encode()


def _dumped(value: Any) -> bytes:
    return json.dumps(value).encode()


REPLIES = st.one_of(
    st.binary(),
    OBJECTS.map(_dumped),
    st.builds(mutated, st.sampled_from(VALID_REPLIES), CUTS),
    st.builds(
        _nested,
        *(st.sampled_from(['{"UpTime":']), st.just("}")),
        st.sampled_from([90, 900, 9_000]),
    ),
    st.builds(_nested, st.just("["), st.just("]"), st.sampled_from([90, 900, 9_000])),
    st.sampled_from(
        [
            *(b'{"Status": %s}' % number for number in (b"1e999", b"-0", b"NaN")),
            b'{"data": {"RxPackets": %s}, "Status": "2000"}' % (b"9" * 5000),
            b'{"data": {"RxPackets": %s}, "Status": "2000"}' % (b"9" * 4000),
            b'{"data": "\\ud800\\u0000", "Status": "2000"}',
            b'\xef\xbb\xbf{"Status": "2000"}',
            b'{"Status": "2000"}'.decode().encode("utf-16"),
        ]
    ),
)
"""Bodies of replies."""

NOTIFICATION = (
    b'<PolycomIPPhone><CallStateChangeEvent CallReference="4af00c18" CallState="Offering">'
    b"<PhoneIP>192.0.2.20</PhoneIP><MACAddress>64167fa1b2c3</MACAddress>"
    b"<LineNumber>1</LineNumber><CallLineInfo><LineKeyNum>1</LineKeyNum><CallInfo>"
    b"<CallReference>4af00c18</CallReference><CallState>Offering</CallState>"
    b"<CallType>Incoming</CallType><CallingPartyName>Front &amp; back</CallingPartyName>"
    b"<CallingPartyDirNum>sip:301@voice.example.net</CallingPartyDirNum>"
    b"<CallDuration>12</CallDuration><Muted>0</Muted></CallInfo></CallLineInfo>"
    b"</CallStateChangeEvent></PolycomIPPhone>"
)
LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(
        b'<!ENTITY %c "%s">' % (ord("b") + i, b"&%c;" % (ord("a") + i) * 10)
        for i in range(9)
    )
    + b"]><OnHookEvent>&j;</OnHookEvent>"
)
"""Nested XML entities that expand to gigabytes."""

NOTIFICATIONS = st.one_of(
    st.binary(),
    st.builds(mutated, st.just(NOTIFICATION), CUTS),
    (TEXTS | st.text()).map(
        lambda name: NOTIFICATION.replace(
            b"Front &amp; back", name.encode(errors="replace")
        )
    ),
    st.text().map(lambda text: f"<a b='{text}'>{text}</a>".encode(errors="replace")),
    st.integers(1, 4000).map(lambda depth: b"<a>" * depth + b"</a>" * depth),
    st.sampled_from(
        [
            *(LAUGHS, b"<a>" * 5000, b"<a " + b"b='' " * 3000 + b"/>", b"\0" * 9000),
            b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
            b'<!DOCTYPE x [<!ENTITY y SYSTEM "file:///etc/passwd">]><x>&y;</x>',
            b"<?xml version='1.0' encoding='utf-7'?>+ADw-a/+AD4-",
            *("<a/>".encode("utf-16"), NOTIFICATION.decode().encode("utf-16-be")),
            *(NOTIFICATION + b"\0\0<", NOTIFICATION[:-60], NOTIFICATION * 20),
            *(b"<MACAddress" + b" " * 16_000, b"<Muted " * 2000, b"<aEvent" * 2000),
            b"<a>" + b"&#55296;" * 99 + b"</a>",
        ]
    ),
)
"""Bodies of notifications."""


@st.composite
def exchanges(draw: st.DrawFn) -> bytes:
    """Return all bytes of an HTTP response."""
    body: bytes = draw(REPLIES)
    line = draw(
        st.sampled_from(
            [
                *(b"HTTP/1.1 200 OK", b"HTTP/1.1 200 OK", b"HTTP/1.1 200", b""),
                *(b"HTTP/1.0 200 OK", b"HTTP/0.9 200 OK", b"HTTP/2 200 OK"),
                *(b"HTTP/1.1 204 None", b"HTTP/1.1 304 None", b"HTTP/1.1 999 What"),
                *(b"HTTP/1.1 100 Continue", b"HTTP/1.1 101 Other", b"HTTP/1.1 0 No"),
                *(b"HTTP/1.1 401 Login", b"HTTP/1.1 403 Busy", b"HTTP/1.1 404 None"),
                b"HTTP/1.1 302 Found\r\nLocation: http://192.0.2.1/",
                b"HTTP/1.1 " + b"9" * 5000 + b" OK",
            ]
        )
        | st.binary(max_size=40)
    )
    headers = draw(
        st.lists(
            st.sampled_from(
                [
                    b"Content-Length: %d" % len(body),
                    *(b"Content-Length: %d" % (len(body) + n) for n in (-1, 1, 999)),
                    *(b"Content-Length: -1", b"Content-Length: " + b"9" * 30),
                    *(b"Transfer-Encoding: chunked", b"Transfer-Encoding: gzip"),
                    *(b"Content-Encoding: gzip", b"Content-Encoding: deflate"),
                    *(b"Content-Encoding: br", b"Connection: close", b"Upgrade: h2c"),
                    *(b"X: " + b"x" * 100_000, b"\r\n".join([b"X: x"] * 2000)),
                    *(b"no colon", b"\0: \0", b" folded", b"X: \xff\xfe"),
                    *(b'WWW-Authenticate: Basic realm="x"', b"WWW-Authenticate:"),
                    b"WWW-Authenticate: Digest " + b"x" * 1000,
                    b'WWW-Authenticate: Digest realm="x", nonce="y", qop="auth"',
                    b'WWW-Authenticate: Digest nonce="", algorithm=ROT13, qop="auth"',
                    b'WWW-Authenticate: Basic realm="x", Digest realm="x", nonce="1"',
                ]
            )
            | st.binary(max_size=40),
            max_size=5,
        )
    )
    if b"Transfer-Encoding: chunked" in headers:
        size = draw(
            st.sampled_from([b"%x" % len(body), b"ffffffffffff", b"-1", b"1;x"])
        )
        body = size + b"\r\n" + body + b"\r\n0\r\n\r\n"
    if b"Content-Encoding: gzip" in headers:
        body = draw(st.sampled_from([body, gzip.compress(body), BOMB, BOMB[:99]]))
    return b"\r\n".join([line, *headers, b"", b""]) + body
