"""Saves in the config entry that notifications of a phone arrive."""

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback

from ..const import CONF_PUSH_PROOF


class PushProof:
    """The proof that the notifications of one phone arrive.

    It holds for the firmware and for the URL that the phone posts to.
    """

    def __init__(
        self, hass: HomeAssistant, entry: ConfigEntry, url: str | None
    ) -> None:
        """Set up for the URL that leads to Home Assistant now."""
        self._hass = hass
        self._entry = entry
        self._url = url

    def is_valid(self, firmware: str | None) -> bool:
        """Return whether notifications arrived before, under the same conditions."""
        proof = self._entry.data.get(CONF_PUSH_PROOF)
        return proof is not None and proof == self._proof(firmware)

    @callback
    def async_update(self, firmware: str | None, *, is_proven: bool) -> None:
        """Save or delete the proof."""
        proof = self._proof(firmware) if is_proven and self._url else None
        if proof != self._entry.data.get(CONF_PUSH_PROOF):
            data = {**self._entry.data, CONF_PUSH_PROOF: proof}
            if proof is None:
                del data[CONF_PUSH_PROOF]
            self._hass.config_entries.async_update_entry(self._entry, data=data)

    def _proof(self, firmware: str | None) -> dict[str, str | None]:
        return {"firmware": firmware, "url": self._url}
