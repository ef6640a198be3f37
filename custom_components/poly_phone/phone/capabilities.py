"""Saves in the config entry which commands a phone lacks."""

from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_CAPABILITIES
from ..ucs import UcsClient

ATTR_FIRMWARE: Final = "firmware"
ATTR_UNSUPPORTED: Final = "unsupported"


def capabilities(firmware: str | None, client: UcsClient) -> dict[str, Any]:
    """Return the unsupported commands of a firmware, as an entry stores them."""
    return {
        ATTR_FIRMWARE: firmware,
        ATTR_UNSUPPORTED: sorted(command.value for command in client.unsupported),
    }


class KnownCapabilities:
    """The stored capabilities of one phone."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry) -> None:
        """Read them from the entry."""
        self._hass = hass
        self._entry = entry
        stored = entry.data[CONF_CAPABILITIES]
        self.firmware: str | None = stored.get(ATTR_FIRMWARE)
        """The firmware that was probed."""

        self.unsupported: list[str] = stored.get(ATTR_UNSUPPORTED, [])

    @callback
    def async_probed(self, firmware: str | None, client: UcsClient) -> None:
        """Save the result of a probe."""
        self.firmware = firmware
        self.async_update(client)

    @callback
    def async_update(self, client: UcsClient) -> None:
        """Save the unsupported commands if there are more of them."""
        known = capabilities(self.firmware, client)
        if known != self._entry.data[CONF_CAPABILITIES]:
            self._hass.config_entries.async_update_entry(
                self._entry, data={**self._entry.data, CONF_CAPABILITIES: known}
            )
