"""What a phone tells of itself and of its calls."""

from collections.abc import Mapping

from simulator.call import Call
from simulator.codes import Code, RefusedError
from simulator.lines import Line
from simulator.phone import Phone

from .request import Request

type Reply = Mapping[str, object]


def device_info_v1(phone: Phone, _request: Request) -> Reply:
    """Model, firmware, uptime and addresses."""
    profile = phone.profile
    return {
        "data": {
            "ModelNumber": profile.model,
            "FirmwareRelease": profile.firmware,
            "DeviceType": "hardwareEndpoint",
            "DeviceVendor": profile.vendor,
            "UpTimeSinceLastReboot": profile.uptime(phone.uptime),
            "IPV4Address": phone.address,
            "IPV6Address": "::",
            "MACAddress": phone.mac,
            "AttachedHardware": profile.attached_hardware,
        }
    }


def device_info_v2(phone: Phone, _request: Request) -> Reply:
    """The same and more, in the newer shape."""
    profile, uptime = phone.profile, phone.uptime
    in_call = any(call.alive for call in phone.calls)
    return {
        "data": {
            "DeviceType": "HardwareEndpoint",
            "ModelNumber": profile.model,
            "DeviceVendor": profile.vendor,
            "Firmware": {
                "Application": f"{profile.firmware} {profile.built}",
                "Updater": profile.updater,
                "BootBlock": profile.boot_block,
            },
            "UpTime": {
                "Days": uptime.days,
                "Hours": uptime.seconds // 3600,
                "Minutes": uptime.seconds // 60 % 60,
                "Seconds": uptime.seconds % 60,
            },
            "MACAddress": phone.mac,
            "IPAddress": phone.address,
            "IPStack": "IPv4 Only",
            "PreferredNetwork": "IPv6",
            "IPv6Address": "::",
            "IPv6LinkAddress": "::",
            "IPv6ULAAddress": "::",
            "AppState": "AppStateCall" if in_call else "AppStateMenu",
            "ReadyToUse": True,
            "CanApplyShutdownRequest": not in_call,
            "IntendToShutdown": phone.restart_pending,
            "AttachedHardware": profile.attached_hardware,
        }
    }


def call_status_v1(phone: Phone, _request: Request) -> Reply:
    """The focused call alone."""
    if not (call := phone.calls.focused):
        raise RefusedError(Code.NO_SUCH_CALL)
    auto = call.incoming and phone.profile.protocol == "Auto"
    number = call.party.number
    return {
        "data": {
            "CallHandle": f"0x{call.handle:x}",
            "Type": _type(call),
            "Protocol": "Auto" if auto else "Sip",
            "CallState": call.state,
            "LineId": call.line.number,
            "RemotePartyName": call.party.name,
            "RemotePartyNumber": number if auto else _uri(number, call.line),
            "DurationInSeconds": call.duration,
        }
    }


def call_status_v2(phone: Phone, request: Request) -> Reply:
    """All calls, or those that the query asks for."""
    wanted = request.query
    records = [_record(phone, call) for call in phone.calls]
    for key, name in (
        ("handle", "CallHandle"),
        ("line", "LineID"),
        ("sequence", "CallSequence"),
    ):
        if key in wanted:
            records = [r for r in records if r[name] == wanted[key].lower()]
    return {"data": records}


def _record(phone: Phone, call: Call) -> dict[str, str]:
    media = call.connected_at is not None and call.alive
    star = "*" if call is phone.calls.focused else ""
    return {
        "CallHandle": f"{call.handle:x}",
        "Type": _type(call),
        "CallState": call.state,
        "Ringing": str(int(call.ringing)),
        "Muted": str(int(phone.muted)),
        "LineID": str(call.line.number),
        "CallSequence": str(call.sequence),
        "UIAppearanceIndex": f"{call.sequence}{star}",
        "Protocol": "SIP",
        "RemotePartyName": call.party.name,
        "RemotePartyNumber": call.party.number,
        "StartTime": phone.local_time(call.started).isoformat(timespec="seconds"),
        "DurationSeconds": str(call.duration),
        "Media Direction": call.media_direction,
        "Remote Connection IP": "192.0.2.53" if media else "",
        "RTPPort": str(call.rtp_port if media else 0),
        "RTCPPort": str(call.rtp_port + 1 if media else 1),
    }


def _type(call: Call) -> str:
    return "Incoming" if call.incoming else "Outgoing"


def _uri(number: str, line: Line) -> str:
    if not number or number.startswith("sip:"):
        return number
    return f"sip:{number}" if "@" in number else f"sip:{number}@{line.proxy}"
