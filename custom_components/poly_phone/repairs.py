"""The dialogs of repair issues that need a decision of the owner."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.repairs import FlowType, RepairsFlow, RepairsFlowResult
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir

from .const import CONF_NOTIFICATION_ADDRESS, CONF_PUSH, DOMAIN
from .phone.issues import DATA_DETAILS, Issue
from .provisioning.records import ATTR_TAKEN_OVER, async_update_record


class PhoneRepairFlow(RepairsFlow):
    """Base class of the repair flows of a phone."""

    def __init__(self, entry: ConfigEntry, placeholders: Mapping[str, str]) -> None:
        """Set up with the placeholders of the issue."""
        self._entry = entry
        self._placeholders = {"phone": entry.title, **placeholders}

    def _reload(self) -> RepairsFlowResult:
        """Apply the decision."""
        self.hass.config_entries.async_schedule_reload(self._entry.entry_id)
        return self.async_create_entry(data={})


class ConfirmFlow(PhoneRepairFlow):
    """Explains what to do, and continues when the user confirms."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Start the flow; Home Assistant passes data here that is not user input."""
        return await self.async_step_confirm()

    async def async_step_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Explain what to do, and continue when the user has done it."""
        errors: dict[str, str] = {}
        if user_input is not None:
            if not (error := await self._async_confirmed()):
                return self.async_create_entry(data={})
            errors["base"] = error
        return self.async_show_form(
            step_id="confirm",
            errors=errors,
            description_placeholders=self._placeholders,
        )

    async def _async_confirmed(self) -> str | None:
        """Set up the phone again; the check that follows may create the issue again."""
        self.hass.config_entries.async_schedule_reload(self._entry.entry_id)
        return None


class ApiDisabledFlow(ConfirmFlow):
    """Explains how to enable the REST API, and tries to connect."""

    @override
    async def _async_confirmed(self) -> str | None:
        await self.hass.config_entries.async_reload(self._entry.entry_id)
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        return "still_there" if issue else None


class AddressChangedFlow(ConfirmFlow):
    """Asks whether a phone without HTTPS has a new address."""

    @override
    async def _async_confirmed(self) -> str | None:
        self.hass.config_entries.async_update_entry(
            self._entry,
            data={**self._entry.data, CONF_HOST: self._placeholders["host"]},
        )
        return await super()._async_confirmed()


class PushOtherAddressFlow(ConfirmFlow):
    """Asks whether notifications from another address are those of the phone."""

    @override
    async def _async_confirmed(self) -> str | None:
        self.hass.config_entries.async_update_entry(
            self._entry,
            data={
                **self._entry.data,
                CONF_NOTIFICATION_ADDRESS: self._placeholders["address"],
            },
        )
        return await super()._async_confirmed()


class CertificateFlow(PhoneRepairFlow):
    """Opens the reauthentication flow, which asks whether to trust the certificate."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Open the reauthentication flow, even if the user has dismissed it."""
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
        # The issue stays until the phone can be reached again.
        return self.async_abort(
            reason="go_on", next_flow=(FlowType.CONFIG_FLOW, flow["flow_id"])
        )


class PushUrlTakenFlow(PhoneRepairFlow):
    """Asks whether to replace another system's notification URL."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Offer the choice."""
        return self.async_show_menu(
            step_id="init",
            menu_options=["take_over", "leave"],
            description_placeholders=self._placeholders,
        )

    async def async_step_take_over(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Let Home Assistant replace the URL."""
        async_update_record(
            self.hass,
            self._entry,
            CONF_PUSH,
            {ATTR_TAKEN_OVER: self._placeholders["url"]},
        )
        return self._reload()

    async def async_step_leave(
        self, user_input: dict[str, Any] | None = None
    ) -> RepairsFlowResult:
        """Keep the URL, and turn notifications off."""
        self.hass.config_entries.async_update_entry(
            self._entry, options={**self._entry.options, CONF_PUSH: False}
        )
        return self._reload()


_FLOWS: Final[Mapping[Issue, type[PhoneRepairFlow]]] = {
    Issue.ADDRESS_CHANGED: AddressChangedFlow,
    Issue.API_DISABLED: ApiDisabledFlow,
    Issue.CERTIFICATE_CHANGED: CertificateFlow,
    Issue.PUSH_OTHER_ADDRESS: PushOtherAddressFlow,
    Issue.PUSH_REFUSED: ConfirmFlow,
    Issue.PUSH_URL_TAKEN: PushUrlTakenFlow,
}


async def async_create_fix_flow(
    hass: HomeAssistant, issue_id: str, data: dict[str, Any] | None
) -> RepairsFlow:
    """Return the flow of an issue."""
    assert data
    entry_id = data["entry_id"]
    entry = hass.config_entries.async_get_known_entry(entry_id)
    details = hass.data[DATA_DETAILS].get(issue_id, {})
    return _FLOWS[Issue(issue_id.removesuffix(f"_{entry_id}"))](entry, details)
