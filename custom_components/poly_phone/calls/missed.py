"""Which missed calls were seen: all up to a time, and so many that have none."""

from collections.abc import Iterable
from datetime import datetime
from itertools import count
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_MISSED_SEEN, CONF_MISSED_SEEN_UNDATED
from ..ucs import CallLog


def seen_until(entry: ConfigEntry) -> datetime:
    """Return when the latest call was missed that is seen, on the phone's clock."""
    return datetime.fromisoformat(
        entry.data.get(CONF_MISSED_SEEN, "1970-01-01T00:00:00")
    )


def are_new(entry: ConfigEntry, times: Iterable[datetime | None]) -> list[bool]:
    """Tell of missed calls, oldest first and by their times, which nobody has seen."""
    seen = seen_until(entry)
    undated, undated_seen = count(), entry.data.get(CONF_MISSED_SEEN_UNDATED, 0)
    return [
        next(undated) >= undated_seen if time is None else time > seen for time in times
    ]


@callback
def async_mark_seen(hass: HomeAssistant, entry: ConfigEntry, log: CallLog) -> None:
    """Take note of all missed calls of a log."""
    changes: dict[str, Any] = {CONF_MISSED_SEEN_UNDATED: _undated(log)}
    if times := [call.started for call in log.missed if call.started]:
        changes[CONF_MISSED_SEEN] = max(times).isoformat()
    hass.config_entries.async_update_entry(entry, data={**entry.data, **changes})


@callback
def async_forget_deleted(hass: HomeAssistant, entry: ConfigEntry, log: CallLog) -> None:
    """Have calls without a time be new again, where the phone has lost earlier ones."""
    if entry.data.get(CONF_MISSED_SEEN_UNDATED, 0) > (undated := _undated(log)):
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, CONF_MISSED_SEEN_UNDATED: undated}
        )


def _undated(log: CallLog) -> int:
    return sum(call.started is None for call in log.missed)
