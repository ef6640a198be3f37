"""Telephony notifications on their way: posted once, and forgotten."""

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

from .event_xml import to_bytes

ANSWER_SECONDS = 10.0
"""How long the phone waits for an answer, which it ignores (a guess)."""

MAX_UNDER_WAY = 100
MAX_AT_ONCE = 4

URLS = ("URL", "1.URL", "2.URL")

HEADERS = {"Content-Type": "text/xml"}
"""The content type is a guess."""


class Mishap(StrEnum):
    """What can happen to an event."""

    DELAY = "delay"
    DOUBLE = "double"
    DROP = "drop"


MISHAPS = {
    Mishap.DELAY: "it comes late, after those that follow it",
    Mishap.DOUBLE: "it comes twice",
    Mishap.DROP: "it never comes",
}


@dataclass
class Notification:
    """An event that was posted to one address."""

    event: str
    detail: str
    """The state of the call, where it tells one."""
    url: str
    body: bytes
    result: str = ""
    """HTTP status of the answer, or why there was none; empty while it is awaited."""


class Outbox:
    """Posts the events of one phone, one after the other."""

    def __init__(self, phone: Phone, *, source: str | None) -> None:
        self.posted: deque[Notification] = deque(maxlen=1000)
        self.count = 0
        """How many events there were; each may go to several addresses."""
        self.mishaps: dict[Mishap, int] = {}
        """What happens to every n-th event."""
        self.delay_seconds = 5.0
        self._phone = phone
        self._source = source
        self._session: ClientSession | None = None
        self._turn = asyncio.Lock()
        self._under_way: set[asyncio.Task[str]] = set()
        self._drops = 0

    @property
    def urls(self) -> list[str]:
        """Where events go to."""
        config = self._phone.config
        return [url for name in URLS if (url := config[NOTIFICATION + name])]

    def send(self, event: Element) -> None:
        """Post an event to all addresses, unless a mishap comes in between."""
        if not self.urls:
            return
        self.count += 1
        hit = {kind for kind, n in self.mishaps.items() if n and self.count % n == 0}
        if Mishap.DROP in hit:
            return
        body = to_bytes(event, self._phone.notification_quirks)
        for _ in range(2 if Mishap.DOUBLE in hit else 1):
            for url in self.urls:
                post = Notification(event.tag, event.get("CallState", ""), url, body)
                if Mishap.DELAY in hit:
                    late = partial(self._post_late, post, self._drops)
                    self._phone.timeline.after(self.delay_seconds, late)
                else:
                    self._post(post)

    def drop(self) -> None:
        """Forget all that is under way or late."""
        self._drops += 1
        for task in self._under_way:
            task.cancel()

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def close(self) -> None:
        """End it."""
        self.drop()
        await self.settle()
        if self._session:
            await self._session.close()
            self._session = None

    def _post(self, post: Notification) -> None:
        if len(self._under_way) >= MAX_UNDER_WAY:
            return
        self.posted.append(post)
        task = asyncio.get_running_loop().create_task(self._deliver(post))
        self._under_way.add(task)
        task.add_done_callback(partial(self._delivered, post))

    def _post_late(self, post: Notification, drops: int) -> None:
        if drops == self._drops:
            self._post(post)

    def _delivered(self, post: Notification, task: asyncio.Task[str]) -> None:
        self._under_way.discard(task)
        post.result = "lost" if task.cancelled() else task.result()
        self._phone.publish("notification")

    async def _deliver(self, post: Notification) -> str:
        parallel = Quirk.PARALLEL in self._phone.notification_quirks
        async with nullcontext() if parallel else self._turn:
            return await self._answer(post)

    async def _answer(self, post: Notification) -> str:
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
        """Connections that come from the phone's own address, one for each event."""
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
