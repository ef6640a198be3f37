"""Calls, call logs and sound quality, as any firmware tells them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from custom_components.poly_phone.ucs import (
    Call,
    CallDirection,
    CallLog,
    CallLogEntry,
    CallState,
    Session,
)
from custom_components.poly_phone.ucs.models import (
    parse_call_list,
    parse_calls,
)

CALL_V1 = {
    "CallHandle": "0x4af00c18",
    "Type": "Incoming",
    "Protocol": "Sip",
    "CallState": "Connected",
    "LineId": "2",
    "RemotePartyName": "Front door",
    "RemotePartyNumber": "sip:301@pbx.example.com",
    "DurationInSeconds": "75",
}
CALL_V2 = {
    "CallHandle": "4af00c18",
    "Type": "Incoming",
    "CallState": "Connected",
    "Ringing": "0",
    "Muted": "1",
    "LineID": "2",
    "CallSequence": "1",
    "UIAppearanceIndex": "1*",
    "Protocol": "SIP",
    "RemotePartyName": "Front door",
    "RemotePartyNumber": "301",
    "StartTime": "2026-09-19T09:29:13",
    "DurationSeconds": "75",
    "Media Direction": "sendrecv",
    "Remote Connection IP": "192.0.2.77",
    "RTPPort": "2240",
    "RTCPPort": "2241",
}
CALL = Call(
    ref="4af00c18",
    state=CallState.CONNECTED,
    direction=CallDirection.INCOMING,
    line=2,
    number="301",
    name="Front door",
    duration=timedelta(seconds=75),
    muted=True,
    ringing=False,
    is_focused=True,
)


def test_call_of_version_1() -> None:
    [call] = parse_calls(CALL_V1)
    assert call == replace(CALL, ref="0x4af00c18", muted=None, ringing=None)
    assert call.duration == timedelta(seconds=75)


def test_call_of_version_2() -> None:
    [call] = parse_calls([CALL_V2])
    assert call == CALL
    assert call.duration == timedelta(seconds=75)


def test_call_of_firmware_between_the_versions() -> None:
    """One object, as in version 1, with the keys of version 2."""
    assert parse_calls(CALL_V2) == (CALL,)


def test_call_that_goes_on_is_the_same() -> None:
    assert parse_calls([CALL_V2 | {"DurationSeconds": "76"}]) == (CALL,)


@pytest.mark.parametrize("handle", ["4af00c18", "0x4af00c18", "0X4AF00C18", "4AF00C18"])
def test_handle(handle: str) -> None:
    """The same call in every version, and the way back to the phone as it was."""
    [call] = parse_calls([CALL_V2 | {"CallHandle": handle}])
    assert call.handle == "4af00c18"
    assert call.ref == handle


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"Type": "Outgoing"}, "direction", CallDirection.OUTGOING),
        ({"Type": "outgoing"}, "direction", CallDirection.OUTGOING),
        ({"Type": "Paged"}, "direction", None),
        ({"Type": ""}, "direction", None),
        ({"UIAppearanceIndex": "2"}, "is_focused", False),
        ({"UIAppearanceIndex": ""}, "is_focused", True),
        ({"Ringing": "1"}, "ringing", True),
        ({"Muted": "0"}, "muted", False),
        ({"LineID": 3}, "line", 3),
        ({"LineID": ""}, "line", None),
        ({"RemotePartyName": ""}, "name", None),
        ({"RemotePartyNumber": ""}, "number", None),
        ({"CallState": "Parked"}, "state", CallState.UNKNOWN),
        ({"CallState": None}, "state", CallState.UNKNOWN),
    ],
)
def test_call_fields(change: Mapping[str, Any], field: str, value: object) -> None:
    [call] = parse_calls([CALL_V2 | change])
    assert getattr(call, field) == value


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Dialtone DialTone", CallState.DIALTONE),
        ("Setup", CallState.SETUP),
        ("Proceeding", CallState.PROCEEDING),
        ("RingBack Ringback", CallState.RINGBACK),
        ("Offering offering Ringing", CallState.OFFERING),
        ("Connected CONNECTED", CallState.CONNECTED),
        ("CallConference", CallState.CONFERENCE),
        ("Hold CallHold CallConfHold", CallState.HOLD),
        ("Held CallHeld", CallState.HELD),
        ("Disconnected Free", CallState.DISCONNECTED),
        ("Parked -", CallState.UNKNOWN),
    ],
)
def test_call_states(words: str, state: CallState) -> None:
    for word in words.split():
        assert CallState.parse(word) is state, word


@pytest.mark.parametrize("word", [None, ""])
def test_no_call_state(word: str | None) -> None:
    assert CallState.parse(word) is CallState.UNKNOWN


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        "",
        [{}],
        [{"CallHandle": ""}],
        [CALL_V2 | {"CallState": "Disconnected"}],
        CALL_V1 | {"CallState": "Disconnected"},
    ],
)
def test_no_calls(data: object) -> None:
    assert parse_calls(data) == ()


def test_several_calls() -> None:
    held = CALL_V2 | {
        "CallHandle": "41000000",
        "CallState": "Hold",
        "UIAppearanceIndex": "2",
    }
    calls = parse_calls([held, CALL_V2])
    assert [(call.handle, call.state, call.is_focused) for call in calls] == [
        ("41000000", CallState.HOLD, False),
        ("4af00c18", CallState.CONNECTED, True),
    ]


def test_call_log() -> None:
    missed = {
        "LineNumber": "1",
        "StartTime": "2026-09-26T08:05:33",
        "RemotePartyName": "Front door",
        "RemotePartyNumber": "301",
        "Duration": "",
    }
    placed = missed | {
        "RemotePartyNumber": "sip:room1@example.com",
        "RemotePartyName": "sip:room1@example.com",
        "Duration": "4 mins 49 secs",
    }
    entry = CallLogEntry(
        line=1,
        started=datetime(2026, 9, 26, 8, 5, 33),  # noqa: DTZ001
        duration=None,
        number="301",
        name="Front door",
    )
    log = CallLog.from_reply({"Missed": [missed], "Received": [], "Placed": [placed]})
    assert log == CallLog(
        missed=(entry,),
        placed=(
            replace(
                entry,
                number="room1@example.com",
                name="room1@example.com",
                duration=timedelta(minutes=4, seconds=49),
            ),
        ),
    )
    assert CallLog.from_reply({}) == CallLog()
    assert parse_call_list([missed, None]) == (entry,)


VOICE = {
    "Ref": "0x4b",
    "Category": "0:Voice",
    "RxCodec": "3:G.722.1",
    "PacketsExpected": "400",
    "PacketsLost": "1",
    "Jitter": "2",
    "Latency": "18",
    "RxMOSLQ": "4.1",
}


def test_session() -> None:
    """The picture of a call without one does not get in the way of the voices."""
    video = {"Category": "1:Video", "RxCodec": "", "RxPayloadSize": "v", "Jitter": "0"}
    session = Session.from_reply(
        {"Ref": "0x4a", "SRTPCall": "True", "Streams": [video, VOICE]}
    )
    assert (session.ref, session.is_encrypted) == ("0x4a", True)
    assert [stream.is_voice for stream in session.streams] == [False, True]
    voice = session.voice
    assert voice
    assert voice.codec == "G.722.1"
    assert (voice.packets_expected, voice.packets_lost, voice.loss) == (400, 1, 0.25)
    assert (voice.jitter, voice.latency, voice.mos) == (2, 18, 4.1)


@pytest.mark.parametrize("data", [{"Ref": "0x4a"}, {"Streams": []}, {}])
def test_session_without_streams(data: Mapping[str, Any]) -> None:
    session = Session.from_reply(data)
    assert session.streams == ()
    assert session.voice is None


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"RxMOSLQ": "127.0"}, "mos", None),
        ({"RxMOSLQ": ""}, "mos", None),
        ({"RxCodec": "G722"}, "codec", "G722"),
        ({"RxCodec": ""}, "codec", None),
        ({"PacketsExpected": "0"}, "loss", None),
        ({"PacketsLost": ""}, "loss", None),
    ],
)
def test_stream_fields(change: Mapping[str, Any], field: str, value: object) -> None:
    voice = Session.from_reply({"Streams": [VOICE | change]}).voice
    assert getattr(voice, field) == value
