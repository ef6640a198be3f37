"""What can go wrong with a phone's answers: one table, by name."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
import json

from aiohttp import web

from .responses import Responses


@dataclass
class Fault:
    """A fault that waits for requests."""

    kind: str
    path: str = ""
    """The end of the paths that it hits; empty for all."""
    times: int = 0
    """How many more requests it hits; 0 for all."""
    status: str = "5000"
    """The `Status` that the fault `status` answers."""

    def matches(self, path: str) -> bool:
        """Whether a path is hit."""
        return path.lower().endswith(self.path.lower())


_BEGINNING = (
    b"HTTP/1.1 200 OK\r\nContent-type: application/json\r\n"
    b'Content-Length: 400\r\n\r\n{"data": {"Mod'
)
"""What is sent of a reply that never gets to its end."""


@dataclass(frozen=True)
class FaultContext:
    """What a fault needs of the phone that it happens to."""

    responses: Responses
    power_cycle: asyncio.Event
    """Set when the phone loses power."""


type Effect = Callable[[FaultContext, web.BaseRequest, Fault], Awaitable[web.Response]]


@dataclass(frozen=True)
class FaultKind:
    """One thing that can go wrong."""

    help: str
    effect: Effect
    early: bool = False
    """Whether it happens before the login, and not in place of a reply."""


async def _drop(
    _context: FaultContext, request: web.BaseRequest, _fault: Fault
) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _silence(
    context: FaultContext, _request: web.BaseRequest, _fault: Fault
) -> web.Response:
    await context.power_cycle.wait()
    return web.Response()


def _cut(end: Callable[[asyncio.Transport], None]) -> Effect:
    async def effect(
        _context: FaultContext, request: web.BaseRequest, _fault: Fault
    ) -> web.Response:
        if request.transport:
            request.transport.write(_BEGINNING)
            end(request.transport)
        return web.Response()

    return effect


async def _drip(
    context: FaultContext, request: web.BaseRequest, _fault: Fault
) -> web.Response:
    if request.transport:
        request.transport.write(_BEGINNING)
    power_cycle = context.power_cycle
    while request.transport and not power_cycle.is_set():
        request.transport.write(b" ")
        with suppress(TimeoutError):
            async with asyncio.timeout(1):
                await power_cycle.wait()
    return web.Response()


async def _garbage(
    context: FaultContext, _request: web.BaseRequest, _fault: Fault
) -> web.Response:
    return context.responses.json(b'{"data": {"ModelNumber": }')


async def _html(
    context: FaultContext, _request: web.BaseRequest, _fault: Fault
) -> web.Response:
    return context.responses.page(200, "Web Configuration Utility")


async def _charset(
    context: FaultContext, _request: web.BaseRequest, _fault: Fault
) -> web.Response:
    return context.responses.json(json.dumps({"Status": "2000"}).encode("utf-16"))


def _page(status: int) -> Effect:
    async def effect(
        context: FaultContext, request: web.BaseRequest, _fault: Fault
    ) -> web.Response:
        return (
            context.responses.page(status)
            if status != 401
            else context.responses.challenge(request)
        )

    return effect


async def _status(
    context: FaultContext, _request: web.BaseRequest, fault: Fault
) -> web.Response:
    return context.responses.json(json.dumps({"Status": fault.status}).encode())


FAULTS: dict[str, FaultKind] = {
    "drop": FaultKind("cuts the connection", _drop, early=True),
    "silence": FaultKind("never answers", _silence, early=True),
    "drip": FaultKind("answers one byte a second", _drip, early=True),
    "truncate": FaultKind(
        "stops in the middle of a reply", _cut(asyncio.Transport.close)
    ),
    "reset": FaultKind(
        "cuts the connection in the middle of a reply", _cut(asyncio.Transport.abort)
    ),
    "garbage": FaultKind("answers with broken JSON", _garbage),
    "charset": FaultKind("answers with UTF-16", _charset),
    "html": FaultKind("answers with a web page", _html),
    "unauthorized": FaultKind("rejects every login (401)", _page(401)),
    "busy": FaultKind("says it is busy (403)", _page(403)),
    "missing": FaultKind("knows no such command (404)", _page(404)),
    "too_big": FaultKind("says the request is too big (413)", _page(413)),
    "error": FaultKind("answers with HTTP 500", _page(500)),
    "status": FaultKind("answers with a return code of your choice", _status),
}


class Faults:
    """The faults of one phone."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def next_fault(self, path: str, *, early: bool) -> Fault | None:
        """The fault that hits a request, if any."""
        for fault in self.active:
            if fault.matches(path) and FAULTS[fault.kind].early is early:
                if fault.times == 1:
                    self.active.remove(fault)
                fault.times -= bool(fault.times)
                return fault
        return None
