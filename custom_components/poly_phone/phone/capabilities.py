"""Saves in the config entry which commands a phone lacks."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_CAPABILITIES
from ..ucs import Scheme, UcsClient

ATTR_FIRMWARE: Final = "firmware"
ATTR_KEY_PRESSES: Final = "do_not_disturb_key"
ATTR_RESTARTING: Final = "restarting_settings"
ATTR_SCHEME: Final = "authentication"
ATTR_UNSUPPORTED: Final = "unsupported"


def capabilities(firmware: str | None, client: UcsClient) -> dict[str, Any]:
    """Return what is known of a firmware, as an entry stores it."""
    scheme = {ATTR_SCHEME: client.scheme} if client.scheme else {}
    return {
        ATTR_FIRMWARE: firmware,
        ATTR_UNSUPPORTED: sorted(command.value for command in client.unsupported),
        **scheme,
    }


def known_scheme(data: Mapping[str, Any]) -> Scheme | None:
    """Return the authentication scheme that a phone required before.

    Without HTTPS, a device that requires a weaker one could be an attacker.
    """
    scheme: Scheme | None = data.get(CONF_CAPABILITIES, {}).get(ATTR_SCHEME)
    return scheme


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
        self.restarting: set[str] = set(stored.get(ATTR_RESTARTING, ()))
        """The keys of the settings that restart this firmware."""

        self.key_presses: dict[str, bool] = dict(stored.get(ATTR_KEY_PRESSES, {}))
        """Whether a method presses the do-not-disturb key of this firmware."""

        self.key_failures: Counter[str] = Counter()
        """Presses without effect since the phone was set up, by method."""

    @callback
    def async_probed(self, firmware: str | None, client: UcsClient) -> None:
        """Save the result of a probe."""
        if firmware != self.firmware:
            self.restarting.clear()
            self.key_presses.clear()
        self.firmware = firmware
        self.async_update(client)

    @callback
    def async_update(self, client: UcsClient) -> None:
        """Save the unsupported commands if there are more of them."""
        self._save(capabilities(self.firmware, client))

    @callback
    def async_add_restarting(self, keys: Iterable[str]) -> None:
        """Save the keys of settings that restart the phone."""
        self.restarting.update(keys)
        self._save(self._entry.data[CONF_CAPABILITIES])

    @callback
    def async_set_key_press(self, method: str, *, works: bool) -> None:
        """Save whether a method presses the do-not-disturb key."""
        self.key_presses[method] = works
        self._save(self._entry.data[CONF_CAPABILITIES])

    def _save(self, known: Mapping[str, Any]) -> None:
        """Save the capabilities, with what the use of the phone has shown."""
        shown = {
            ATTR_KEY_PRESSES: dict(self.key_presses),
            ATTR_RESTARTING: sorted(self.restarting),
        }
        known = {key: value for key, value in known.items() if key not in shown}
        known |= {key: value for key, value in shown.items() if value}
        if known != self._entry.data[CONF_CAPABILITIES]:
            self._hass.config_entries.async_update_entry(
                self._entry, data={**self._entry.data, CONF_CAPABILITIES: known}
            )
