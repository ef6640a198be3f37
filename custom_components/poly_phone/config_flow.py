"""Adding a phone, and changing how it is reached."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlowWithReload,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import callback
from homeassistant.data_entry_flow import section
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.typing import VolDictType
from homeassistant.util import dt as dt_util
import voluptuous as vol
from yarl import URL

from .connection import capabilities, create_client
from .const import (
    CONF_ADVANCED,
    CONF_ALLOW_DANGEROUS,
    CONF_CAPABILITIES,
    CONF_FINGERPRINT,
    CONF_PUSH,
    CONF_TIME_ZONE,
    CONF_TLS,
    DEFAULT_USERNAME,
    DOMAIN,
)
from .contacts import SUBENTRY_CONTACT, ContactFlow
from .errors import translation_key
from .ucs import UcsError, UcsReplyError, read_certificate

_PASSWORD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_PORT = vol.All(
    NumberSelector(NumberSelectorConfig(min=1, max=65535, mode=NumberSelectorMode.BOX)),
    vol.Coerce(int),
)
_USERNAME: VolDictType = {
    vol.Required(CONF_USERNAME, default=DEFAULT_USERNAME): TextSelector()
}
_ADVANCED: VolDictType = {
    **_USERNAME,
    vol.Required(CONF_PORT, default=443): _PORT,
    vol.Required(CONF_TLS, default=True): BooleanSelector(),
}


def _folded(fields: VolDictType) -> VolDictType:
    """Return the section with the fields that few people need."""
    schema = vol.Schema(fields)
    return {
        vol.Required(CONF_ADVANCED, default=schema({})): section(
            schema, {"collapsed": True}
        )
    }


PHONE_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_HOST): TextSelector(),
        vol.Required(CONF_PASSWORD): _PASSWORD,
        **_folded(_ADVANCED),
    }
)
REAUTH_SCHEMA = vol.Schema(
    {vol.Required(CONF_PASSWORD): _PASSWORD, **_folded(_USERNAME)}
)

OPTIONS_SCHEMA = vol.Schema(
    {
        vol.Required(CONF_PUSH, default=True): BooleanSelector(),
        vol.Optional(CONF_TIME_ZONE): TextSelector(),
        vol.Required(CONF_ALLOW_DANGEROUS, default=False): BooleanSelector(),
    }
)


class PolyPhoneConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a phone, or changes how one is reached."""

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> PolyPhoneOptionsFlow:
        """Return what changes the preferences for a phone."""
        return PolyPhoneOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return what can be added to a phone."""
        return {SUBENTRY_CONTACT: ContactFlow}

    _data: dict[str, Any]
    """The entry's data that is being tried out."""

    _trusted: str | None = None
    """Fingerprint of another certificate that the owner has confirmed."""

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add a phone by its address."""
        return await self._async_ask("user", PHONE_SCHEMA, user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change how a phone is reached."""
        return await self._async_ask("reconfigure", PHONE_SCHEMA, user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Deal with a rejected password or another certificate."""
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the password."""
        return await self._async_ask("reauth_confirm", REAUTH_SCHEMA, user_input)

    async def async_step_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Have the owner confirm another certificate than the known one."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._trusted = self._data[CONF_FINGERPRINT]
            if result := await self._async_try(errors):
                return result
        return self.async_show_form(
            step_id="certificate",
            errors=errors,
            description_placeholders={
                "old": self._known[CONF_FINGERPRINT],
                "new": self._data[CONF_FINGERPRINT],
            },
        )

    @property
    def _known(self) -> Mapping[str, Any]:
        """The data of the phone that this is about, empty for a new one."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry().data
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry().data
        return {}

    async def _async_ask(
        self, step_id: str, schema: vol.Schema, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Ask how to reach the phone until that works."""
        errors: dict[str, str] = {}
        if user_input is not None:
            self._data = {**self._known, **_flat(user_input)}
            if result := await self._async_try(errors):
                return result
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or _nested(self._known)
            ),
            errors=errors,
        )

    async def _async_try(self, errors: dict[str, str]) -> ConfigFlowResult | None:
        """Connect, and end the flow where that leads to the right phone."""
        data, known = self._data, self._known.get(CONF_FINGERPRINT)
        data[CONF_FINGERPRINT] = mac = None
        try:
            if data[CONF_TLS]:
                certificate = await read_certificate(data[CONF_HOST], data[CONF_PORT])
                data[CONF_FINGERPRINT] = certificate.fingerprint
                mac = certificate.mac
                if known and certificate.fingerprint not in (known, self._trusted):
                    return await self.async_step_certificate()
            client = create_client(self.hass, data)
            device = await client.device_info()
            if not (mac := device.mac or mac):
                raise UcsReplyError("the phone tells no MAC address")
            lines = await client.lines()
            await client.probe()
        except UcsError as err:
            errors["base"] = translation_key(err)
            return None
        data[CONF_CAPABILITIES] = capabilities(device.firmware, client)
        await self.async_set_unique_id(format_mac(mac), raise_on_progress=False)
        if not self._known:
            self._abort_if_unique_id_configured()
            label = lines[0].label if lines else None
            title = f"{device.model} {label or ''}".strip()
            return self.async_create_entry(title=title, data=data)
        self._abort_if_unique_id_mismatch(reason="another_phone")
        return self.async_update_reload_and_abort(
            self._get_reauth_entry()
            if self.source == SOURCE_REAUTH
            else self._get_reconfigure_entry(),
            data=data,
        )


class PolyPhoneOptionsFlow(OptionsFlowWithReload):
    """Changes the preferences for a phone."""

    async def async_step_init(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the preferences."""
        errors: dict[str, str] = {}
        if user_input is not None:
            zone = user_input.get(CONF_TIME_ZONE)
            if zone and await dt_util.async_get_time_zone(zone) is None:
                errors = {CONF_TIME_ZONE: "unknown_time_zone"}
            else:
                return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                OPTIONS_SCHEMA, user_input or self.config_entry.options
            ),
            errors=errors,
        )


def _flat(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an entry from what was filled in."""
    data = {**user_input, **user_input[CONF_ADVANCED]}
    del data[CONF_ADVANCED]
    if host := data.get(CONF_HOST):
        # People copy addresses out of their browser.
        data[CONF_HOST] = URL(host).host if "://" in host else host.strip(" /")
    return data


def _nested(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to fill in from the data of an entry, without the password."""
    return {
        CONF_HOST: data.get(CONF_HOST),
        CONF_ADVANCED: {
            key: data[key]
            for key in (CONF_USERNAME, CONF_PORT, CONF_TLS)
            if key in data
        },
    }
