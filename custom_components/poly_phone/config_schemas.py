"""What the dialogs ask for, and how that becomes the data of a phone."""

from collections.abc import Mapping
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
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)
from homeassistant.helpers.typing import VolDictType
import voluptuous as vol
from yarl import URL

from .const import (
    CONF_ADVANCED,
    CONF_ALLOW_DANGEROUS,
    CONF_ALLOW_EMERGENCY,
    CONF_ALLOW_OLD_TLS,
    CONF_DISPLAY,
    CONF_PUSH,
    CONF_TIME_ZONE,
    CONF_TLS,
    CONF_VOICE_ANY_NUMBER,
    DEFAULT_PORT,
    DEFAULT_USERNAME,
)

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


def _folded(fields: VolDictType) -> VolDictType:
    """Return the section with the fields that few people need."""
    schema = vol.Schema(fields)
    return {
        vol.Required(CONF_ADVANCED, default=schema({})): section(
            schema, {"collapsed": True}
        )
    }


_LOGIN: VolDictType = {vol.Required(CONF_PASSWORD): _PASSWORD}
_PHONE: Final = vol.Schema(
    {vol.Required(CONF_HOST): TextSelector(), **_LOGIN, **_folded(_ADVANCED)}
)
FORMS: Final[Mapping[str, tuple[str, vol.Schema]]] = {
    SOURCE_USER: ("user", _PHONE),
    SOURCE_RECONFIGURE: ("reconfigure", _PHONE),
    SOURCE_REAUTH: (
        "reauth_confirm",
        vol.Schema({**_LOGIN, **_folded(_USERNAME)}),
    ),
    SOURCE_DHCP: (
        "discovery_confirm",
        vol.Schema({**_LOGIN, **_folded(_ADVANCED)}),
    ),
}
"""What to ask, as a step, by the reason for asking."""

_DISPLAY: Final[VolDictType] = {
    vol.Optional(CONF_DISPLAY): section(
        vol.Schema(
            {
                vol.Optional(CONF_USERNAME): TextSelector(),
                vol.Optional(CONF_PASSWORD): _PASSWORD,
            }
        ),
        {"collapsed": True},
    )
}
"""The login for messages."""

OPTIONS: Final = vol.Schema(
    {
        vol.Required(CONF_PUSH, default=True): BooleanSelector(),
        vol.Optional(CONF_TIME_ZONE): TextSelector(),
        **_DISPLAY,
        vol.Required(CONF_VOICE_ANY_NUMBER, default=False): BooleanSelector(),
        vol.Required(CONF_ALLOW_EMERGENCY, default=False): BooleanSelector(),
        vol.Required(CONF_ALLOW_DANGEROUS, default=False): BooleanSelector(),
        **_OLD_TLS,
    }
)


def flat(user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of an entry from what was filled in."""
    data = {**user_input, **user_input[CONF_ADVANCED]}
    del data[CONF_ADVANCED]
    if host := data.get(CONF_HOST):
        # People copy addresses out of their browser.
        data[CONF_HOST] = URL(host).host if "://" in host else host.strip(" /")
    return data


def nested(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return what to fill in from the data of an entry, without the password."""
    return {
        CONF_HOST: data.get(CONF_HOST),
        CONF_ADVANCED: {
            key: data[key]
            for key in (CONF_USERNAME, CONF_PORT, CONF_TLS, CONF_ALLOW_OLD_TLS)
            if key in data
        },
    }
