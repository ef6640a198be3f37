"""The table of faults in a phone's answers."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
import json
from typing import Literal

from aiohttp import web

from .responses import Responses


@dataclass
class Fault:
    """A fault that waits for requests."""

    kind: str
    path: str = ""
    """The end of the matching paths; empty for all."""
    times: int = 0
    """The number of remaining requests; 0 for all."""
    status: str = "5000"
    """The `Status` of the fault `status`."""

    def matches(self, path: str) -> bool:
        """Return whether the fault applies to a path."""
        return path.lower().endswith(self.path.lower())


_BEGINNING = (
    b"HTTP/1.1 200 OK\r\nContent-type: application/json\r\n"
    b'Content-Length: 400\r\n\r\n{"data": {"Mod'
)
"""The part of a reply that a truncated reply has."""


@dataclass(frozen=True)
class FaultContext:
    """The parts of a phone that a fault uses."""

    responses: Responses
    power_cycle: asyncio.Event
    """An event that is set when the phone loses power."""


type Stage = Literal["request", "challenge", "reply"]
"""The point of a request at which a fault applies."""

type Effect = Callable[[FaultContext, web.BaseRequest, Fault], Awaitable[web.Response]]


@dataclass(frozen=True)
class FaultKind:
    """A kind of fault."""

    help: str
    effect: Effect
    stage: Stage = "reply"


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
        if status == 401:
            return context.responses.challenge(request)
        if status == 404:
            return context.responses.not_found()
        return context.responses.page(status)

    return effect


async def _status(
    context: FaultContext, _request: web.BaseRequest, fault: Fault
) -> web.Response:
    return context.responses.json(json.dumps({"Status": fault.status}).encode())


async def _close_after_challenge(
    context: FaultContext, request: web.BaseRequest, _fault: Fault
) -> web.Response:
    """Close the connection without an announcement by `Connection: close`."""
    response = context.responses.challenge(request)
    await response.prepare(request)
    await response.write_eof()
    if request.transport:
        request.transport.close()
    return response


FAULTS: dict[str, FaultKind] = {
    "drop": FaultKind("resets the connection without an answer", _drop, "request"),
    "silence": FaultKind("never answers", _silence, "request"),
    "drip": FaultKind("sends one byte per second", _drip, "request"),
    "truncate": FaultKind(
        "closes the connection in the middle of a reply", _cut(asyncio.Transport.close)
    ),
    "reset": FaultKind(
        "resets the connection in the middle of a reply", _cut(asyncio.Transport.abort)
    ),
    "garbage": FaultKind("answers with broken JSON", _garbage),
    "charset": FaultKind("answers with UTF-16", _charset),
    "html": FaultKind("answers with a web page", _html),
    "unauthorized": FaultKind("rejects every login (401)", _page(401)),
    "busy": FaultKind("answers that another request runs (403)", _page(403)),
    "missing": FaultKind("answers that the command does not exist (404)", _page(404)),
    "too_big": FaultKind("answers that the request is too big (413)", _page(413)),
    "error": FaultKind("answers with HTTP 500", _page(500)),
    "close_after_401": FaultKind(
        "closes the connection after a 401 without announcing it",
        _close_after_challenge,
        "challenge",
    ),
    "status": FaultKind("answers with the return code in the field status", _status),
}


class Faults:
    """The faults of one phone."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def next_fault(self, path: str, stage: Stage) -> Fault | None:
        """Return the fault of a request, and count it."""
        for fault in self.active:
            if fault.matches(path) and FAULTS[fault.kind].stage == stage:
                if fault.times == 1:
                    self.active.remove(fault)
                fault.times -= bool(fault.times)
                return fault
        return None
