"""The dialog that changes the options of a phone."""

import re
from typing import Any, Final
from zoneinfo import available_timezones

from homeassistant.config_entries import ConfigFlowResult, OptionsFlowWithReload

from .config_schemas import options_schema, to_options, to_options_form
from .const import CONF_DISPLAY, CONF_OUTSIDE_PREFIX, CONF_SIGN_IN
from .phone.connection import create_client
from .screen.messages import async_validate_login

_OUTSIDE_PREFIX: Final = re.compile(r"[\d*#]{1,4}")


class PolyPhoneOptionsFlow(OptionsFlowWithReload):
    """Changes the options of a phone."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the options."""
        errors: dict[str, str] = {}
        known = self.config_entry.options
        if user_input is not None:
            options = to_options(user_input, known)
            if not (errors := await self._async_validate(options)):
                return self.async_create_entry(data=options)
        zones = await self.hass.async_add_executor_job(available_timezones)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                options_schema(zones), to_options_form(user_input or known)
            ),
            errors=errors,
        )

    async def _async_validate(self, options: dict[str, Any]) -> dict[str, str]:
        """Return the errors in the input."""
        prefix = options.get(CONF_OUTSIDE_PREFIX, "")
        if prefix and not _OUTSIDE_PREFIX.fullmatch(prefix):
            return {CONF_OUTSIDE_PREFIX: "invalid_prefix"}
        if len(options.get(CONF_SIGN_IN, {})) == 1:
            return {"base": "incomplete_sign_in"}
        login = options.get(CONF_DISPLAY)
        if login and login != self.config_entry.options.get(CONF_DISPLAY):
            client = create_client(self.hass, self.config_entry.data, options)
            if error := await async_validate_login(client, options):
                return {"base": error}
        return {}
