"""Creates the client of a phone from the data of its config entry."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from aiohttp import ClientSession, TCPConnector
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
    EVENT_HOMEASSISTANT_CLOSE,
)
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers.singleton import singleton

from ..const import (
    CONF_ALLOW_DANGEROUS,
    CONF_ALLOW_OLD_TLS,
    CONF_FINGERPRINT,
    DOMAIN,
)
from ..ucs import UcsClient
from .capabilities import known_scheme

KEEP_ALIVE: Final = 75
"""Seconds that an idle connection stays open, if the phone keeps it too."""


@singleton(f"{DOMAIN}_session")
@callback
def _async_session(hass: HomeAssistant) -> ClientSession:
    """Return the HTTP session that all phones share.

    Home Assistant's own session closes idle connections after 15 seconds. With rare
    polls, every request would then cost the phone a TLS handshake.
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
    """Return a client for the data and the options of a config entry."""
    return UcsClient(
        _async_session(hass),
        data[CONF_HOST],
        username=data[CONF_USERNAME],
        password=data[CONF_PASSWORD],
        port=data[CONF_PORT],
        fingerprint=data[CONF_FINGERPRINT],
        known_scheme=known_scheme(data),
        allow_old_tls=options.get(CONF_ALLOW_OLD_TLS, False),
        allow_dangerous=options.get(CONF_ALLOW_DANGEROUS, False),
        unsupported=unsupported,
    )
