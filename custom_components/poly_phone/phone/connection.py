"""The way to a phone, by the data of its config entry."""

from collections.abc import Iterable, Mapping
from itertools import batched
from typing import Any, Final

from aiohttp import ClientSession, TCPConnector
from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
    EVENT_HOMEASSISTANT_CLOSE,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton
from homeassistant.util.network import is_ip_address

from ..const import (
    CONF_ALLOW_DANGEROUS,
    CONF_ALLOW_OLD_TLS,
    CONF_FINGERPRINT,
    DEFAULT_PORT,
    DOMAIN,
)
from ..ucs import UcsClient, UcsError, read_certificate

ATTR_FIRMWARE: Final = "firmware"
ATTR_UNSUPPORTED: Final = "unsupported"

KEEP_ALIVE: Final = 75
"""Seconds that a connection is kept for the next question, if the phone does so too."""


@singleton(f"{DOMAIN}_session")
@callback
def _async_session(hass: HomeAssistant) -> ClientSession:
    """Return the session with all phones.

    Home Assistant's own gives idle connections up after 15 seconds. Phones that tell
    by themselves what happens are asked less often, and would have to do the hard work
    of a TLS handshake for every question.
    """
    session = ClientSession(
        connector=TCPConnector(limit=0, keepalive_timeout=KEEP_ALIVE)
    )

    async def close(_: Event) -> None:
        await session.close()

    hass.bus.async_listen_once(EVENT_HOMEASSISTANT_CLOSE, close)
    return session


def create_client(
    hass: HomeAssistant,
    data: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    unsupported: Iterable[str] = (),
) -> UcsClient:
    """Return the client of a phone, by the data and the options of its entry."""
    return UcsClient(
        _async_session(hass),
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
