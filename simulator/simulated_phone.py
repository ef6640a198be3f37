"""A phone that listens on the network."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import tzinfo
from typing import Self

from aiohttp import web

from .clock import Clock
from .notifications.notifier import Notifier
from .notifications.outbox import Outbox
from .phone.events import PhoneEvent
from .phone.phone import Phone
from .profiles import PROFILES
from .telephony.exchange import Exchange
from .web.certificate import Identity
from .web.request_log import RequestRecord
from .web.server import PhoneServer

PASSWORD = "2580"  # noqa: S105


class SimulatedPhone(Phone):
    """A phone of a profile at its own address.

    Use it as a context manager, or call `start` and `stop`.

    Args:
        profile: A name of `PROFILES`.
        host: The address to listen on.
        port: The port to listen on; 0 selects a free one.
        mac: Twelve hex digits; by default those of the profile.
        password: The administrator's password. `456` is the factory default, with
            which every command returns 4010.
        extension: The number of the first line.
        tls: Whether the phone uses HTTPS instead of HTTP.
        old_tls: Whether TLS 1.1 is its newest version.
        clock: The clock of its own exchange, without an `exchange`.
        exchange: The exchange that connects several phones.
        zone: The zone of its local times; by default that of this machine.
    """

    def __init__(
        self,
        profile: str = "vvx501-6.4",
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        mac: str | None = None,
        password: str = PASSWORD,
        extension: int = 200,
        tls: bool = True,
        old_tls: bool = False,
        clock: Clock | None = None,
        exchange: Exchange | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        chosen = PROFILES[profile]
        self._owns_exchange = exchange is None
        super().__init__(
            chosen,
            exchange=exchange or Exchange(clock),
            mac=(mac or f"{chosen.mac:012x}").lower(),
            password=password,
            extension=extension,
            zone=zone,
        )
        self.host = host
        everywhere = host == "0.0.0.0"  # noqa: S104
        self.address = "127.0.0.1" if everywhere else host
        self.port = port
        self.identity = Identity(self.mac) if tls else None
        self.old_tls = old_tls
        self.outbox = Outbox(self, source=None if everywhere else host)
        self.server = PhoneServer(self, self.outbox.post)
        self.connection_count = 0
        """The number of connections that were opened to the phone."""
        self._http = web.Server(self.server.handle, access_log=None)
        self._listener: asyncio.Server | None = None
        self._opening: asyncio.Task[None] | None = None
        self._unsubscribe: list[Callable[[], None]] = []

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address of the web server."""
        return f"{'https' if self.identity else 'http'}://{self.host}:{self.port}"

    @property
    def requests(self) -> deque[RequestRecord]:
        """The received requests, oldest first."""
        return self.server.requests

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its certificate, in lower-case hex digits."""
        return self.identity.fingerprint if self.identity else ""

    async def start(self) -> None:
        """Start to listen."""
        await self._open()
        notifier = Notifier(self, self.outbox)
        self._unsubscribe = [
            self.subscribe(self._on_event),
            self.subscribe(notifier.handle_event),
        ]

    async def stop(self) -> None:
        """Stop, and leave the exchange."""
        while self._unsubscribe:
            self._unsubscribe.pop()()
        await self.outbox.close()
        self._close()
        await self._http.shutdown()
        self.exchange.phones.remove(self)
        if self._owns_exchange:
            self.timeline.stop()

    async def settle(self) -> None:
        """Run all due actions and deliveries, with a frozen clock too."""
        self.timeline.advance()
        if self._opening:
            await asyncio.wait({self._opening})
        await self.outbox.settle()

    def _on_event(self, event: PhoneEvent) -> None:
        if event.kind == "power" and self.power != "on":
            self._close()
        elif event.kind == "power" and not self._listener and not self._opening:
            self._opening = asyncio.get_running_loop().create_task(self._open())

    async def _open(self) -> None:
        loop = asyncio.get_running_loop()
        context = self.identity.context(old_tls=self.old_tls) if self.identity else None
        self._listener = await loop.create_server(
            self._accept, self.host, self.port, ssl=context
        )
        self.port = self._listener.sockets[0].getsockname()[1]
        self._opening = None

    def _accept(self) -> asyncio.Protocol:
        """Accept a connection."""
        self.connection_count += 1
        return self._http()

    def _close(self) -> None:
        """Refuse new connections, and cut the open ones."""
        self.server.power_cycle.set()
        self.server.power_cycle = asyncio.Event()
        if self._opening:
            self._opening.cancel()
            self._opening = None
        if self._listener:
            self._listener.close()
            self._listener.abort_clients()
            self._listener = None
