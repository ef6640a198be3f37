"""Delivery of telephony notifications: each is posted once, without a retry."""

import asyncio
from collections import deque
from contextlib import nullcontext
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from xml.etree.ElementTree import Element

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    TCPConnector,
    ThreadedResolver,
)

from simulator.configuration.parameters import NOTIFICATION
from simulator.phone.phone import Phone
from simulator.quirks import Quirk

from .event_xml import encode_event

ANSWER_SECONDS = 10.0
"""The seconds that the phone waits for an answer, which it ignores (a guess)."""

MAX_IN_TRANSIT = 100
MAX_AT_ONCE = 4

URLS = ("URL", "1.URL", "2.URL")

HEADERS = {"Content-Type": "text/xml"}
"""The headers of a notification; the content type is a guess."""


class DeliveryFault(StrEnum):
    """A fault of the delivery."""

    DELAY = "delay"
    DOUBLE = "double"
    DROP = "drop"


DELIVERY_FAULTS = {
    DeliveryFault.DELAY: "it arrives late, after the following ones",
    DeliveryFault.DOUBLE: "it arrives twice",
    DeliveryFault.DROP: "it never arrives",
}


@dataclass
class Notification:
    """An event that was posted to one address."""

    event: str
    detail: str
    """The state of the call, for events that have one."""
    url: str
    body: bytes
    result: str = ""
    """The HTTP status or the reason of the failure; empty until the answer."""


class Outbox:
    """Posts the events of one phone, one after the other."""

    def __init__(self, phone: Phone, *, source: str | None) -> None:
        self.posted: deque[Notification] = deque(maxlen=1000)
        self.count = 0
        """The number of events; each may be posted to several addresses."""
        self.delivery_faults: dict[DeliveryFault, int] = {}
        """The interval of each fault, in events."""
        self.delay_seconds = 5.0
        self._phone = phone
        self._source = source
        self._session: ClientSession | None = None
        self._delivery_lock = asyncio.Lock()
        self._in_transit: set[asyncio.Task[str]] = set()
        self._discard_count = 0

    @property
    def urls(self) -> list[str]:
        """The addresses that receive the events."""
        config = self._phone.config
        return [url for name in URLS if (url := config[NOTIFICATION + name])]

    def send(self, event: Element) -> None:
        """Post an event to all addresses, unless a delivery fault drops it."""
        if not self.urls:
            return
        self.count += 1
        hit = {
            kind
            for kind, n in self.delivery_faults.items()
            if n and self.count % n == 0
        }
        if DeliveryFault.DROP in hit:
            return
        body = encode_event(event, self._phone.quirks)
        for _ in range(2 if DeliveryFault.DOUBLE in hit else 1):
            for url in self.urls:
                post = Notification(event.tag, event.get("CallState", ""), url, body)
                if DeliveryFault.DELAY in hit:
                    late = partial(self._post_late, post, self._discard_count)
                    self._phone.timeline.after(self.delay_seconds, late)
                else:
                    self._post(post)

    def post(self, name: str, url: str, body: bytes) -> None:
        """Post another body than an event, without delivery faults."""
        self._post(Notification(name, "", url, body))

    def discard_all(self) -> None:
        """Discard all notifications that are not delivered yet."""
        self._discard_count += 1
        for task in self._in_transit:
            task.cancel()

    async def settle(self) -> None:
        """Wait until all notifications are delivered."""
        while self._in_transit:
            await asyncio.wait(self._in_transit)

    async def close(self) -> None:
        """Discard the notifications, and close the session."""
        self.discard_all()
        await self.settle()
        if self._session:
            await self._session.close()
            self._session = None

    def _post(self, post: Notification) -> None:
        if len(self._in_transit) >= MAX_IN_TRANSIT:
            return
        self.posted.append(post)
        task = asyncio.get_running_loop().create_task(self._deliver(post))
        self._in_transit.add(task)
        task.add_done_callback(partial(self._delivered, post))

    def _post_late(self, post: Notification, discard_count: int) -> None:
        if discard_count == self._discard_count:
            self._post(post)

    def _delivered(self, post: Notification, task: asyncio.Task[str]) -> None:
        self._in_transit.discard(task)
        post.result = "lost" if task.cancelled() else task.result()
        self._phone.publish("notification")

    async def _deliver(self, post: Notification) -> str:
        parallel = Quirk.PARALLEL in self._phone.quirks
        async with nullcontext() if parallel else self._delivery_lock:
            return await self._post_to(post)

    async def _post_to(self, post: Notification) -> str:
        self._session = self._session or self._open()
        try:
            async with self._session.post(
                post.url, data=post.body, allow_redirects=False
            ) as response:
                return str(response.status)
        except TimeoutError:
            return "too slow"
        except ClientConnectorError:
            return "unreachable"
        except ClientError:
            return "no answer"

    def _open(self) -> ClientSession:
        """Return a session with one connection per event.

        The connections come from the phone's own address.
        """
        return ClientSession(
            connector=TCPConnector(
                force_close=True,
                limit=MAX_AT_ONCE,
                local_addr=(self._source, 0) if self._source else None,
                resolver=ThreadedResolver(),
            ),
            headers=HEADERS,
            skip_auto_headers=["User-Agent"],
            timeout=ClientTimeout(total=ANSWER_SECONDS),
        )
