"""Calls and call logs of all firmware versions."""

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
)
from custom_components.poly_phone.ucs.models.calls import parse_calls

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


def test_continued_call_is_equal() -> None:
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
        ("Held CallHeld RemoteHold CallRemoteHold", CallState.HELD),
        ("CallRemoteActive RemoteActive", CallState.REMOTE_ACTIVE),
        ("Transferring", CallState.UNKNOWN),
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
        [CALL_V2 | {"CallState": "CallRemoteActive"}],
    ],
)
def test_no_calls(data: object) -> None:
    assert parse_calls(data) == ()


def test_personal_values_are_cleaned() -> None:
    party = {"RemotePartyName": "x" * 5000, "RemotePartyNumber": "1" * 5000}
    [call] = parse_calls([CALL_V2 | party])
    log = CallLog.from_reply({"Missed": [party]})
    for value in (call.name, call.number, log.missed[0].name, log.missed[0].number):
        assert value
        assert len(value) == 128


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
    assert CallLog.from_reply({"Missed": [missed, None]}).missed == (entry,)
