"""Telephony notifications on their way: posted once, and forgotten."""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Literal
from xml.etree.ElementTree import Element

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    TCPConnector,
    ThreadedResolver,
)

from .event_xml import to_bytes
from .phone import Phone

ANSWER_SECONDS = 10.0
"""How long the phone waits for an answer, which it ignores (a guess)."""

MAX_UNDER_WAY = 100
MAX_AT_ONCE = 4

HEADERS = {"Content-Type": "text/xml"}
"""The content type is a guess."""

type Mishap = Literal["delay", "double", "drop"]

MISHAPS: dict[Mishap, str] = {
    "delay": "comes late, after those that follow it",
    "double": "comes twice",
    "drop": "never comes",
}
"""What can happen to every n-th event."""


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

    def __init__(self, phone: Phone) -> None:
        self.posted: deque[Notification] = deque(maxlen=1000)
        self.count = 0
        """How many events there were; each may go to several addresses."""
        self.mishaps: dict[Mishap, int] = {}
        """What happens to every n-th event."""
        self.delay_seconds = 5.0
        self._phone = phone
        self._session: ClientSession | None = None
        self._turn = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()

    def send(self, event: Element, urls: Sequence[str]) -> None:
        """Post an event to all addresses, unless a mishap comes in between."""
        self.count += 1
        hit = {kind for kind, n in self.mishaps.items() if n and self.count % n == 0}
        if "drop" in hit:
            return
        body = to_bytes(event, self._phone.notification_quirks)
        post = partial(self._post, event, body, urls)
        for _ in range(2 if "double" in hit else 1):
            if "delay" in hit:
                late = partial(self._post_late, post, self._phone.booted)
                self._phone.timeline.after(self.delay_seconds, late)
            else:
                post()

    def drop(self) -> None:
        """Forget all that is under way."""
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

    def _post(self, event: Element, body: bytes, urls: Sequence[str]) -> None:
        for url in urls:
            if len(self._under_way) >= MAX_UNDER_WAY:
                return
            detail = event.get("CallState", "")
            record = Notification(event.tag, detail, url, body)
            self.posted.append(record)
            task = asyncio.get_running_loop().create_task(self._deliver(record))
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _post_late(self, post: Callable[[], None], booted: float) -> None:
        if self._phone.power == "on" and self._phone.booted == booted:
            post()

    async def _deliver(self, record: Notification) -> None:
        parallel = "parallel" in self._phone.notification_quirks
        result = "lost"
        try:
            async with nullcontext() if parallel else self._turn:
                result = await self._answer(record)
        finally:
            record.result = result
            self._phone.publish("notification")

    async def _answer(self, record: Notification) -> str:
        self._session = self._session or self._open()
        try:
            async with self._session.post(
                record.url, data=record.body, allow_redirects=False
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
        address = self._phone.address
        return ClientSession(
            connector=TCPConnector(
                force_close=True,
                limit=MAX_AT_ONCE,
                local_addr=(address, 0) if address else None,
                resolver=ThreadedResolver(),
            ),
            headers=HEADERS,
            skip_auto_headers=["User-Agent"],
            timeout=ClientTimeout(total=ANSWER_SECONDS),
        )
