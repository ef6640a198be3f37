"""Stored data of each feature: earlier values, and consent."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_PROVISIONED

ATTR_BEFORE: Final = "before"
"""The values that parameters had before Home Assistant changed them."""

ATTR_TAKEN_OVER: Final = "taken_over"
"""The other system's value that the user allowed to replace."""


def record(entry: ConfigEntry, feature: str) -> Mapping[str, Any]:
    """Return what is stored of a feature."""
    stored: Mapping[str, Any] = entry.data.get(CONF_PROVISIONED, {}).get(feature, {})
    return stored


@callback
def async_update_record(
    hass: HomeAssistant, entry: ConfigEntry, feature: str, changes: Mapping[str, Any]
) -> None:
    """Change what is stored of a feature."""
    _store(hass, entry, feature, {**record(entry, feature), **changes})


@callback
def async_delete_record(hass: HomeAssistant, entry: ConfigEntry, feature: str) -> None:
    """Delete what is stored of a feature."""
    _store(hass, entry, feature, {})


def _store(
    hass: HomeAssistant, entry: ConfigEntry, feature: str, new: Mapping[str, Any]
) -> None:
    records = {**entry.data.get(CONF_PROVISIONED, {}), feature: new}
    data = {
        **entry.data,
        CONF_PROVISIONED: {key: value for key, value in records.items() if value},
    }
    hass.config_entries.async_update_entry(entry, data=data)
