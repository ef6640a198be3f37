"""The client of a phone, by the data of its config entry."""

from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Any, Final

from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .const import CONF_ALLOW_DANGEROUS, CONF_ALLOW_OLD_TLS, CONF_FINGERPRINT
from .ucs import UcsClient

ATTR_FIRMWARE: Final = "firmware"
ATTR_UNSUPPORTED: Final = "unsupported"


def create_client(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    unsupported: Iterable[str] = (),
) -> UcsClient:
    """Return the client of a phone, by the data and the options of its entry."""
    return UcsClient(
        async_get_clientsession(hass, verify_ssl=False),
        data[CONF_HOST],
        username=data[CONF_USERNAME],
        password=data[CONF_PASSWORD],
        port=data[CONF_PORT],
        fingerprint=data[CONF_FINGERPRINT],
        allow_old_tls=options.get(CONF_ALLOW_OLD_TLS, False),
        allow_dangerous=options.get(CONF_ALLOW_DANGEROUS, False),
        unsupported=unsupported,
    )


def capabilities(firmware: str | None, client: UcsClient) -> dict[str, Any]:
    """Return what to keep of what a phone turned out to lack."""
    return {
        ATTR_FIRMWARE: firmware,
        ATTR_UNSUPPORTED: sorted(command.value for command in client.unsupported),
    }


def readable(fingerprint: str) -> str:
    """Return a fingerprint as browsers show it, in groups that eyes can compare."""
    pairs = ["".join(pair).upper() for pair in batched(fingerprint, 2, strict=False)]
    return " ".join(":".join(group) for group in batched(pairs, 8, strict=False))
