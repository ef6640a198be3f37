"""What actions answer of a phone."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime, timedelta
import re
from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util

from ..calls.tracking import track
from ..coordinator import PhoneCoordinator
from ..ucs import CallLogEntry, UcsClient

type Data = Mapping[str, Any]
type Answer = dict[str, Any]

MASK: Final = "**REDACTED**"
_SECRET = re.compile(
    r"passw|secret|lockcode|privatekey|devicekey|\b(?:pin|psk|wep)\b", re.IGNORECASE
)


async def get_calls(phone: PhoneCoordinator, _: Data) -> Answer:
    """Return the calls, as they are now."""
    calls = await phone.async_read(phone.client.calls())
    return {
        "calls": [
            {
                "call_id": tracked.call.handle,
                "state": tracked.call.state,
                "direction": tracked.call.direction,
                "number": tracked.call.number,
                "name": phone.name_of(tracked.call),
                "line": tracked.call.line,
                "started": tracked.started_at.isoformat(),
                "muted": tracked.call.muted,
                "focused": tracked.call.is_focused,
            }
            for tracked in track(
                phone.data.tracked_calls or (), calls, dt_util.utcnow()
            )
        ]
    }


def told_entry(phone: PhoneCoordinator, entry: CallLogEntry) -> dict[str, Any]:
    """Return a call of a phone's log as programs are told it."""
    started, duration = entry.started, entry.duration
    return {
        "number": entry.number,
        "name": phone.name_of(entry),
        "line": entry.line,
        "started": phone.local_time(started).isoformat() if started else None,
        "duration": duration.total_seconds() if duration else None,
    }


async def get_call_log(phone: PhoneCoordinator, _: Data) -> Answer:
    """Return the calls that are over, oldest first."""
    log = await phone.async_read(phone.client.call_log())
    return {
        kind: [told_entry(phone, entry) for entry in entries]
        for kind, entries in (
            ("missed", log.missed),
            ("received", log.received),
            ("placed", log.placed),
        )
    }


async def get_config(phone: PhoneCoordinator, data: Data) -> Answer:
    """Return configuration parameters, secrets masked."""
    names = data["parameters"]
    found = await phone.async_read(phone.client.config_get(names))
    return {
        "parameters": {
            name: {
                "value": _masked(name, parameter.value),
                "source": parameter.source,
            }
            for name, parameter in found.items()
        },
        "unknown": [name for name in names if name not in found],
    }


SECTIONS: Final[Mapping[str, Callable[[UcsClient], Awaitable[Any]]]] = {
    "device": UcsClient.device_info,
    "network": UcsClient.network_info,
    "running_configuration": UcsClient.running_configuration,
    "lines": UcsClient.lines,
    "sip": UcsClient.sip_status,
    "status": UcsClient.poll_status,
    "session": UcsClient.sessions,
    "communication": UcsClient.communication_info,
    "location": UcsClient.location_info,
    "paired_devices": UcsClient.paired_devices,
    "display": UcsClient.display,
}
"""What a phone can tell of itself, by the name of the section."""


async def get_info(phone: PhoneCoordinator, data: Data) -> Answer:
    """Return what a phone tells of itself, section by section."""
    told: dict[str, Any] = {}
    not_supported = []
    for section in data["sections"]:
        try:
            told[section] = _plain(
                await phone.async_read(SECTIONS[section](phone.client))
            )
        except HomeAssistantError as err:
            if err.translation_key not in {"not_supported", "dangerous"}:
                raise
            not_supported.append(section)
    return told | {"not_supported": not_supported}


def _plain(value: Any) -> Any:
    """Return a value of the client as an action can answer it, secrets masked."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {key: _masked(key, _plain(item)) for key, item in value.items()}
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else value


def _masked(name: str, value: Any) -> Any:
    return MASK if value and _SECRET.search(name) else value
