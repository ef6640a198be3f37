"""Replies about the audio and video of calls."""

from simulator.phone.phone import Phone
from simulator.return_codes import Code, RefusedError
from simulator.telephony.call import Call

from .request import Reply, Request

PACKETS_PER_SECOND = 50
LOSS = 400
"""One of this many packets is lost."""

_COMMUNICATION_TYPES = {"sendrecv": "RxTx", "sendonly": "Tx", "recvonly": "Rx"}


def communication_info(phone: Phone, _request: Request) -> Reply:
    """Return the mute state; 4007 without a call."""
    if not (call := phone.calls.focused):
        raise RefusedError(Code.NO_SUCH_CALL)
    direction = _COMMUNICATION_TYPES.get(call.media_direction, "None")
    return {
        "data": {
            "CommunicationType": [direction] * (3 if phone.profile.video else 1),
            "FarEndMuteState": [],
            "PhoneMuteState": phone.muted,
        }
    }


def session_stats(phone: Phone, _request: Request) -> Reply:
    """Return the quality of all calls; old Trios freeze."""
    if phone.profile.has_freezing_session_stats:
        phone.is_frozen = True
    return {"data": [_session(phone, call) for call in phone.calls]}


def _session(phone: Phone, call: Call) -> dict[str, object]:
    session: dict[str, object] = {
        "Ref": f"0x{call.handle:x}",
        "SRTPCall": False,
        "H235Call": False,
    }
    if call.connected_at is None:
        return session
    streams = [_voice_stream(phone, call)]
    if phone.profile.video:
        streams.append(_empty_video_stream(call))
    return session | {"Streams": streams}


def _voice_stream(phone: Phone, call: Call) -> dict[str, object]:
    packets = call.duration * PACKETS_PER_SECOND
    lost = packets // LOSS
    measured = phone.profile.voice_quality
    return {
        "Ref": f"0x{call.handle + 0x10:x}",
        "Category": "0:Voice",
        "RxCodec": "9:G.722",
        "TxCodec": "9:G.722",
        "PacketsSent": packets,
        "PacketsReceived": packets - lost,
        "PacketsExpected": packets,
        "PacketsLost": lost,
        "OctetsSent": packets * 160,
        "OctetsReceived": (packets - lost) * 160,
        "Jitter": 2 + call.duration % 3,
        "MaxJitter": 7,
        "Latency": 18,
        "RxPayloadSize": 160,
        "TxPayloadSize": 160,
        "RxMOSLQ": "4.3" if measured else "127.0",
        "RxMOSCQ": "4.2" if measured else "127.0",
        "TxMOSLQ": "4.3" if measured else "127.0",
        "TxMOSCQ": "4.2" if measured else "127.0",
    }


def _empty_video_stream(call: Call) -> dict[str, object]:
    """Return the empty video stream of a call without video."""
    names = (
        *("PacketsSent", "PacketsReceived", "PacketsExpected", "PacketsLost"),
        *("OctetsSent", "OctetsReceived", "Jitter", "MaxJitter", "Latency"),
        *("VideoRxFrameWidth", "VideoRxFrameHeight", "VideoRxFramerate"),
        *("VideoTxFrameWidth", "VideoTxFrameHeight", "VideoTxFramerate"),
        *("VideoRxFastUpdateReqCnt", "VideoTxFastUpdateReqCnt"),
        *("VideoRxActBitrateKbps", "VideoTxActBitrateKbps"),
        "VideoTxConfigBitrateKbps",
    )
    return {
        "Ref": f"0x{call.handle + 0x20:x}",
        "Category": "1:Video",
        "RxCodec": "",
        "TxCodec": "",
        "RxPayloadSize": "v",
        "TxPayloadSize": "v",
        **dict.fromkeys(names, 0),
    }
