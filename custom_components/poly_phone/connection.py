"""The way to a phone, by the data of its config entry."""

from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Any, Final

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.util.network import is_ip_address

from .const import (
    CONF_ALLOW_DANGEROUS,
    CONF_ALLOW_OLD_TLS,
    CONF_FINGERPRINT,
    DEFAULT_PORT,
)
from .ucs import UcsClient, UcsError, read_certificate

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


async def async_has_moved(entry: ConfigEntry, host: str) -> bool:
    """Tell whether a phone is to be found at another address now: the very same one."""
    # Whoever entered a name has it looked up each time.
    if entry.source == SOURCE_IGNORE or not is_ip_address(entry.data[CONF_HOST]):
        return False
    if host == entry.data[CONF_HOST]:
        return False
    pinned: str | None = entry.data[CONF_FINGERPRINT]
    try:
        certificate = await read_certificate(
            host, entry.data[CONF_PORT] if pinned else DEFAULT_PORT, allow_old_tls=True
        )
    except UcsError:
        return False
    if pinned:
        return certificate.fingerprint == pinned
    return certificate.mac == str(entry.unique_id).replace(":", "")


def readable(fingerprint: str) -> str:
    """Return a fingerprint as browsers show it, in groups that eyes can compare."""
    pairs = ["".join(pair).upper() for pair in batched(fingerprint, 2, strict=False)]
    return " ".join(":".join(group) for group in batched(pairs, 8, strict=False))
