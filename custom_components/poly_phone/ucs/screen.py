"""A phone's display: messages on it, and pictures of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
import re
from typing import Final, Literal, NamedTuple, get_args

from aiohttp import DigestAuthMiddleware

from .errors import (
    UcsBusyError,
    UcsCaptureOffError,
    UcsCommandError,
    UcsDisplayError,
    UcsInputError,
    UcsMessageDiscardedError,
    UcsMessageLoginError,
    UcsMessagesOffError,
)
from .models.parameters import Parameter
from .transport import Answer, Request, Transport
from .validation import validate_username

type Priority = Literal["normal", "important", "high", "critical"]

PRIORITIES: Final[tuple[Priority, ...]] = get_args(Priority.__value__)

MESSAGE_TYPE: Final = "apps.push.messageType"

_SHOWN: Final[Mapping[str, tuple[Priority, ...]]] = {
    "0": (),
    **{str(n): (priority,) for n, priority in enumerate(PRIORITIES, 1)},
}
"""The priorities that are shown, by `apps.push.messageType`; all with other values."""

_MAX_MESSAGE = 2048
"""Bytes that a phone takes."""

_UNPRINTABLE = re.compile(
    r"[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""What XML does not allow, or nobody sees."""

_MAX_PICTURE = 8 * 1024 * 1024
"""Bytes: a bitmap of the largest screen, 1280 by 720 pixels, and as much again."""

_PICTURES: Final[Mapping[bytes, str]] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"BM": "image/bmp",
    b"GIF8": "image/gif",
}
"""Content types by how a picture begins: models differ, and tell the type or not."""

type ReadParameters = Callable[[Sequence[str]], Awaitable[Mapping[str, Parameter]]]


class MessageLogin(NamedTuple):
    """The login for messages, which is not the administrator's."""

    username: str
    """`apps.push.username` of the phone."""
    password: str
    """`apps.push.password` of the phone."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What the display shows."""

    content_type: str
    content: bytes = field(repr=False)


class Screen:
    """The display of a phone. Messages are text; how long they stay is up to the phone.

    All methods raise subclasses of `UcsError`, see `Transport`.
    """

    def __init__(self, transport: Transport, read_parameters: ReadParameters) -> None:
        """Set up without sending anything."""
        self._transport = transport
        self._read_parameters = read_parameters
        self._rejected: set[MessageLogin] = set()
        self._is_capture_rejected = False

    async def show(
        self,
        message: str,
        *,
        title: str | None = None,
        priority: Priority = "normal",
        login: MessageLogin,
    ) -> None:
        """Show a message. Source: `/push`.

        A phone in use shows critical ones at once, normal ones when it is idle again, and
        the others unless something as urgent came before. Whether anybody sees it is not
        told.

        Args:
            message: What it says; line breaks are kept.
            title: Its heading.
            priority: How urgent it is.
            login: The phone's login for messages.

        Raises:
            UcsInputError: it is empty, or longer than 2 KB with all that goes with it.
            UcsMessagesOffError: the phone has no login for messages.
            UcsMessageLoginError: it has another one, or takes only its server's messages.
            UcsMessageDiscardedError: it shows no messages of this priority.

        """
        body = _page(message, title, priority)
        if priority not in await self._shown_priorities():
            raise UcsMessageDiscardedError(f"{MESSAGE_TYPE} excludes {priority} ones")
        await self._push(body, login, _taken)

    async def check(self, login: MessageLogin) -> None:
        """Find out whether a login for messages is right, without showing anything.

        Raises:
            UcsInputError: no phone has such a user name.
            UcsMessagesOffError: the phone has no login for messages.
            UcsMessageLoginError: it has another one, or takes only its server's messages.
            UcsMessageDiscardedError: it shows no messages at all.

        """
        await self._push(b"<PolycomIPPhone></PolycomIPPhone>", login, _let_in)
        if not await self._shown_priorities():
            raise UcsMessageDiscardedError(f"{MESSAGE_TYPE} is 0")

    async def capture(self) -> Picture:
        """Take a picture of the display. Source: `/captureScreen/mainScreen`.

        Raises:
            UcsCaptureOffError: the phone does not allow it.

        """
        if self._is_capture_rejected:
            raise UcsCaptureOffError("the login was rejected before")
        return await self._transport.send(
            Request("GET", "captureScreen/mainScreen", max_size=_MAX_PICTURE),
            self._picture,
        )

    async def _shown_priorities(self) -> tuple[Priority, ...]:
        """Return the priorities of messages that the phone does not discard."""
        try:
            found = await self._read_parameters([MESSAGE_TYPE])
        except UcsCommandError:
            # It does not tell: the message itself is the only way to find out.
            return PRIORITIES
        parameter = found.get(MESSAGE_TYPE)
        return _SHOWN.get(parameter.value, PRIORITIES) if parameter else PRIORITIES

    async def _push(
        self, body: bytes, login: MessageLogin, read: Callable[[Answer], None]
    ) -> None:
        """Send what is to be shown; a rejected login is not sent again."""
        if login in self._rejected:
            raise UcsMessageLoginError("rejected before")
        # A fresh one each time: phones do not take a nonce twice.
        digest = DigestAuthMiddleware(validate_username(login.username), login.password)
        request = Request("POST", "push", body, "application/xml", login=digest)
        try:
            await self._transport.send(request, read)
        except UcsMessageLoginError:
            self._rejected.add(login)
            raise
        except UcsBusyError as err:
            # Nobody is busy for so long. Phones in the Skype profile refuse everybody.
            raise UcsMessageLoginError("HTTP 403 whatever the login") from err

    def _picture(self, answer: Answer) -> Picture:
        """Return the picture; a rejected login is not sent again."""
        if answer.status == 401:
            # The REST API takes it: to try again would only lock that, too.
            self._is_capture_rejected = True
            raise UcsCaptureOffError("the login is rejected")
        if answer.status == 403:
            raise UcsBusyError("busy with another request")
        if answer.status == 404:
            raise UcsCaptureOffError("not allowed on the phone")
        for beginning, content_type in _PICTURES.items():
            if answer.status == 200 and answer.body.startswith(beginning):
                return Picture(content_type=content_type, content=answer.body)
        raise UcsDisplayError(f"HTTP {answer.status}: not a picture")


def _page(message: str, title: str | None, priority: Priority) -> bytes:
    """Return a message as phones want it.

    Pure ASCII, as no source tells which charset phones take it for.
    """
    text = "<br/>".join(map(_escaped, message.strip().splitlines()))
    if not text:
        raise UcsInputError("message", "must not be empty")
    heading = _escaped(" ".join((title or "").split()))
    if heading:
        text = f"<h1>{heading}</h1>{text}"
    body = (
        f'<PolycomIPPhone><Data priority="{priority.capitalize()}">'
        f"<body>{text}</body></Data></PolycomIPPhone>"
    ).encode("ascii", "xmlcharrefreplace")
    if (excess := len(body) - _MAX_MESSAGE) > 0:
        raise UcsInputError(
            "message",
            f"with its title is {excess} bytes too long, letters like ä count as 6",
        )
    return body


def _escaped(text: str) -> str:
    return escape(_UNPRINTABLE.sub("", text))


def _let_in(answer: Answer) -> None:
    """Accept what says that the login was right."""
    if answer.status == 404:
        raise UcsMessagesOffError("nothing at /push")
    if answer.status == 403 and not answer.had_credentials:
        raise UcsBusyError("busy with another request")
    if answer.status in (401, 403):
        raise UcsMessageLoginError(f"HTTP {answer.status}")
    if answer.status >= 500:
        raise UcsDisplayError(f"HTTP {answer.status}")


def _taken(answer: Answer) -> None:
    """Accept what says that the message will be shown."""
    _let_in(answer)
    if answer.status >= 300:
        raise UcsDisplayError(f"HTTP {answer.status}")
