"""Several phones in one process, connected by one exchange."""

from collections.abc import Sequence
from datetime import tzinfo
from typing import Self

from .clock import Clock
from .profiles import PROFILES
from .simulated_phone import PASSWORD, SimulatedPhone
from .telephony.exchange import Exchange


class Fleet:
    """Phones with consecutive ports, MAC addresses and numbers.

    Args:
        profiles: The names of their profiles, in order.
        host: The address to listen on.
        port: The port of the first phone; 0 selects free ports.
        mac: The MAC address of the first phone; by default that of the profile.
        password: The administrator's password of all phones.
        tls: Whether the phones use HTTPS instead of HTTP.
        old_tls: Whether TLS 1.1 is their newest version.
        latency: The seconds that each command takes.
        clock: The clock of all phones.
        zone: The zone of their local times; by default that of this machine.
    """

    def __init__(
        self,
        profiles: Sequence[str],
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        mac: str | None = None,
        password: str = PASSWORD,
        tls: bool = True,
        old_tls: bool = False,
        latency: float = 0.0,
        clock: Clock | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        self.exchange = Exchange(clock)
        self.phones: list[SimulatedPhone] = []
        for index, profile in enumerate(profiles):
            first = int(mac, 16) if mac else PROFILES[profile].mac
            phone = SimulatedPhone(
                profile,
                host=host,
                port=port + index if port else 0,
                mac=f"{first + index:012x}",
                password=password,
                extension=200 + 10 * index,
                tls=tls,
                old_tls=old_tls,
                exchange=self.exchange,
                zone=zone,
            )
            phone.server.latency = latency
            self.phones.append(phone)

    async def __aenter__(self) -> Self:
        try:
            for phone in self.phones:
                await phone.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Stop all phones."""
        for phone in self.phones:
            await phone.stop()
        self.exchange.timeline.stop()
