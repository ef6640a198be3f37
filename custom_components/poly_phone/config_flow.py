"""The dialogs that add a phone, and change its connection and options."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType
from typing import Any, Final, override

from homeassistant.components.webhook import async_generate_id
from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    ConfigEntry,
    ConfigFlow,
    ConfigFlowResult,
    ConfigSubentryFlow,
)
from homeassistant.const import CONF_HOST, CONF_PORT, CONF_WEBHOOK_ID
from homeassistant.core import callback
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo

from .config_schemas import (
    STEP_SCHEMAS,
    Attempt,
    to_entry_data,
    to_form_data,
)
from .const import (
    CONF_CAPABILITIES,
    CONF_FINGERPRINT,
    CONF_PROVISIONED,
    CONF_TLS,
    DEFAULT_HTTP_PORT,
    DEFAULT_PORT,
    DOMAIN,
    SUBENTRY_CONTACT,
)
from .options_flow import PolyPhoneOptionsFlow
from .phone.capabilities import capabilities
from .phone.certificate import (
    async_has_moved,
    format_fingerprint,
    may_have_moved,
)
from .phone.connection import create_client
from .phone.issues import Issue, async_raise
from .subentry_flows import ContactFlow
from .ucs import (
    UcsApiDisabledError,
    UcsAuthenticationError,
    UcsError,
    UcsInputError,
    UcsReplyError,
    answers_like_phone,
    find_phone,
    read_certificate,
)

_INPUT_ERRORS: Final[Mapping[str, str]] = {
    "host": "invalid_host",
    "username": "invalid_username",
}
"""Keys of the errors in the input, by field."""


class PolyPhoneConfigFlow(ConfigFlow, domain=DOMAIN):
    """Adds a phone, or changes its connection."""

    MINOR_VERSION = 3

    _attempt: Attempt
    _trusted: str | None = None
    """The fingerprint of a new certificate that the user has confirmed."""

    _discovered: Mapping[str, Any] = MappingProxyType({})
    """The data of a discovered phone."""

    @staticmethod
    @callback
    @override
    def async_get_options_flow(config_entry: ConfigEntry) -> PolyPhoneOptionsFlow:
        """Return the options flow."""
        return PolyPhoneOptionsFlow()

    @classmethod
    @callback
    @override
    def async_get_supported_subentry_types(
        cls, config_entry: ConfigEntry
    ) -> dict[str, type[ConfigSubentryFlow]]:
        """Return the flows of the subentries."""
        return {SUBENTRY_CONTACT: ContactFlow}

    async def async_step_user(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Add a phone by its address."""
        return await self._async_handle_form(user_input)

    async def async_step_reconfigure(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Change the connection of a phone."""
        return await self._async_handle_form(user_input)

    async def async_step_reauth(
        self, entry_data: Mapping[str, Any]
    ) -> ConfigFlowResult:
        """Start with the certificate if it changed, otherwise with the password."""
        self._attempt = self._new_attempt({})
        with suppress(UcsError):
            await self._async_read_certificate()
            if not self._is_trusted:
                return await self.async_step_certificate()
        return await self.async_step_reauth_confirm()

    async def async_step_reauth_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the password."""
        return await self._async_handle_form(user_input)

    async def async_step_certificate(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask the user to confirm a new certificate."""
        errors: dict[str, str] = {}
        attempt = self._attempt
        assert attempt.certificate
        if user_input is not None:
            self._trusted = attempt.fingerprint
            try:
                return await self._async_connect()
            except UcsAuthenticationError as err:
                # Another attempt with this password would be another failed login.
                return self._show_form(
                    err.key, to_form_data({**attempt.data, **attempt.options})
                )
            except UcsError as err:
                errors["base"] = err.key
        return self.async_show_form(
            step_id="certificate",
            errors=errors,
            description_placeholders={
                "host": attempt.data[CONF_HOST],
                "old": format_fingerprint(self._known_data[CONF_FINGERPRINT]),
                "new": format_fingerprint(attempt.certificate.fingerprint),
                "mac": format_mac(attempt.mac) if attempt.mac else "-",
                "known_mac": str(self._expected_id),
            },
        )

    async def async_step_dhcp(
        self, discovery_info: DhcpServiceInfo
    ) -> ConfigFlowResult:
        """Offer a discovered phone, or update the address of a known one."""
        host, mac = discovery_info.ip, format_mac(discovery_info.macaddress)
        entry = await self.async_set_unique_id(mac)
        if entry and may_have_moved(entry, host):
            if await async_has_moved(self.hass, entry, host):
                return self.async_update_reload_and_abort(
                    entry, data_updates={CONF_HOST: host}, reason="already_configured"
                )
            if not entry.data[CONF_FINGERPRINT]:
                await self._async_ask_about_address(entry, host)
        self._abort_if_unique_id_configured()
        session = async_get_clientsession(self.hass, verify_ssl=False)
        if not (found := await find_phone(session, host, DEFAULT_PORT)):
            return self.async_abort(reason="not_a_phone")
        # Other interfaces of the phone have other MAC addresses.
        mac = format_mac(found.certificate.mac or mac)
        await self.async_set_unique_id(mac)
        self._abort_if_unique_id_configured()
        self._discovered = {CONF_HOST: host, CONF_PORT: DEFAULT_PORT, CONF_TLS: True}
        self.context["title_placeholders"] = {"name": f"Poly phone {mac}"}
        return self._show_form(None if found.is_api_on else "api_disabled")

    async def _async_ask_about_address(self, entry: ConfigEntry, host: str) -> None:
        """Create an issue, because without HTTPS any device could claim the address."""
        session = async_get_clientsession(self.hass)
        is_there = {
            address: await answers_like_phone(
                session, address, entry.data[CONF_PORT], use_tls=entry.data[CONF_TLS]
            )
            for address in (entry.data[CONF_HOST], host)
        }
        if is_there[host] and not is_there[entry.data[CONF_HOST]]:
            async_raise(self.hass, entry, Issue.ADDRESS_CHANGED, host=host)

    async def async_step_discovery_confirm(
        self, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Ask for the password of a discovered phone."""
        return await self._async_handle_form(user_input)

    @property
    def _entry(self) -> ConfigEntry | None:
        """The entry that the flow changes; None if it adds one."""
        if self.source == SOURCE_REAUTH:
            return self._get_reauth_entry()
        if self.source == SOURCE_RECONFIGURE:
            return self._get_reconfigure_entry()
        return None

    @property
    def _known_data(self) -> Mapping[str, Any]:
        return self._entry.data if self._entry else self._discovered

    @property
    def _known_options(self) -> Mapping[str, Any]:
        return self._entry.options if self._entry else {}

    @property
    def _expected_id(self) -> str | None:
        """The MAC address that the phone must have, if it is known."""
        return self._entry.unique_id if self._entry else self.unique_id

    @property
    def _is_trusted(self) -> bool:
        """Whether the certificate allows to send the password."""
        known = self._known_data.get(CONF_FINGERPRINT)
        fingerprint = self._attempt.fingerprint
        return None in (known, fingerprint) or fingerprint in (known, self._trusted)

    def _new_attempt(self, values: Mapping[str, Any]) -> Attempt:
        """Return an attempt with the known values and those of a form."""
        return Attempt.from_values({**self._known_options, **self._known_data}, values)

    async def _async_handle_form(
        self, user_input: dict[str, Any] | None
    ) -> ConfigFlowResult:
        """Show the form until the phone can be reached with its values."""
        if user_input is None:
            return self._show_form()
        try:
            self._attempt = self._new_attempt(to_entry_data(user_input))
            return await self._async_connect()
        except UcsInputError as err:
            return self._show_form(_INPUT_ERRORS.get(err.name, err.key), user_input)
        except UcsApiDisabledError as err:
            is_on_http = self._attempt.data[CONF_TLS] and await answers_like_phone(
                async_get_clientsession(self.hass),
                self._attempt.data[CONF_HOST],
                DEFAULT_HTTP_PORT,
                use_tls=False,
            )
            return self._show_form("api_on_http" if is_on_http else err.key, user_input)
        except UcsError as err:
            return self._show_form(err.key, user_input)

    @callback
    def _show_form(
        self, error: str | None = None, user_input: dict[str, Any] | None = None
    ) -> ConfigFlowResult:
        """Show the form of this flow."""
        step_id, schema = STEP_SCHEMAS[str(self.source)]
        known = {**self._known_data, **self._known_options}
        return self.async_show_form(
            step_id=step_id,
            data_schema=self.add_suggested_values_to_schema(
                schema, user_input or to_form_data(known)
            ),
            errors={"base": error} if error else {},
            description_placeholders={
                "host": str(known.get(CONF_HOST)),
                "mac": str(self._expected_id),
            },
        )

    async def _async_read_certificate(self) -> None:
        """Read the phone's certificate; no credentials are sent."""
        attempt, certificate = self._attempt, None
        if attempt.data[CONF_TLS]:
            certificate = await read_certificate(
                attempt.data[CONF_HOST],
                attempt.data[CONF_PORT],
                allow_old_tls=attempt.allow_old_tls,
            )
        fingerprint = certificate.fingerprint if certificate else None
        self._attempt = replace(
            attempt,
            certificate=certificate,
            data={**attempt.data, CONF_FINGERPRINT: fingerprint},
        )

    async def _async_connect(self) -> ConfigFlowResult:
        """Connect, and finish the flow if this is the right phone.

        Raises:
            UcsError: the phone cannot be used.

        """
        await self._async_read_certificate()
        attempt = self._attempt
        if attempt.mac and self._expected_id not in (None, format_mac(attempt.mac)):
            return self.async_abort(reason="another_phone")
        if not self._is_trusted:
            return await self.async_step_certificate()
        client = create_client(
            self.hass, {**self._known_data, **attempt.data}, attempt.options
        )
        device = await client.device_info()
        if not (mac := device.mac or attempt.mac):
            raise UcsReplyError("the phone reports no MAC address")
        lines = await client.lines()
        await client.probe()
        found = {CONF_CAPABILITIES: capabilities(device.firmware, client)}
        await self.async_set_unique_id(format_mac(mac), raise_on_progress=False)
        if entry := self._entry:
            self._abort_if_unique_id_mismatch(reason="another_phone")
            return self.async_update_reload_and_abort(
                entry,
                data_updates={**attempt.changes, **found},
                options={**entry.options, **attempt.options},
            )
        self._abort_if_unique_id_configured()
        label = lines[0].label if lines else None
        return self.async_create_entry(
            title=f"{device.model} {label or ''}".strip(),
            data={
                **attempt.data,
                **found,
                CONF_WEBHOOK_ID: async_generate_id(),
                CONF_PROVISIONED: {},
            },
            options=attempt.options,
        )
