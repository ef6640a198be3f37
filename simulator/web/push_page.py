"""The page `/push`, which receives messages and commands with a login of its own."""

from collections.abc import Iterator
from xml.etree import ElementTree

from aiohttp import web

from simulator.phone.messages import PRIORITIES, Message
from simulator.phone.phone import Phone
from simulator.phone.pushed_commands import run_line

from .request_log import RequestRecord
from .responses import Responses
from .separate_login import SeparateLogin

PATH = "/push"
MAX_BODY = 2048
CONTENT_TYPES = ("application/xhtml+xml", "application/xml", "text/xml")
COMMAND_TYPE = "application/x-com-polycom-spipx"
DISPLAYED = "Push Message will be displayed successfully"


class PushPage:
    """The page that receives messages and commands; pages by URL are not simulated.

    Discarded and malformed bodies get the same answer as others.
    """

    def __init__(self, phone: Phone, responses: Responses) -> None:
        self._phone = phone
        self._responses = responses
        self._login = SeparateLogin(
            phone, responses, "apps.push", "PUSH Authentication"
        )

    async def answer(
        self, request: web.BaseRequest, record: RequestRecord
    ) -> web.Response:
        """Answer a request."""
        if request.method != "POST" or self._login.is_off(request):
            return self._responses.not_found()
        if self._phone.skype:
            # In the Skype profile only the server pool may push.
            return self._responses.page(403)
        if refusal := self._login.check(request):
            return refusal
        record.body = await request.read()
        if len(record.body) > MAX_BODY:
            return self._responses.page(413)
        return self._receive(record.body, request.content_type)

    def _receive(self, body: bytes, content_type: str) -> web.Response:
        if content_type not in (*CONTENT_TYPES, COMMAND_TYPE):
            return self._responses.page(400)
        data = parse_data(body)
        if data is None:
            self._phone.push_log.append("malformed body")
        elif not self._phone.messages.allows(message := parse_message(data)):
            self._phone.push_log.append("discarded because of apps.push.messageType")
        elif content_type == COMMAND_TYPE:
            for line in filter(None, map(str.strip, (data.text or "").splitlines())):
                self._phone.push_log.append(run_line(self._phone, line))
        else:
            self._phone.messages.push(message)
        return self._responses.page(200, text=DISPLAYED)


def parse_data(body: bytes) -> ElementTree.Element | None:
    """Return the `Data` element of a body, if it has one."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314 - only tests send it
    except ElementTree.ParseError:
        return None
    return root.find("Data") if root.tag == "PolycomIPPhone" else None


def parse_message(data: ElementTree.Element) -> Message:
    """Return the message of a `Data` element."""
    priority = data.get("priority", PRIORITIES[0]).capitalize()
    lines = "".join(_visible_text(data)).strip().splitlines()
    return Message(
        title=data.findtext("title") or data.findtext(".//h1") or "",
        text="\n".join(line.strip() for line in lines),
        priority=priority if priority in PRIORITIES else PRIORITIES[0],
    )


def _visible_text(element: ElementTree.Element) -> Iterator[str]:
    """Yield the text of an element without its headings."""
    if element.tag == "br":
        yield "\n"
    if element.tag not in ("title", "h1", "style"):
        yield element.text or ""
        for child in element:
            yield from _visible_text(child)
            yield child.tail or ""
