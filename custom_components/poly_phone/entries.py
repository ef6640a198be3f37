"""Tells the two kinds of config entries apart: phones, and "All phones"."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from .const import ALL_PHONES_ID, DOMAIN
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry


def is_phone_entry(entry: ConfigEntry) -> bool:
    """Return whether an entry of this integration is a phone."""
    return entry.domain == DOMAIN and entry.unique_id != ALL_PHONES_ID


@callback
def phone_entries(hass: HomeAssistant) -> list[PolyPhoneConfigEntry]:
    """Return the entries of all phones, also of those that are not loaded."""
    return [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN)
        if is_phone_entry(entry)
    ]


@callback
def loaded_phones(hass: HomeAssistant) -> list[PhoneCoordinator]:
    """Return the coordinators of all loaded phones."""
    return [
        entry.runtime_data
        for entry in hass.config_entries.async_loaded_entries(DOMAIN)
        if is_phone_entry(entry)
    ]
