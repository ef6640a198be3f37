"""Simulated phones without Home Assistant, and a client for them."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
import json
from typing import Any
from xml.etree import ElementTree

from aiohttp import (
    ClientResponse,
    ClientSession,
    DigestAuthMiddleware,
    TCPConnector,
    encode_basic_auth,
    web,
)
import pytest

from simulator import PASSWORD, Exchange, ManualClock, SimulatedPhone

JSON = {"Content-Type": "application/json"}

LOGIN = ("office", "let me in")
"""The login of pushes."""

HELLO = "<Data><h1>Hi</h1>there</Data>"
COMMANDS = "application/x-com-polycom-spipx"
"""The content type of pushed commands."""

type Json = Any


@pytest.fixture(autouse=True)
def _real_integration(socket_enabled: None) -> None:
    """Allow connections to phones on this machine, without Home Assistant."""


@dataclass(frozen=True)
class Answer:
    """The answer to a request."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Json:
        """The reply."""
        return json.loads(self.body)


class Api:
    """A client of one phone."""

    def __init__(self, phone: SimulatedPhone, session: ClientSession) -> None:
        self.phone = phone
        self.session = session

    async def send(
        self,
        method: str,
        path: str,
        *,
        password: str | None = PASSWORD,
        headers: dict[str, str] | None = None,
        **arguments: Json,
    ) -> Answer:
        """Send a request, by default with the right password."""
        sent = dict(headers or {})
        extra: Json = {}
        if password and self.phone.authentication == "Digest":
            extra = {"middlewares": (DigestAuthMiddleware("Polycom", password),)}
        elif password:
            sent.setdefault("Authorization", encode_basic_auth("Polycom", password))
        response: ClientResponse
        async with self.session.request(
            method, self.phone.url + path, headers=sent, ssl=False, **extra, **arguments
        ) as response:
            return Answer(
                response.status, dict(response.headers), await response.read()
            )

    @asynccontextmanager
    async def waiting(self, path: str) -> AsyncIterator[asyncio.Task[Answer]]:
        """Yield a GET that the phone received but has not answered."""
        received = asyncio.Event()
        unsubscribe = self.phone.subscribe(lambda _: received.set())
        task = asyncio.create_task(self.send("GET", path))
        await received.wait()
        unsubscribe()
        try:
            yield task
        finally:
            task.cancel()

    async def get(self, path: str) -> Json:
        """Return the reply to a GET command."""
        return (await self.send("GET", f"/api/{path}")).json

    async def post(self, path: str, data: Json = None) -> Json:
        """Return the reply to a POST command."""
        body = {} if data is None else {"data": data}
        return (await self.send("POST", f"/api/{path}", json=body)).json

    async def calls(self) -> list[dict[str, str]]:
        """Return all calls, as v2 lists them."""
        calls: list[dict[str, str]] = (await self.get("v2/webCallControl/callStatus"))[
            "data"
        ]
        return calls

    async def call(self) -> dict[str, str]:
        """Return the only call."""
        (call,) = await self.calls()
        return call


class Sender:
    """A sender of messages."""

    def __init__(self, phone: SimulatedPhone, session: ClientSession) -> None:
        self.phone = phone
        self.session = session

    async def push(
        self,
        data: str = HELLO,
        login: tuple[str, str] | None = LOGIN,
        content_type: str = "text/xml",
        method: str = "POST",
    ) -> Answer:
        """Push a body, and return the answer."""
        async with self.session.request(
            method,
            f"{self.phone.url}/push",
            data=f"<PolycomIPPhone>{data}</PolycomIPPhone>".encode(),
            headers={"Content-Type": content_type},
            middlewares=(DigestAuthMiddleware(*login),) if login else None,
        ) as response:
            return Answer(
                response.status, dict(response.headers), await response.read()
            )

    async def show(self, priority: str) -> None:
        """Push a message whose text is its priority."""
        assert (await self.push(f'<Data priority="{priority}">x</Data>')).status == 200

    @property
    def shown(self) -> str | None:
        """The priority of the shown message."""
        message = self.phone.messages.shown
        return message.priority if message else None


class Receiver:
    """A server that receives the phone's notifications."""

    def __init__(self) -> None:
        self.requests: list[web.BaseRequest] = []
        self.bodies: list[bytes] = []
        self.status = 204
        self.open = asyncio.Event()
        """Cleared, it delays every answer."""
        self.open.set()
        self.at_once = 0
        """The maximum number of requests that waited at the same time."""
        self.url = ""
        self._arrived = asyncio.Semaphore(0)
        self._waiting = 0

    def listen_to(self, phone: SimulatedPhone, *switches: str) -> None:
        """Let the phone post some events to this server."""
        prefix = "apps.telNotification."
        phone.configure(
            {f"{prefix}URL": self.url} | {f"{prefix}{name}": "1" for name in switches}
        )

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Receive a notification."""
        self.bodies.append(await request.read())
        self.requests.append(request)
        self._waiting += 1
        self.at_once = max(self.at_once, self._waiting)
        self._arrived.release()
        await self.open.wait()
        self._waiting -= 1
        return web.Response(status=self.status, headers={"Location": self.url})

    async def arrived(self, count: int) -> None:
        """Wait until more notifications arrived."""
        for _ in range(count):
            await self._arrived.acquire()

    @property
    def events(self) -> list[ElementTree.Element]:
        """The events, without the root element."""
        roots = [ElementTree.fromstring(body) for body in self.bodies]
        return [root[0] if root.tag == "PolycomIPPhone" else root for root in roots]

    @property
    def names(self) -> list[str]:
        """The names without `Event`, or the states of the calls."""
        words = [(e.tag.removesuffix("Event"), e.get("CallState")) for e in self.events]
        return [state or name for name, state in words]


@pytest.fixture
async def receiver() -> AsyncGenerator[Receiver]:
    """Return a server for notifications."""
    receiver = Receiver()
    server = web.Server(receiver.handle, access_log=None)
    loop = asyncio.get_running_loop()
    listener = await loop.create_server(server, "127.0.0.1", 0)
    port = listener.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/events"
    yield receiver
    receiver.open.set()
    listener.close()
    await server.shutdown()


@pytest.fixture
def profile() -> str:
    """Return the model of the phone; tests parametrize it."""
    return "vvx501-6.4"


@pytest.fixture
def clock() -> ManualClock:
    """Return the clock of all phones."""
    return ManualClock()


@pytest.fixture
def exchange(clock: ManualClock) -> Exchange:
    """Return the exchange of all phones."""
    return Exchange(clock)


@pytest.fixture
async def phone(profile: str, exchange: Exchange) -> AsyncGenerator[SimulatedPhone]:
    """Return a phone with number 200; HTTP makes tests faster."""
    async with SimulatedPhone(profile, exchange=exchange, tls=False) as phone:
        yield phone


@pytest.fixture
async def other(exchange: Exchange) -> AsyncGenerator[SimulatedPhone]:
    """Return a second phone, with the number 300."""
    async with SimulatedPhone(
        "ccx500-7.3", exchange=exchange, tls=False, extension=300
    ) as phone:
        yield phone


@pytest.fixture
async def session() -> AsyncGenerator[ClientSession]:
    """Return a session for all requests of a test."""
    async with ClientSession(connector=TCPConnector()) as session:
        yield session


@pytest.fixture
async def api(phone: SimulatedPhone, session: ClientSession) -> Api:
    """Return a client of the phone."""
    return Api(phone, session)


@pytest.fixture
async def other_api(other: SimulatedPhone, session: ClientSession) -> Api:
    """Return a client of the second phone."""
    return Api(other, session)


@pytest.fixture
def sender(phone: SimulatedPhone, session: ClientSession) -> Sender:
    """Return a sender whose messages the phone allows, over plain HTTP."""
    phone.configure(
        {
            "apps.push.username": LOGIN[0],
            "apps.push.password": LOGIN[1],
            "apps.push.messageType": "5",
            "apps.push.secureTunnelRequired": "0",
        }
    )
    return Sender(phone, session)
