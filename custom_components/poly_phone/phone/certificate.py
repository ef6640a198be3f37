"""The certificate of a phone: proof of identity, and its fingerprint for people."""

from itertools import batched

from homeassistant.config_entries import SOURCE_IGNORE, ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.util.network import is_ip_address

from ..const import CONF_FINGERPRINT, DEFAULT_PORT
from ..ucs import UcsError, read_certificate


async def async_has_moved(entry: ConfigEntry, host: str) -> bool:
    """Return whether the phone of an entry now has another address."""
    # A host name is resolved for every connection, so it never moves.
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


def format_fingerprint(fingerprint: str) -> str:
    """Return a fingerprint in groups, as browsers show it."""
    pairs = ["".join(pair).upper() for pair in batched(fingerprint, 2, strict=False)]
    return " ".join(":".join(group) for group in batched(pairs, 8, strict=False))
