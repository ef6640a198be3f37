"""The dialogs that add and change subentries: contacts."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult
from homeassistant.const import CONF_NAME
from homeassistant.helpers.selector import TextSelector
import voluptuous as vol

from .const import CONF_NUMBER
from .contacts import contacts, is_number_like, normalize_name
from .phone_numbers import number_plan
from .ucs import UcsInputError, validate_destination

_CONTACT_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_NAME): TextSelector(),
        vol.Required(CONF_NUMBER): TextSelector(),
    }
)


class ContactFlow(ConfigSubentryFlow):
    """Adds or changes a contact."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Add a contact."""
        errors: dict[str, str] = {}
        if user_input is not None and not (errors := self._validate(user_input)):
            return self.async_create_entry(title=user_input[CONF_NAME], data=user_input)
        return self._show_form("user", user_input, errors)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Change a contact."""
        errors: dict[str, str] = {}
        subentry = self._get_reconfigure_subentry()
        if user_input is not None and not (
            errors := self._validate(user_input, subentry.subentry_id)
        ):
            return self.async_update_and_abort(
                self._get_entry(),
                subentry,
                title=user_input[CONF_NAME],
                data=user_input,
            )
        known = {**subentry.data, CONF_NAME: subentry.title}
        return self._show_form("reconfigure", user_input or known, errors)

    def _validate(
        self, user_input: dict[str, Any], own_id: str | None = None
    ) -> dict[str, str]:
        """Normalize the input, and return the errors in it."""
        name = user_input[CONF_NAME] = " ".join(user_input[CONF_NAME].split())
        others = [one for one in contacts(self.hass) if one.subentry_id != own_id]
        errors = {}
        try:
            number = validate_destination(user_input[CONF_NUMBER])
        except UcsInputError:
            errors[CONF_NUMBER] = "bad_number"
        else:
            user_input[CONF_NUMBER] = number
            key = number_plan(self.hass).key
            if key(number) in {key(other.number) for other in others}:
                errors[CONF_NUMBER] = "number_taken"
        if not name:
            errors[CONF_NAME] = "no_name"
        elif is_number_like(name):
            errors[CONF_NAME] = "name_is_number"
        elif normalize_name(name) in {normalize_name(other.name) for other in others}:
            errors[CONF_NAME] = "name_taken"
        return errors

    def _show_form(
        self, step_id: str, values: Mapping[str, Any] | None, errors: dict[str, str]
    ) -> SubentryFlowResult:
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(_CONTACT_SCHEMA, values),
            errors=errors,
        )
