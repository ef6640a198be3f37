"""The address under which phones reach Home Assistant, and the addresses of phones."""

from collections.abc import Callable
from ipaddress import ip_address
import socket

from homeassistant.core import HomeAssistant
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.util.network import is_ip_address
from yarl import URL


def local_base_url(hass: HomeAssistant) -> URL | None:
    """Return the plain HTTP address of Home Assistant in the local network.

    Phones cannot check its certificate, so HTTPS is no use.
    """
    try:
        base = URL(
            get_url(hass, allow_external=False, allow_ip=True, prefer_external=False)
        )
    except NoURLAvailableError:
        return None
    if base.scheme != "http":
        return None
    if str(base.host).endswith(".local"):
        # Phones resolve names with a DNS server, which knows no `.local` names.
        api = hass.config.api
        if api is None or ip_address(api.local_ip).is_loopback:
            return None
        base = base.with_host(api.local_ip)
    return base


class PhoneSource:
    """The addresses that requests of one phone come from."""

    def __init__(
        self,
        hass: HomeAssistant,
        host: str,
        reported: Callable[[], str | None],
        accepted: str | None = None,
    ) -> None:
        """Set up for a host.

        Args:
            hass: Home Assistant.
            host: Address or name of the phone.
            reported: Returns the address that the phone reports.
            accepted: Another address that the user accepts for the phone.

        """
        self._accepted = accepted
        self._hass = hass
        self._host = host
        self._reported = reported
        self._resolved: frozenset[str] = frozenset()
        if not self.is_name:
            self._resolved = frozenset({str(ip_address(host))})

    @property
    def is_name(self) -> bool:
        """Whether the host is a name, which must be resolved."""
        return not is_ip_address(self._host)

    async def async_resolve(self) -> None:
        """Resolve the host name; keep nothing if that fails."""
        try:
            found = await self._hass.loop.getaddrinfo(
                self._host, None, type=socket.SOCK_STREAM
            )
        except OSError:
            found = []
        self._resolved = frozenset(str(info[4][0]) for info in found)

    def matches(self, remote: str | None) -> bool:
        """Return whether a request from an address may come from the phone."""
        try:
            address = ip_address(remote or "")
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        others = {self._reported(), self._accepted}
        return str(mapped or address) in self._resolved | others
