"""Replies about lines and registrations."""

from collections.abc import Iterator

from simulator.phone.phone import Phone
from simulator.telephony.lines import Line

from .request import Reply, Request

RETRY_SECONDS = 8


def line_info_v1(phone: Phone, _request: Request) -> Reply:
    """Return one entry per line key, so that lines may repeat."""
    profile = phone.profile
    entries: list[dict[str, object]] = []
    for number, line in _line_keys(phone):
        registered = phone.registered(line)
        entry: dict[str, object] = {
            "LineNumber": number,
            "RegistrationStatus": _registration(registered),
            "LineType": line.line_type,
            "SIPAddress": line.address,
            "UserID": line.user,
            "Label": line.label,
        }
        if registered or profile.proxy_when_unregistered:
            entry |= {
                "Protocol": profile.protocol,
                "ProxyAddress": line.proxy,
                "Port": line.port,
            }
        entries.append(entry)
    return {"data": entries or [_placeholder(phone)]}


def line_info_v2(phone: Phone, _request: Request) -> Reply:
    """Return the lines in the newer format, with do not disturb.

    Only some of its keys are known; the others are copied from v1.
    """
    entries: list[dict[str, object]] = []
    for number, line in _line_keys(phone):
        registered = phone.registered(line)
        server = {"Address": line.proxy, "Port": line.port, "Working": registered}
        entries.append(
            {
                "LineNumber": number,
                "RegistrationStatus": _registration(registered),
                "LineType": line.line_type,
                "SIPAddress": line.address,
                "Username": line.user,
                "Label": line.label,
                "DoNotDisturb": phone.do_not_disturb.is_reported,
                "Active": any(call.line == line for call in phone.calls),
                "CallServers": [server] if number == line.number else [],
            }
        )
    if not entries:
        placeholder = _placeholder(phone)
        placeholder["Username"] = placeholder.pop("UserID")
        entries = [
            placeholder | {"DoNotDisturb": False, "Active": False, "CallServers": []}
        ]
    return {"data": entries}


def sip_status(phone: Phone, _request: Request) -> Reply:
    """Return the registrations of the SIP stack; Skype adds keys."""
    users = [_sip_user(phone, line) for line in phone.lines]
    extra = {"UUID": f"{phone.mac}-sip"} if phone.skype else {}
    return {"data": {"TotalUser": len(users), "User": users, **extra}}


def _sip_user(phone: Phone, line: Line) -> dict[str, object]:
    registered = phone.registered(line)
    period = max(1, int(phone.config[f"reg.{line.index}.server.1.expires"]))
    event: dict[str, object] = {
        "Type": "Register",
        "RegistrationState": "Registered" if registered else "Registering",
        "CallID": f"{phone.mac}-{line.index}" if registered else "",
        "Expires": period - int(phone.uptime.total_seconds()) % period
        if registered
        else RETRY_SECONDS,
    }
    user: dict[str, object] = {
        "Name": line.user,
        "LineNumber": line.number,
        "TotalCalls": sum(call.line == line for call in phone.calls),
        "TotalEvents": 1,
        "Events": [event],
    }
    if phone.skype:
        event["Overlap"] = 0
        user["GRUUID"] = f"{phone.mac}-{line.index}"
    return user


def _line_keys(phone: Phone) -> Iterator[tuple[int, Line]]:
    for line in phone.lines:
        for number in line.numbers:
            yield number, line


def _registration(registered: bool) -> str:
    return "registered" if registered else "unregistered"


def _placeholder(phone: Phone) -> dict[str, object]:
    """Return the entry of a phone without configured lines."""
    name = phone.profile.model.replace(" ", "")
    return {
        "LineNumber": 1,
        "RegistrationStatus": _registration(False),
        "LineType": "private",
        "SIPAddress": name,
        "UserID": name,
        "Label": phone.profile.model,
    }
