"""The pages `/polling/...`, which return the state as XML."""

from collections.abc import Callable

from aiohttp import web

from simulator.notifications.event_xml import encode_elements
from simulator.notifications.state_xml import HANDLERS
from simulator.phone.phone import Phone

from .request_log import RequestRecord
from .responses import Responses
from .separate_login import SeparateLogin

PREFIX = "apps.statePolling"

type Post = Callable[[str, str, bytes], None]
"""Posts a body, with a name for the list of notifications, to a URL."""


class PollingPage:
    """The pages of state polling.

    With `responseMode` 1, the phone posts the state to a URL instead. Its answer to the
    request is empty then (a guess).
    """

    def __init__(self, phone: Phone, responses: Responses, post: Post) -> None:
        self._phone = phone
        self._responses = responses
        self._post = post
        # The realm is a guess.
        self._login = SeparateLogin(phone, responses, PREFIX, "Polling Authentication")

    async def answer(
        self, request: web.BaseRequest, _record: RequestRecord
    ) -> web.Response:
        """Answer a request."""
        handler = HANDLERS.get(request.path.lower())
        if not handler or request.method != "GET" or self._login.is_off(request):
            return self._responses.not_found()
        if refusal := self._login.check(request):
            return refusal
        body = encode_elements(handler(self._phone))
        if not self._phone.flag(f"{PREFIX}.responseMode"):
            return self._responses.xml(body)
        if url := self._phone.config[f"{PREFIX}.URL"]:
            self._post(handler.__name__, url, body)
        return self._responses.xml(b"")
