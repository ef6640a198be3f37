"""Servers whose answers a test defines, also invalid ones."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
import json
from typing import Any, Self

from aiohttp import web

from simulator.web.certificate import Identity

HOST = "127.0.0.1"
BASIC = 'Basic realm="API Authentication"'
DIGEST = 'Digest realm="API Authentication", qop="auth", nonce="d1ce", algorithm=MD5'
WHOLE = b'HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\n{"Status": "2000"}'
"""The bytes of a reply for a command that succeeded."""


@dataclass(frozen=True)
class Seen:
    """A request that reached the server."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]

    @property
    def authorization(self) -> str | None:
        """The credentials that came with it."""
        return self.headers.get("Authorization")

    @property
    def data(self) -> Any:
        """The `data` of its body."""
        return json.loads(self.body)["data"]


@dataclass(frozen=True)
class Answer:
    """An answer of the web server."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


DEVICE = {"ModelNumber": "VVX 450", "FirmwareRelease": "6.3.1.2233"}

type Answerer = Callable[[Seen], Answer | Awaitable[Answer]]


def reply(data: object = None, status: object = "2000", **more: object) -> Answer:
    """Return a reply of the API."""
    envelope = {} if data is None else {"data": data}
    return Answer(body=json.dumps({**envelope, **more, "Status": status}).encode())


def page(status: int, challenge: str | None = None) -> Answer:
    """Return a web page, which is how errors of HTTP look."""
    return Answer(
        status,
        b"<html><body>No reply of the API.</body></html>",
        {"WWW-Authenticate": challenge} if challenge else {},
    )


def like_a_phone(**data: object) -> Answerer:
    """Answer like a phone that is fine; paths ending in a key are answered by `data`."""

    def answer(seen: Seen) -> Answer:
        for end, data_or_answer in {"info": DEVICE, **data}.items():
            if seen.path.endswith(end):
                return (
                    data_or_answer
                    if isinstance(data_or_answer, Answer)
                    else reply(data_or_answer)
                )
        return reply({})

    return answer


class StubPhone:
    """A web server; by default every command succeeds without data."""

    def __init__(self, identity: Identity | None = None, port: int = 0) -> None:
        self.identity = identity
        self.port = port
        self.requests: list[Seen] = []
        self.connections = 0
        self.most_at_once = 0
        self._at_once = 0
        self._closed = asyncio.Event()
        self._answer: Answerer = lambda seen: reply()
        self._http = web.Server(self._handle, access_log=None)
        self._listener: asyncio.Server | None = None

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        context = self.identity.context() if self.identity else None
        self._listener = await loop.create_server(
            self._connect, HOST, self.port, ssl=context
        )
        self.port = self._listener.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._listener
        self._listener.close()
        self._listener.abort_clients()
        self._closed.set()
        await self._http.shutdown()

    @property
    def paths(self) -> list[str]:
        """The requested paths below `/api/`."""
        return [seen.path.removeprefix("/api/") for seen in self.requests]

    @property
    def credentials(self) -> list[str]:
        """The credentials that were sent."""
        return [seen.authorization for seen in self.requests if seen.authorization]

    def answer(self, answer: Answerer | Answer) -> None:
        """Answer all requests so."""
        self._answer = (lambda _: answer) if isinstance(answer, Answer) else answer

    def answer_in_turn(self, *answers: Answer) -> None:
        """Answer one request after the other so."""
        remaining = iter(answers)
        self.answer(lambda _: next(remaining))

    def keep_silent(self) -> asyncio.Event:
        """Answer no further request; return the event of the next one."""
        asked = asyncio.Event()

        async def wait(_: Seen) -> Answer:
            asked.set()
            await self._closed.wait()
            return reply()

        self.answer(wait)
        return asked

    def ask_for_login(self, challenge: str, then: Answer) -> None:
        """Answer requests with credentials, right or wrong; reject others."""
        self.answer(lambda seen: then if seen.authorization else page(401, challenge))

    def _connect(self) -> asyncio.BaseProtocol:
        self.connections += 1
        return self._http()

    async def _handle(self, request: web.BaseRequest) -> web.Response:
        seen = Seen(
            request.method, request.path_qs, await request.read(), request.headers
        )
        self.requests.append(seen)
        self._at_once += 1
        self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            answer = self._answer(seen)
            if not isinstance(answer, Answer):
                answer = await answer
        finally:
            self._at_once -= 1
        return web.Response(
            status=answer.status,
            body=answer.body,
            headers={"Content-type": "application/json", **answer.headers},
        )


class RawServer:
    """A server that sends the given bytes to each client and closes."""

    def __init__(self, *answers: bytes) -> None:
        self.received: list[bytes] = []
        self._answers = iter(answers)
        self.port = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._handle, HOST, 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        self._server.abort_clients()
        await self._server.wait_closed()

    async def _handle(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.received.append(await reader.read(16384))
        writer.write(next(self._answers, b""))
        writer.close()
