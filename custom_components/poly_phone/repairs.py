"""Repairs that take a decision of the owner."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.components.repairs import FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .const import CONF_PUSH, CONF_PUSH_TAKEN_OVER, DOMAIN
from .phone.issues import Issue


class Fix(RepairsFlow):
    """What fixes an issue of one phone."""

    def __init__(self, entry: ConfigEntry, about: Mapping[str, str]) -> None:
        """Set up with what the issue tells."""
        self._entry = entry
        self._about = {"phone": entry.title, **about}


class ApiDisabledFix(Fix):
    """Looks again at a phone whose REST API the owner has switched on."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Begin, whatever Home Assistant passes for a start."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Tell how to switch it on, and look again when that is done."""
        errors: dict[str, str] = {}
        if user_input is not None:
            await self.hass.config_entries.async_reload(self._entry.entry_id)
            if not ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id):
                return self.async_create_entry(data={})
            errors["base"] = "still_there"
        return self.async_show_form(
            step_id="confirm", errors=errors, description_placeholders=self._about
        )


class CertificateFix(Fix):
    """Leads on to the dialog that asks whether to trust another certificate."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Open that dialog, also where the owner has closed it for good."""
        flows = self._entry.async_get_active_flows(self.hass, {SOURCE_REAUTH})
        flow = next(flows, None) or await self.hass.config_entries.flow.async_init(
            DOMAIN,
            context={
                "source": SOURCE_REAUTH,
                "entry_id": self._entry.entry_id,
                "unique_id": self._entry.unique_id,
                "title_placeholders": {"name": self._entry.title},
            },
            data=dict(self._entry.data),
        )
        # It is not over yet: that is for the phone to show.
        return self.async_abort(
            reason="go_on", next_flow=(FlowType.CONFIG_FLOW, flow["flow_id"])
        )


class PushUrlTakenFix(Fix):
    """Asks whose notifications a phone shall send."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Offer the choice."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["take_over", "leave"],
            description_placeholders=self._about,
        )

    async def async_step_take_over(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Have the phone post to Home Assistant from now on."""
        taken = {CONF_PUSH_TAKEN_OVER: self._about["url"]}
        return self._decide(data={**self._entry.data, **taken})

    async def async_step_leave(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Leave the phone as it is, and ask it regularly."""
        return self._decide(options={**self._entry.options, CONF_PUSH: False})

    def _decide(self, **changes: Any) -> RepairsFlowResult:
        """Keep what the owner decided, and act on it."""
        self.hass.config_entries.async_update_entry(self._entry, **changes)
        self.hass.config_entries.async_schedule_reload(self._entry.entry_id)
        return self.async_create_entry(data={})


_FIXES: Final[Mapping[Issue, type[Fix]]] = {
    Issue.API_DISABLED: ApiDisabledFix,
    Issue.CERTIFICATE_CHANGED: CertificateFix,
    Issue.PUSH_URL_TAKEN: PushUrlTakenFix,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return what fixes an issue."""
    assert data
    entry_id = data["entry_id"]
    entry = hass.config_entries.async_get_known_entry(entry_id)
    return _FIXES[Issue(issue_id.removesuffix(f"_{entry_id}"))](entry, data)
