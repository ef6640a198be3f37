"""Responses of the `get_*` actions."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, is_dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from homeassistant.exceptions import HomeAssistantError

from ..calls.tracking import TrackedCall
from ..coordinator import PhoneCoordinator
from ..ucs import CallLogEntry, UcsClient, mask_secret

type Data = Mapping[str, Any]
type ResponseData = dict[str, Any]


async def get_calls(phone: PhoneCoordinator, _: Data) -> ResponseData:
    """Return the present calls."""
    calls = await phone.async_read_calls()
    return {
        "calls": [
            call_data(phone, tracked) | {"muted": tracked.call.muted}
            for tracked in calls
        ]
    }


def call_data(phone: PhoneCoordinator, tracked: TrackedCall) -> ResponseData:
    """Return a call as response data."""
    call = tracked.call
    return {
        "call_id": call.handle,
        "state": call.state,
        "direction": call.direction,
        "number": call.number,
        "name": phone.name_of(call),
        "line": call.line,
        "started": tracked.started_at.isoformat(),
        "focused": call.is_focused,
    }


def call_log_entry(phone: PhoneCoordinator, entry: CallLogEntry) -> ResponseData:
    """Return an entry of the call log as response data."""
    started, duration = entry.started, entry.duration
    return {
        "number": entry.number,
        "name": phone.name_of(entry),
        "line": entry.line,
        "started": phone.local_time(started).isoformat() if started else None,
        "duration": duration.total_seconds() if duration else None,
    }


async def get_call_log(phone: PhoneCoordinator, _: Data) -> ResponseData:
    """Return the call log, oldest calls first."""
    log = await phone.async_read(phone.client.call_log())
    unseen = phone.seen_calls.unseen(log.missed)
    return {
        "missed": [
            call_log_entry(phone, entry) | {"seen": not is_unseen}
            for entry, is_unseen in zip(log.missed, unseen, strict=True)
        ],
        "received": [call_log_entry(phone, entry) for entry in log.received],
        "placed": [call_log_entry(phone, entry) for entry in log.placed],
    }


async def get_config(phone: PhoneCoordinator, data: Data) -> ResponseData:
    """Return configuration parameters without secrets."""
    names = data["parameters"]
    found = await phone.async_read(phone.client.config_get(names))
    return {
        "parameters": {
            name: {
                "value": mask_secret(name, parameter.value),
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
"""The sections of `get_info`, with the request that reads each."""

ADMIN_SECTIONS: Final = frozenset({"network", "running_configuration"})
"""Sections with the configuration, or with the provisioning server."""


async def get_info(phone: PhoneCoordinator, data: Data) -> ResponseData:
    """Return information about a phone, section by section."""
    found: ResponseData = {}
    not_supported = []
    for section in data["sections"]:
        try:
            found[section] = _as_json(
                await phone.async_read(SECTIONS[section](phone.client))
            )
        except HomeAssistantError as err:
            if err.translation_key not in {"not_supported", "dangerous"}:
                raise
            not_supported.append(section)
    return found | {"not_supported": not_supported}


def _as_json(value: Any) -> Any:
    """Return a value of the client as JSON data without secrets."""
    if isinstance(value, tuple | list):
        return [_as_json(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        value = asdict(value)
    if isinstance(value, Mapping):
        return {key: mask_secret(key, _as_json(item)) for key, item in value.items()}
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value.isoformat() if isinstance(value, datetime) else mask_secret("", value)
