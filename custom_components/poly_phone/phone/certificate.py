"""The certificate of a phone: proof of identity, and its fingerprint for people."""

from itertools import batched

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.util.network import is_ip_address

from ..const import CONF_FINGERPRINT
from ..ucs import UcsError
from .connection import create_client


def may_have_moved(entry: ConfigEntry, host: str) -> bool:
    """Return whether an address of a known phone is new."""
    # A host name is resolved for every connection, so it never moves.
    return (
        entry.source != SOURCE_IGNORE
        and is_ip_address(entry.data[CONF_HOST])
        and entry.data[CONF_HOST] != host
    )


async def async_has_moved(hass: HomeAssistant, entry: ConfigEntry, host: str) -> bool:
    """Return whether the phone proves that it has a new address.

    Besides its certificate it must report the address as its own. Otherwise a device
    that only relays the connection could send notifications in the phone's name.
    """
    if not entry.data[CONF_FINGERPRINT]:
        return False
    client = create_client(hass, {**entry.data, CONF_HOST: host}, entry.options)
    try:
        device = await client.device_info()
    except UcsError:
        return False
    return device.ip_address == host


def format_fingerprint(fingerprint: str) -> str:
    """Return a fingerprint in groups, as browsers show it."""
    pairs = ["".join(pair).upper() for pair in batched(fingerprint, 2, strict=False)]
    return " ".join(":".join(group) for group in batched(pairs, 8, strict=False))
