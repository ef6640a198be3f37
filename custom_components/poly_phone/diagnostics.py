"""Diagnostics of a phone, without personal values."""

from typing import Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_USERNAME,
    CONF_WEBHOOK_ID,
)
from homeassistant.core import HomeAssistant

from .const import (
    CONF_FINGERPRINT,
    CONF_MISSED_SEEN_KEYS,
    CONF_NOTIFICATION_ADDRESS,
    CONF_PROVISIONED,
    CONF_PUSH,
    CONF_PUSH_PROOF,
)
from .contacts import contacts_of
from .coordinator import PolyPhoneConfigEntry
from .provisioning.records import ATTR_BEFORE, record
from .ucs import RequestStatistics, redact

TO_REDACT: Final = {
    CONF_FINGERPRINT,
    CONF_HOST,
    CONF_MISSED_SEEN_KEYS,
    CONF_NOTIFICATION_ADDRESS,
    CONF_PASSWORD,
    CONF_PROVISIONED,
    CONF_PUSH_PROOF,
    CONF_USERNAME,
    CONF_WEBHOOK_ID,
}


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: PolyPhoneConfigEntry
) -> dict[str, Any]:
    """Return the device, the state and the request statistics of a phone.

    Calls and lines are counted, and personal values in replies are redacted.
    """
    phone = entry.runtime_data
    data, device = phone.data, phone.data.device
    return {
        "entry": {
            "data": async_redact_data(entry.data, TO_REDACT),
            "options": async_redact_data(entry.options, TO_REDACT),
            "contacts": len(contacts_of(entry)),
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
            "are_settings_ours": ATTR_BEFORE in record(entry, CONF_PUSH),
            "notifications": dict(phone.push_status.counts),
        },
        "commands": {
            command: _request_statistics(statistics)
            for command, statistics in sorted(phone.client.statistics.items())
        },
    }


def _request_statistics(statistics: RequestStatistics) -> dict[str, Any]:
    """Return the statistics of a command."""
    return {
        "tries": statistics.tries,
        "errors": dict(statistics.errors),
        "milliseconds": {
            "last": round(statistics.last_ms, 1),
            "mean": round(statistics.mean_ms, 1),
            "longest": round(statistics.longest_ms, 1),
        },
        "last_reply": redact(statistics.last_reply),
    }
