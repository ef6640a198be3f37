"""Repairs that take a decision of the owner."""

from typing import Any

from homeassistant.components.repairs import RepairsFlow, RepairsFlowResult
from homeassistant.core import HomeAssistant

from .const import CONF_PUSH, CONF_PUSH_TAKEN_OVER


class PushUrlTakenFlow(RepairsFlow):
    """Asks whose notifications a phone shall send."""

    def __init__(self, entry_id: str, url: str) -> None:
        """Set up with what is on the phone."""
        self._entry_id = entry_id
        self._url = url

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Offer the choice."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["take_over", "leave"],
            description_placeholders={"url": self._url},
        )

    async def async_step_take_over(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Have the phone post to Home Assistant from now on."""
        if entry := self.hass.config_entries.async_get_entry(self._entry_id):
            self.hass.config_entries.async_update_entry(
                entry, data={**entry.data, CONF_PUSH_TAKEN_OVER: self._url}
            )
            self.hass.config_entries.async_schedule_reload(self._entry_id)
        return self.async_create_entry(data={})

    async def async_step_leave(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Leave the phone as it is, and ask it regularly."""
        if entry := self.hass.config_entries.async_get_entry(self._entry_id):
            self.hass.config_entries.async_update_entry(
                entry, options={**entry.options, CONF_PUSH: False}
            )
            self.hass.config_entries.async_schedule_reload(self._entry_id)
        return self.async_create_entry(data={})


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return what fixes an issue."""
    assert data
    return PushUrlTakenFlow(data["entry_id"], data["url"])
