"""What a maintainer needs to know of a phone, without anything personal."""

from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_USERNAME,
    CONF_WEBHOOK_ID,
)
from homeassistant.core import HomeAssistant

from .const import CONF_FINGERPRINT, CONF_PUSH, CONF_PUSH_BEFORE, CONF_PUSH_TAKEN_OVER
from .coordinator import PolyPhoneConfigEntry
from .ucs import Record, masked

TO_REDACT: Final = {
    CONF_FINGERPRINT,
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PUSH_BEFORE,
    CONF_PUSH_TAKEN_OVER,
    CONF_USERNAME,
    CONF_WEBHOOK_ID,
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PolyPhoneConfigEntry
) -> dict[str, Any]:
    """Return what a phone is, how it is and how it answers.

    Counts stand in for calls, lines and people, and values of the same form for theirs.
    """
    phone = entry.runtime_data
    data, device = phone.data, phone.data.device
    return {
        "entry": {
            "data": async_redact_data(entry.data, TO_REDACT),
            "options": async_redact_data(entry.options, TO_REDACT),
            "contacts": len(entry.subentries),
        },
        "device": {
            "model": device.model,
            "vendor": device.vendor,
            "firmware": device.firmware,
            "expansion_modules": device.expansion_modules,
            "has_camera": device.has_camera,
            "is_ready": device.is_ready,
        },
        "state": {
            "is_reachable": phone.last_update_success,
            "started_at": data.started_at and data.started_at.isoformat(),
            "calls": [call.state for call in data.calls or ()],
            "lines": [line.is_registered for line in data.lines or ()],
            "is_muted": data.is_muted,
            "do_not_disturb": data.do_not_disturb,
            "presence": data.presence,
            "transfer_type": data.transfer_type,
        },
        "push": {
            "is_wanted": entry.options.get(CONF_PUSH, True),
            "is_proven": data.is_push_proven,
            "are_settings_ours": CONF_PUSH_BEFORE in entry.data,
            "notifications": dict(phone.push.counts) if phone.push else {},
        },
        "commands": {
            command: _told(record)
            for command, record in sorted(phone.client.records.items())
        },
    }


def _told(record: Record) -> dict[str, Any]:
    """Return how a command went."""
    return {
        "tries": record.tries,
        "errors": dict(record.errors),
        "milliseconds": {
            "last": round(record.last_ms, 1),
            "mean": round(record.mean_ms, 1),
            "longest": round(record.longest_ms, 1),
        },
        "last_reply": masked(record.last_reply),
    }
