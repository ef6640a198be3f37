"""Schemas of the config and options forms, and conversion of their input."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
)
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol

from .const import (
    CONF_ADVANCED,
    CONF_ALLOW_DANGEROUS,
    CONF_ALLOW_EMERGENCY,
    CONF_ALLOW_OLD_TLS,
    CONF_DISPLAY,
    CONF_FINGERPRINT,
    CONF_OUTSIDE_PREFIX,
    CONF_PUSH,
    CONF_SIGN_IN,
    CONF_TIME_ZONE,
    CONF_TLS,
    CONF_VOICE_ANY_NUMBER,
    DEFAULT_PORT,
    DEFAULT_USERNAME,
)
from .ucs import Certificate, parse_web_address

_PASSWORD = TextSelector(TextSelectorConfig(type=TextSelectorType.PASSWORD))
_PORT = vol.All(
    NumberSelector(NumberSelectorConfig(min=1, max=65535, mode=NumberSelectorMode.BOX)),
    vol.Coerce(int),
)
_USERNAME: VolDictType = {
    vol.Required(CONF_USERNAME, default=DEFAULT_USERNAME): TextSelector()
}
_OLD_TLS: VolDictType = {
    vol.Required(CONF_ALLOW_OLD_TLS, default=False): BooleanSelector()
}
_ADVANCED: VolDictType = {
    **_USERNAME,
    vol.Required(CONF_PORT, default=DEFAULT_PORT): _PORT,
    vol.Required(CONF_TLS, default=True): BooleanSelector(),
    **_OLD_TLS,
}


def _advanced_section(fields: VolDictType) -> VolDictType:
    """Return a collapsed section with the fields that few users need."""
    schema = vol.Schema(fields)
    return {
        vol.Required(CONF_ADVANCED, default=schema({})): section(
            schema, {"collapsed": True}
        )
    }


_LOGIN: VolDictType = {vol.Required(CONF_PASSWORD): _PASSWORD}
_PHONE: Final = vol.Schema(
    {vol.Required(CONF_HOST): TextSelector(), **_LOGIN, **_advanced_section(_ADVANCED)}
)
STEP_SCHEMAS: Final[Mapping[str, tuple[str, vol.Schema]]] = {
    SOURCE_USER: ("user", _PHONE),
    SOURCE_RECONFIGURE: ("reconfigure", _PHONE),
    SOURCE_REAUTH: (
        "reauth_confirm",
        vol.Schema({**_LOGIN, **_advanced_section(_USERNAME)}),
    ),
    SOURCE_DHCP: (
        "discovery_confirm",
        vol.Schema({**_LOGIN, **_advanced_section(_ADVANCED)}),
    ),
}
"""Step and schema of the form, by source of the flow."""

_LOGINS: Final = (CONF_DISPLAY, CONF_SIGN_IN)
"""The options with a username and a password of their own."""

_LOGIN_FIELDS: Final[VolDictType] = {
    vol.Optional(CONF_USERNAME): TextSelector(),
    vol.Optional(CONF_PASSWORD): _PASSWORD,
}


def _login_section(key: str) -> VolDictType:
    """Return a collapsed section with the fields of a login."""
    return {vol.Optional(key): section(vol.Schema(_LOGIN_FIELDS), {"collapsed": True})}


def options_schema(time_zones: Iterable[str]) -> vol.Schema:
    """Return the schema of the options form."""
    zones = SelectSelectorConfig(
        options=sorted(time_zones), mode=SelectSelectorMode.DROPDOWN
    )
    return vol.Schema(
        {
            vol.Required(CONF_PUSH, default=True): BooleanSelector(),
            vol.Optional(CONF_TIME_ZONE): SelectSelector(zones),
            **_login_section(CONF_DISPLAY),
            vol.Required(CONF_VOICE_ANY_NUMBER, default=False): BooleanSelector(),
            vol.Optional(CONF_OUTSIDE_PREFIX): TextSelector(),
            vol.Required(CONF_ALLOW_EMERGENCY, default=False): BooleanSelector(),
            vol.Required(CONF_ALLOW_DANGEROUS, default=False): BooleanSelector(),
            **_OLD_TLS,
            **_login_section(CONF_SIGN_IN),
        }
    )


def to_options_form(options: Mapping[str, Any]) -> dict[str, Any]:
    """Convert options into form values, without passwords."""
    form = {**options}
    for key in _LOGINS:
        if key in form:
            form[key] = {**form[key]}
            form[key].pop(CONF_PASSWORD, None)
    return form


def to_options(
    user_input: Mapping[str, Any], known: Mapping[str, Any]
) -> dict[str, Any]:
    """Convert form input into options; an empty password keeps the stored one."""
    options = {**user_input}
    for key in _LOGINS:
        login = {name: text for name, text in options.pop(key, {}).items() if text}
        stored = known.get(key, {})
        username = login.get(CONF_USERNAME)
        if username and username == stored.get(CONF_USERNAME):
            login = {**stored, **login}
        if login:
            options[key] = login
    return options


def to_entry_data(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Convert form input into entry data and options.

    Raises:
        UcsInputError: the address contains no host.

    """
    data = {**user_input, **user_input[CONF_ADVANCED]}
    del data[CONF_ADVANCED]
    if CONF_HOST in data:
        # Users copy addresses from their browser.
        address = parse_web_address(data[CONF_HOST])
        data[CONF_HOST] = address.host
        if address.port is not None:
            data[CONF_PORT] = address.port
        if address.uses_tls is not None:
            data[CONF_TLS] = address.uses_tls
    return data


def to_form_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Convert entry data and options into form values, without the password."""
    return {
        CONF_HOST: data.get(CONF_HOST),
        CONF_ADVANCED: {
            key: data[key]
            for key in (CONF_USERNAME, CONF_PORT, CONF_TLS, CONF_ALLOW_OLD_TLS)
            if key in data
        },
    }


_CONNECTION_KEYS: Final = (
    CONF_HOST,
    CONF_PORT,
    CONF_TLS,
    CONF_USERNAME,
    CONF_PASSWORD,
    CONF_FINGERPRINT,
)
"""The part of the entry data that these dialogs change."""


@dataclass(frozen=True, kw_only=True)
class Attempt:
    """The values of one attempt to connect."""

    data: Mapping[str, Any]
    allow_old_tls: bool
    entered: Mapping[str, Any]
    """The entry data and options that the user entered."""

    certificate: Certificate | None = None
    """The certificate that the phone presented; None over plain HTTP."""

    @classmethod
    def from_values(
        cls, known: Mapping[str, Any], entered: Mapping[str, Any]
    ) -> Attempt:
        """Return an attempt with the entered values, and the known ones beside them."""
        values = {**known, **entered}
        return cls(
            data={key: values[key] for key in _CONNECTION_KEYS if key in values},
            allow_old_tls=values.get(CONF_ALLOW_OLD_TLS, False),
            entered=entered,
        )

    @property
    def changes(self) -> dict[str, Any]:
        """The entry data that this attempt changes."""
        return {
            key: value
            for key, value in self.data.items()
            if key in self.entered or key == CONF_FINGERPRINT
        }

    @property
    def options(self) -> dict[str, Any]:
        """The options that this attempt changes."""
        if CONF_ALLOW_OLD_TLS not in self.entered:
            return {}
        return {CONF_ALLOW_OLD_TLS: self.allow_old_tls}

    @property
    def mac(self) -> str | None:
        """The MAC address in the certificate."""
        return self.certificate.mac if self.certificate else None

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of the certificate."""
        return self.certificate.fingerprint if self.certificate else None
