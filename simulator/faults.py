"""What can go wrong with a phone's answers: one table, by name."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
import json
from typing import TYPE_CHECKING

from aiohttp import web

if TYPE_CHECKING:
    from .server import PhoneServer


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

    def hits(self, path: str) -> bool:
        """Whether a path is hit."""
        return path.lower().endswith(self.path.lower())


type Effect = Callable[[PhoneServer, web.BaseRequest, Fault], Awaitable[web.Response]]


@dataclass(frozen=True)
class FaultKind:
    """One thing that can go wrong."""

    help: str
    effect: Effect
    early: bool = False
    """Whether it happens before the login, and not in place of a reply."""


async def _drop(
    _server: PhoneServer, request: web.BaseRequest, _fault: Fault
) -> web.Response:
    if request.transport:
        request.transport.abort()
    return web.Response()


async def _silence(
    server: PhoneServer, _request: web.BaseRequest, _fault: Fault
) -> web.Response:
    await server.power_cycle.wait()
    return web.Response()


async def _truncate(
    _server: PhoneServer, request: web.BaseRequest, _fault: Fault
) -> web.Response:
    if request.transport:
        head = b"HTTP/1.1 200 OK\r\nContent-type: application/json\r\n"
        request.transport.write(head + b'Content-Length: 400\r\n\r\n{"data": {"Mod')
        request.transport.close()
    return web.Response()


async def _garbage(
    server: PhoneServer, _request: web.BaseRequest, _fault: Fault
) -> web.Response:
    return server.json(b'{"data": {"ModelNumber": }')


async def _html(
    server: PhoneServer, _request: web.BaseRequest, _fault: Fault
) -> web.Response:
    return server.page(200, "Web Configuration Utility")


async def _error(
    server: PhoneServer, _request: web.BaseRequest, _fault: Fault
) -> web.Response:
    return server.page(500, "Internal Server Error")


async def _status(
    server: PhoneServer, _request: web.BaseRequest, fault: Fault
) -> web.Response:
    return server.json(json.dumps({"Status": fault.status}).encode())


FAULTS: dict[str, FaultKind] = {
    "drop": FaultKind("cuts the connection", _drop, early=True),
    "silence": FaultKind("never answers", _silence, early=True),
    "truncate": FaultKind("stops in the middle of a reply", _truncate),
    "garbage": FaultKind("answers with broken JSON", _garbage),
    "html": FaultKind("answers with a web page", _html),
    "error": FaultKind("answers with HTTP 500", _error),
    "status": FaultKind("answers with a return code of your choice", _status),
}


class Faults:
    """The faults of one phone."""

    def __init__(self) -> None:
        self.active: list[Fault] = []

    def take(self, path: str, *, early: bool) -> Fault | None:
        """The fault that hits a request, if any."""
        for fault in self.active:
            if fault.hits(path) and FAULTS[fault.kind].early is early:
                if fault.times == 1:
                    self.active.remove(fault)
                fault.times -= bool(fault.times)
                return fault
        return None
