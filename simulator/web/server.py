"""The web server of a phone, and the rules for every request."""

import asyncio
from collections import deque
import json

from aiohttp import web

from simulator.commands.encoding import encode
from simulator.commands.request import Request, is_object
from simulator.commands.table import Command, find_command
from simulator.configuration.parameters import DEFAULT_PASSWORD
from simulator.notifications.state_xml import HANDLERS as POLLING_PATHS
from simulator.phone.phone import Phone
from simulator.quirks import Quirk
from simulator.return_codes import Code, RefusedError
from simulator.screen.picture import capture

from .faults import FAULTS, Fault, FaultContext, Faults
from .lockout import Lockout
from .login import PhoneGuard
from .polling_page import PollingPage, Post
from .push_page import PATH as PUSH_PATH, PushPage
from .request_log import RequestRecord
from .responses import Responses

MAX_BODY = 20 * 1024
CAPTURE_PATHS = ("/capturescreen", "/capturescreen/mainscreen")
"""The page of the screen, and its picture."""


class PhoneServer:
    """The web server of one phone."""

    def __init__(self, phone: Phone, post: Post) -> None:
        self.phone = phone
        self.requests: deque[RequestRecord] = deque(maxlen=1000)
        self.request_count = 0
        self.faults = Faults()
        self.latency = 0.0
        """The seconds that each command takes."""
        self.busy_answers = 0
        """The number of next requests that get 403, as during another request."""
        self.lockout = Lockout(phone)
        self.power_cycle = asyncio.Event()
        self._request_lock = asyncio.Lock()
        self._guard = PhoneGuard(phone)
        self._responses = Responses(phone, self._guard)
        polling = PollingPage(phone, self._responses, post)
        self._pages = {
            **dict.fromkeys(POLLING_PATHS, polling.answer),
            PUSH_PATH: PushPage(phone, self._responses).answer,
        }
        """The pages with a login of their own."""

    async def handle(self, request: web.BaseRequest) -> web.Response:
        """Answer one request."""
        self.phone.timeline.advance()
        record = RequestRecord(
            request.method, request.path_qs, "Authorization" in request.headers
        )
        self.requests.append(record)
        self.request_count += 1
        self.phone.publish("request")
        response = await self._answer(request, record)
        record.status = response.status
        self.phone.publish("request")
        if not self.phone.profile.keep_alive:
            response.force_close()
        return response

    async def _answer(
        self, request: web.BaseRequest, record: RequestRecord
    ) -> web.Response:
        if fault := self.faults.next_fault(request.path, "request"):
            return await self._apply_fault(request, fault)
        if self.phone.is_frozen:
            return await self._stay_silent()
        if page := self._pages.get(request.path.lower()):
            return await page(request, record)
        for rule in (
            self._reject_if_disabled,
            self._require_login,
            self._reject_default_password,
            self._reject_content_type,
        ):
            if refusal := rule(request):
                return await self._apply_challenge_fault(request, refusal)
        record.body = await request.read()
        if refusal := self._reject_large_body(record.body) or self._reject_while_busy():
            return refusal
        async with self._request_lock:
            return await self._execute(request, record.body)

    async def _execute(self, request: web.BaseRequest, body: bytes) -> web.Response:
        if self.latency:
            await self.phone.timeline.clock.sleep(self.latency)
            self.phone.timeline.advance()
        if fault := self.faults.next_fault(request.path, "reply"):
            return await self._apply_fault(request, fault)
        if not is_api(request):
            return self._capture(request)
        command = find_command(self.phone, request.method, request.path)
        if not command:
            return self._responses.not_found()
        try:
            content = json.loads(body) if body.strip() else {}
        except ValueError:
            return self._responses.page(400)
        data = content.get("data") if is_object(content) else None
        reply = self._reply(self._run(command, Request(data, content, request.query)))
        return await self._stay_silent() if self.phone.is_frozen else reply

    def _run(self, command: Command, request: Request) -> dict[str, object]:
        try:
            return {**command.run(self.phone, request), "Status": Code.DONE}
        except RefusedError as refused:
            return {**refused.content, "Status": refused.code}

    def _capture(self, request: web.BaseRequest) -> web.Response:
        if request.path.lower() == CAPTURE_PATHS[0]:
            return self._responses.page(
                200, "Screen", '<img src="/captureScreen/mainScreen">'
            )
        return self._responses.picture(capture(self.phone), self.phone.profile.picture)

    async def _apply_fault(
        self, request: web.BaseRequest, fault: Fault
    ) -> web.Response:
        context = FaultContext(self._responses, self.power_cycle)
        return await FAULTS[fault.kind].effect(context, request, fault)

    async def _apply_challenge_fault(
        self, request: web.BaseRequest, refusal: web.Response
    ) -> web.Response:
        if refusal.status != 401:
            return refusal
        fault = self.faults.next_fault(request.path, "challenge")
        return await self._apply_fault(request, fault) if fault else refusal

    async def _stay_silent(self) -> web.Response:
        """Send nothing until the power is cut."""
        await self.power_cycle.wait()
        return web.Response()

    # Rules.

    def _reject_if_disabled(self, request: web.BaseRequest) -> web.Response | None:
        if is_api(request):
            is_on = self.phone.api_enabled
        else:
            is_on = request.path.lower() in CAPTURE_PATHS and all(
                self.phone.flag(name) for name in self.phone.profile.capture
            )
        return None if is_on else self._responses.not_found()

    def _require_login(self, request: web.BaseRequest) -> web.Response | None:
        authorization = request.headers.get("Authorization")
        if authorization is not None and self._is_login_right(request, authorization):
            return None
        return self._responses.challenge(request)

    def _reject_default_password(self, request: web.BaseRequest) -> web.Response | None:
        if self.phone.password != DEFAULT_PASSWORD or not is_api(request):
            return None
        return self._reply({"Status": Code.DEFAULT_PASSWORD})

    def _reject_content_type(self, request: web.BaseRequest) -> web.Response | None:
        right = request.content_type.lower() == "application/json"
        return None if right or request.method != "POST" else self._responses.page(400)

    def _reject_large_body(self, body: bytes) -> web.Response | None:
        return self._responses.page(413) if len(body) > MAX_BODY else None

    def _reject_while_busy(self) -> web.Response | None:
        waits = Quirk.QUEUE in self.phone.quirks
        is_busy = self._request_lock.locked() and not waits
        if not is_busy and not self.busy_answers:
            return None
        self.busy_answers -= bool(self.busy_answers)
        return self._responses.page(403)

    def _is_login_right(self, request: web.BaseRequest, authorization: str) -> bool:
        if self.lockout.is_locked:
            return False
        if self._guard.accepts(
            authorization, request.method, request.raw_path, self.phone.password
        ):
            self.lockout.succeeded()
            return True
        self.lockout.failed()
        return False

    def _reply(self, envelope: dict[str, object]) -> web.Response:
        return self._responses.json(encode(envelope, self.phone.random))


def is_api(request: web.BaseRequest) -> bool:
    """Return whether a request is for the REST API."""
    return request.path.lower().startswith("/api/")
