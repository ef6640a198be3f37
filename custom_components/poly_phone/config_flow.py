"""Adding a phone, and changing how it is reached."""

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any, override

from homeassistant.components.webhook import async_generate_id
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
    OptionsFlowWithReload,
)
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_WEBHOOK_ID
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.util import dt as dt_util

from .config_schemas import FORMS, OPTIONS, flat, nested
from .const import (
    CONF_ALLOW_OLD_TLS,
    CONF_CAPABILITIES,
    CONF_FINGERPRINT,
    CONF_TIME_ZONE,
    CONF_TLS,
    DEFAULT_PORT,
    DOMAIN,
)
from .contacts import SUBENTRY_CONTACT, ContactFlow
from .errors import translation_key
from .phone.connection import async_has_moved, capabilities, create_client, readable
from .screen.messages import async_problem
from .ucs import (
    Certificate,
    UcsAuthenticationError,
    UcsError,
    UcsReplyError,
    find_phone,
    read_certificate,
)


class PolyPhoneConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a phone, or changes how one is reached."""

    MINOR_VERSION = 2

    _data: dict[str, Any]
    """The entry's data that is being tried out."""

    _options: dict[str, Any]
    """The entry's options that go with it."""

    _certificate: Certificate
    """What the phone showed last."""

    _trusted: str | None = None
    """Fingerprint of another certificate that the owner has confirmed."""

    _found: Mapping[str, Any] = MappingProxyType({})
    """The data of a phone that was found in the network."""

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

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add a phone by its address."""
        return await self._async_ask(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change how a phone is reached."""
        return await self._async_ask(user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Find out whether the password is rejected, or the phone another one."""
        self._data, self._options = dict(entry_data), dict(self._known_options)
        with suppress(UcsError):
            await self._async_look()
            if not self._is_known:
                return await self.async_step_certificate()
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the password."""
        return await self._async_ask(user_input)

    async def async_step_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Have the owner confirm another certificate than the known one."""
        errors: dict[str, str] = {}
        shown = self._certificate
        if user_input is not None:
            self._trusted = shown.fingerprint
            try:
                return await self._async_try()
            except UcsAuthenticationError as err:
                # The same password once more would be another failed login.
                tried = nested({**self._data, **self._options})
                return self._ask(translation_key(err), tried)
            except UcsError as err:
                errors["base"] = translation_key(err)
        return self.async_show_form(
            step_id="certificate",
            errors=errors,
            description_placeholders={
                "host": self._data[CONF_HOST],
                "old": readable(self._known[CONF_FINGERPRINT]),
                "new": readable(shown.fingerprint),
                "mac": format_mac(shown.mac) if shown.mac else "-",
                "known_mac": str(self._expected_id),
            },
        )

    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """Offer a phone that was found in the network, or follow one that moved."""
        host, mac = discovery_info.ip, format_mac(discovery_info.macaddress)
        entry = await self.async_set_unique_id(mac)
        if entry and await async_has_moved(entry, host):
            return self.async_update_reload_and_abort(
                entry, data_updates={CONF_HOST: host}, reason="already_configured"
            )
        self._abort_if_unique_id_configured()
        session = async_get_clientsession(self.hass, verify_ssl=False)
        if not (found := await find_phone(session, host, DEFAULT_PORT)):
            return self.async_abort(reason="not_a_phone")
        # Other interfaces of the phone have other MAC addresses.
        mac = format_mac(found.certificate.mac or mac)
        await self.async_set_unique_id(mac)
        self._abort_if_unique_id_configured()
        self._found = {CONF_HOST: host, CONF_PORT: DEFAULT_PORT, CONF_TLS: True}
        self.context["title_placeholders"] = {"name": f"Poly phone {mac}"}
        return self._ask(None if found.is_api_on else "api_disabled")

    async def async_step_discovery_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the password of a phone that was found."""
        return await self._async_ask(user_input)

    @property
    def _entry(self) -> ConfigEntry | None:
        """The entry of the phone that this is about, if it has one."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry()
        return None

    @property
    def _known(self) -> Mapping[str, Any]:
        """The data of the phone that this is about, as far as there is some."""
        return self._entry.data if self._entry else self._found

    @property
    def _known_options(self) -> Mapping[str, Any]:
        """The options of the phone that this is about."""
        return self._entry.options if self._entry else {}

    @property
    def _expected_id(self) -> str | None:
        """The MAC address of the phone that this is about; none for one to be added."""
        return self._entry.unique_id if self._entry else self.unique_id

    @property
    def _is_known(self) -> bool:
        """Whether the phone may be sent its password, by the certificate it showed."""
        known = self._known.get(CONF_FINGERPRINT)
        fingerprint = self._data[CONF_FINGERPRINT]
        return None in (known, fingerprint) or fingerprint in (known, self._trusted)

    async def _async_ask(self, user_input: dict[str, Any] | None) -> ConfigFlowResult:
        """Ask how to reach the phone until that works."""
        if user_input is None:
            return self._ask()
        data = {**self._known, **flat(user_input)}
        self._options = dict(self._known_options)
        if CONF_ALLOW_OLD_TLS in data:
            self._options[CONF_ALLOW_OLD_TLS] = data.pop(CONF_ALLOW_OLD_TLS)
        self._data = data
        try:
            return await self._async_try()
        except UcsError as err:
            return self._ask(translation_key(err), user_input)

    @callback
    def _ask(
        self, error: str | None = None, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the form that this flow is about."""
        step_id, schema = FORMS[str(self.source)]
        known = {**self._known, **self._known_options}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or nested(known)
            ),
            errors={"base": error} if error else {},
            description_placeholders={
                "host": str(known.get(CONF_HOST)),
                "mac": str(self._expected_id),
            },
        )

    async def _async_look(self) -> None:
        """Have the phone show its certificate, without sending it anything."""
        self._data[CONF_FINGERPRINT] = None
        if self._data[CONF_TLS]:
            self._certificate = await read_certificate(
                self._data[CONF_HOST],
                self._data[CONF_PORT],
                allow_old_tls=self._options.get(CONF_ALLOW_OLD_TLS, False),
            )
            self._data[CONF_FINGERPRINT] = self._certificate.fingerprint

    async def _async_try(self) -> ConfigFlowResult:
        """Connect, and end the flow where that leads to the right phone.

        Raises:
            UcsError: the phone cannot be used.

        """
        await self._async_look()
        told = self._certificate.mac if self._data[CONF_TLS] else None
        if told and self._expected_id not in (None, format_mac(told)):
            return self.async_abort(reason="another_phone")
        if not self._is_known:
            return await self.async_step_certificate()
        client = create_client(self.hass, self._data, self._options)
        device = await client.device_info()
        if not (mac := device.mac or told):
            raise UcsReplyError("the phone tells no MAC address")
        lines = await client.lines()
        await client.probe()
        self._data[CONF_CAPABILITIES] = capabilities(device.firmware, client)
        await self.async_set_unique_id(format_mac(mac), raise_on_progress=False)
        if not self._entry:
            self._abort_if_unique_id_configured()
            label = lines[0].label if lines else None
            title = f"{device.model} {label or ''}".strip()
            data = {**self._data, CONF_WEBHOOK_ID: async_generate_id()}
            return self.async_create_entry(
                title=title, data=data, options=self._options
            )
        self._abort_if_unique_id_mismatch(reason="another_phone")
        return self.async_update_reload_and_abort(
            self._entry, data=self._data, options=self._options
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
            elif problem := await async_problem(
                self.hass, self.config_entry, user_input
            ):
                errors = {"base": problem}
            else:
                return self.async_create_entry(data=user_input)
        return self.async_show_form(
            step_id="init",
            data_schema=self.add_suggested_values_to_schema(
                OPTIONS, user_input or self.config_entry.options
            ),
            errors=errors,
        )
