"""The control API and the control page, on a port of their own."""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from functools import partial
import json
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from yarl import URL

from simulator.notifications.outbox import DELIVERY_FAULTS, Notification
from simulator.phone.events import PhoneEvent
from simulator.quirks import QUIRKS
from simulator.return_codes import RefusedError
from simulator.simulated_phone import SimulatedPhone
from simulator.telephony.exchange import Destination, Exchange
from simulator.web.faults import FAULTS
from simulator.web.request_log import RequestRecord

from .access import Access
from .actions import ACTIONS, BadArgumentError
from .snapshot import snapshot

PAGE = Path(__file__).parent / "page"
COALESCE_SECONDS = 0.05

PATHS = {
    "GET /": "the control page",
    "GET /api": "this list",
    "GET /api/phones": "the state of all phones",
    "GET /api/phones/{mac}": "the state of one phone",
    "GET /api/phones/{mac}/requests": "the requests that the phone received",
    "GET /api/phones/{mac}/notifications": "the events that the phone posted",
    "POST /api/phones/{mac}/{action}": "run an action; the body is a JSON object of its arguments",
    "GET /api/destinations": "outside numbers, and their behavior when they are dialed",
    "PUT /api/destinations/{number}": "set a number: behavior, seconds, name",
    "GET /events": "the state of phones that changed, as server-sent events",
}


class ControlServer:
    """The web server that controls the phones of one process."""

    def __init__(
        self,
        phones: Sequence[SimulatedPhone],
        exchange: Exchange,
        *,
        host: str,
        port: int,
    ) -> None:
        self.host = host
        self.port = port
        self._phones = {phone.mac: phone for phone in phones}
        self._exchange = exchange
        self._streams: set[ChangeStream] = set()
        self._access = Access(host)
        app = web.Application(middlewares=[self._access.middleware])
        app.add_routes(
            [
                web.get("/", self._page),
                web.get("/api", self._help),
                web.get("/api/phones", self._list),
                web.get("/api/phones/{mac}", self._show),
                web.get("/api/phones/{mac}/requests", self._requests),
                web.get("/api/phones/{mac}/notifications", self._notifications),
                web.post("/api/phones/{mac}/{action}", self._run_action),
                web.get("/api/destinations", self._destinations),
                web.put("/api/destinations/{number}", self._set_destination),
                web.get("/events", self._events),
                web.static("/page", PAGE),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        self._unsubscribe = [
            phone.subscribe(partial(self._notify_streams, phone.mac))
            for phone in phones
        ]

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    @property
    def url(self) -> str:
        """The address of the control page, with the token if it needs one."""
        query = {"token": self._access.token} if self._access.token else {}
        url = URL.build(scheme="http", host=self.host, port=self.port, path="/")
        return str(url.with_query(query))

    async def start(self) -> None:
        """Start to listen."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = site.port

    async def stop(self) -> None:
        """Stop, and close all streams."""
        while self._unsubscribe:
            self._unsubscribe.pop()()
        for stream in self._streams:
            stream.close()
        await self._runner.cleanup()

    def _notify_streams(self, mac: str, _event: PhoneEvent) -> None:
        for stream in self._streams:
            stream.changed(mac)

    def _find(self, request: web.Request) -> SimulatedPhone:
        mac = request.match_info["mac"].lower().replace(":", "")
        if mac not in self._phones:
            raise web.HTTPNotFound(text="unknown phone")
        return self._phones[mac]

    async def _page(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(PAGE / "index.html")

    async def _help(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {
                "paths": PATHS,
                "actions": {name: act.describe() for name, act in ACTIONS.items()},
                "faults": {name: fault.help for name, fault in FAULTS.items()},
                "delivery_faults": DELIVERY_FAULTS,
                "quirks": QUIRKS,
            }
        )

    async def _list(self, _request: web.Request) -> web.Response:
        return web.json_response([snapshot(p) for p in self._phones.values()])

    async def _show(self, request: web.Request) -> web.Response:
        return web.json_response(snapshot(self._find(request)))

    async def _requests(self, request: web.Request) -> web.Response:
        return _records(self._find(request).requests)

    async def _notifications(self, request: web.Request) -> web.Response:
        return _records(self._find(request).outbox.posted)

    async def _run_action(self, request: web.Request) -> web.Response:
        phone = self._find(request)
        if not (action := ACTIONS.get(request.match_info["action"])):
            raise web.HTTPNotFound(text="unknown action")
        arguments = await _json(request)
        phone.timeline.advance()
        try:
            action(phone, arguments)
        except RefusedError as refused:
            return _problem(409, f"{refused} ({refused.code})")
        except BadArgumentError as error:
            return _problem(400, str(error))
        return web.json_response(snapshot(phone))

    async def _destinations(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {
                number: asdict(there)
                for number, there in self._exchange.destinations.items()
            }
        )

    async def _set_destination(self, request: web.Request) -> web.Response:
        try:
            there = Destination(**await _json(request))
        except (TypeError, ValueError) as error:
            return _problem(400, str(error))
        self._exchange.destinations[request.match_info["number"]] = there
        return web.json_response(asdict(there))

    async def _events(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        )
        await response.prepare(request)
        stream = ChangeStream(self._phones)
        self._streams.add(stream)
        try:
            while changed := await stream.wait():
                phones = [snapshot(self._phones[mac]) for mac in sorted(changed)]
                await response.write(f"data: {json.dumps(phones)}\n\n".encode())
        except ConnectionError:
            pass
        finally:
            self._streams.discard(stream)
        return response


class ChangeStream:
    """The changed phones that one open page has not received yet."""

    def __init__(self, macs: Iterable[str]) -> None:
        self._changed = set(macs)
        self._wake = asyncio.Event()
        self._wake.set()
        self._closed = False

    def changed(self, mac: str) -> None:
        """Add a changed phone."""
        self._changed.add(mac)
        self._wake.set()

    def close(self) -> None:
        """Close the stream."""
        self._closed = True
        self._wake.set()

    async def wait(self) -> set[str]:
        """Return the phones that changed in a short time; empty when closed."""
        await self._wake.wait()
        await asyncio.sleep(COALESCE_SECONDS)
        self._wake.clear()
        changed, self._changed = self._changed, set()
        return set() if self._closed else changed


async def _json(request: web.Request) -> dict[str, Any]:
    """Return the JSON object of a request.

    The content type is required, so that web pages of other sites cannot send one.
    """
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(
            text="the content type must be application/json"
        )
    try:
        content = await request.json() if await request.text() else {}
    except ValueError as error:
        raise web.HTTPBadRequest(text="the body is not valid JSON") from error
    if not isinstance(content, dict):
        raise web.HTTPBadRequest(text="the body must be a JSON object")
    return content


def _records(records: Iterable[RequestRecord | Notification]) -> web.Response:
    return web.json_response(
        [
            asdict(each) | {"body": each.body.decode(errors="replace")}
            for each in records
        ]
    )


def _problem(status: int, text: str) -> web.Response:
    return web.json_response({"error": text}, status=status)
