"""Replies about current calls and about the call log."""

from simulator.phone.phone import Phone
from simulator.quirks import Quirk
from simulator.return_codes import Code, RefusedError
from simulator.telephony.call import ESTABLISHED, Call, CallState, sip_uri
from simulator.telephony.call_log import DIRECTIONS, Direction

from .request import Handler, Reply, Request


def call_status_v1(phone: Phone, _request: Request) -> Reply:
    """Return one call only; firmware differs in which one."""
    if not (call := _select_call(phone)):
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
            "RemotePartyNumber": number if auto else sip_uri(number, call.line.proxy),
            "DurationInSeconds": call.duration,
        }
    }


def call_status_v2(phone: Phone, request: Request) -> Reply:
    """Return all calls, or those that match the query."""
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


def call_logs(phone: Phone, _request: Request) -> Reply:
    """Return the three lists of the call log."""
    return {"data": {name: _entries(phone, name) for name in DIRECTIONS}}


def call_log(direction: Direction) -> Handler:
    """Return the command that reads one list of the log."""

    def run(phone: Phone, _request: Request) -> Reply:
        return {"data": _entries(phone, direction)}

    return run


def poll_for_status(phone: Phone, _request: Request) -> Reply:
    """Return one sentence about the calls; ringing calls are left out."""
    if call := phone.calls.first(*ESTABLISHED):
        text = f"Active call duration {format_duration(call.duration)}"
        return {"data": {"State": "Active", "StateData": text}}
    last = phone.log.last()
    moment = _local(phone, last.started) if last else ""
    return {"data": {"State": "Idle", "StateData": f"Time of last call {moment}"}}


def _entries(phone: Phone, direction: Direction) -> list[dict[str, object]]:
    return [
        {
            "LineNumber": entry.line,
            "StartTime": _local(phone, entry.started),
            "RemotePartyName": entry.name,
            "RemotePartyNumber": entry.number,
            "Duration": "" if entry.seconds is None else format_duration(entry.seconds),
        }
        for entry in phone.log.lists[direction]
    ]


def format_duration(seconds: int) -> str:
    """Return a duration in the form `4 mins 49 secs`."""
    hours, rest = divmod(seconds, 3600)
    parts = ((hours, "hour"), (rest // 60, "min"), (rest % 60, "sec"))
    texts = [f"{n} {unit}{'' if n == 1 else 's'}" for n, unit in parts if n]
    return " ".join(texts) or "0 secs"


def _local(phone: Phone, moment: float) -> str:
    return phone.local_time(moment).isoformat(timespec="seconds")


def _select_call(phone: Phone) -> Call | None:
    """Return the focused call, or another one because of a quirk."""
    calls = phone.calls
    if Quirk.V1_NEWEST_FIRST in phone.quirks:
        return next(reversed(tuple(calls)), None)
    states = (CallState.CONNECTED, CallState.OFFERING)
    if Quirk.V1_CONNECTED_FIRST in phone.quirks:
        return next(filter(None, map(calls.first, states)), calls.focused)
    return calls.focused


def _record(phone: Phone, call: Call) -> dict[str, str]:
    media = call.connected_at is not None and call.is_alive
    return {
        "CallHandle": f"{call.handle:x}",
        "Type": _type(call),
        "CallState": call.state,
        "Ringing": str(int(call.ringing)),
        "Muted": str(int(phone.muted)),
        "LineID": str(call.line.number),
        "CallSequence": str(call.sequence),
        "UIAppearanceIndex": call.appearance,
        "Protocol": "SIP",
        "RemotePartyName": call.party.name,
        "RemotePartyNumber": call.party.number,
        "StartTime": _local(phone, call.started),
        "DurationSeconds": str(call.duration),
        "Media Direction": call.media_direction,
        "Remote Connection IP": "192.0.2.53" if media else "",
        "RTPPort": str(call.rtp_port if media else 0),
        "RTCPPort": str(call.rtp_port + 1 if media else 1),
    }


def _type(call: Call) -> str:
    return "Incoming" if call.incoming else "Outgoing"
