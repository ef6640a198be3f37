"""Saves in the config entry which missed calls the user has seen."""

from collections.abc import Iterable
from datetime import datetime

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..calls.missed import SeenMarker, seen_until
from ..const import (
    CONF_MISSED_SEEN,
    CONF_MISSED_SEEN_KEYS,
    CONF_MISSED_SEEN_UNDATED,
)
from ..ucs import CallLog, CallLogEntry


class SeenCalls:
    """The missed calls of one phone that the user has seen."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Read what is saved."""
        self._hass = hass
        self._entry = entry
        self._marker = SeenMarker(keys=entry.data.get(CONF_MISSED_SEEN_KEYS, ()))

    def unseen(self, missed: Iterable[CallLogEntry]) -> list[bool]:
        """Return for each missed call, oldest first, whether it is unseen."""
        return self._marker.unseen(missed)

    @callback
    def async_mark(self, missed: Iterable[CallLogEntry]) -> None:
        """Mark calls as seen."""
        calls = list(missed)
        unseen = zip(calls, self._marker.unseen(calls), strict=True)
        self._async_save(
            self._marker.with_seen(call for call, is_unseen in unseen if is_unseen)
        )

    @callback
    def async_update(self, log: CallLog) -> None:
        """Forget calls that the phone no longer has."""
        data = self._entry.data
        if CONF_MISSED_SEEN in data or CONF_MISSED_SEEN_UNDATED in data:
            until = data.get(CONF_MISSED_SEEN)
            marker = seen_until(
                log,
                datetime.fromisoformat(until) if until else None,
                data.get(CONF_MISSED_SEEN_UNDATED, 0),
            )
            self._async_save(marker)
        else:
            self._async_save(self._marker.without_deleted(log))

    @callback
    def _async_save(self, marker: SeenMarker) -> None:
        keys = list(marker.keys)
        old = {CONF_MISSED_SEEN, CONF_MISSED_SEEN_UNDATED}
        self._marker = marker
        data = {key: value for key, value in self._entry.data.items() if key not in old}
        if keys or CONF_MISSED_SEEN_KEYS in data:
            data[CONF_MISSED_SEEN_KEYS] = keys
        self._hass.config_entries.async_update_entry(self._entry, data=data)
