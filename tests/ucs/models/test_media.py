"""Media and voice quality of all firmware versions."""

from collections.abc import Mapping
from typing import Any

import pytest

from custom_components.poly_phone.ucs import (
    CommunicationInfo,
    Session,
)


@pytest.mark.parametrize(
    ("data", "is_muted", "kinds"),
    [
        ({"PhoneMuteState": "True", "CommunicationType": ["RxTx", "Rx"]}, True, 2),
        ({"PhoneMuteState": "False", "CommunicationType": []}, False, 0),
        ({"PhoneMuteState": "", "CommunicationType": "RxTx"}, None, 0),
        ({"CommunicationType": ["RxTx", None, {}]}, None, 1),
        ({}, None, 0),
    ],
)
def test_communication_info(
    data: Mapping[str, Any], is_muted: bool | None, kinds: int
) -> None:
    assert CommunicationInfo.from_reply(data) == CommunicationInfo(
        is_muted=is_muted, kinds=("RxTx", "Rx")[:kinds]
    )


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
    """An empty video stream does not hide the voice stream."""
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
