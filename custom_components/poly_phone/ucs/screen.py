"""The screen of a phone: messages and captures."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from math import inf
import re
from time import monotonic
from typing import Final, Literal, NamedTuple, get_args

from .authentication import Login
from .connection import Answer, Request
from .errors import (
    UcsBusyError,
    UcsCaptureOffError,
    UcsCommandError,
    UcsDisplayError,
    UcsInputError,
    UcsInsecureLoginError,
    UcsMessageDiscardedError,
    UcsMessageLoginError,
    UcsMessagesOffError,
)
from .models.parameters import Parameter
from .transport import Transport
from .validation import validate_key

type Priority = Literal["normal", "important", "high", "critical"]

PRIORITIES: Final[tuple[Priority, ...]] = get_args(Priority.__value__)

REJECTED_PAUSE: Final = 600
"""Seconds until a rejected login is sent again. Phones lock after 5 in 60 seconds."""

MESSAGE_TYPE: Final = "apps.push.messageType"

_SHOWN: Final[Mapping[str, tuple[Priority, ...]]] = {
    "0": (),
    **{str(n): (priority,) for n, priority in enumerate(PRIORITIES, 1)},
}
"""The priorities that phones show, by `apps.push.messageType`; otherwise all."""

_COMMAND_TYPE = "application/x-com-polycom-spipx"
"""Content type of commands for the phone, such as keys."""

_MAX_MESSAGE = 2048
"""Bytes that a phone accepts in one message."""

_UNPRINTABLE = re.compile(
    r"[^\t\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that XML does not allow or that are invisible."""

_MAX_PICTURE = 8 * 1024 * 1024
"""Bytes: twice a bitmap of the largest screen, which has 1280 by 720 pixels."""

_PICTURES: Final[Mapping[bytes, str]] = {
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"BM": "image/bmp",
    b"GIF8": "image/gif",
}
"""Content types by first bytes, because some models do not declare the type."""

type ReadParameters = Callable[[Sequence[str]], Awaitable[Mapping[str, Parameter]]]


class MessageLogin(NamedTuple):
    """The login for messages, which differs from the administrator's."""

    username: str
    """`apps.push.username` of the phone."""
    password: str
    """`apps.push.password` of the phone."""


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture of the screen. Source: `GET /captureScreen/mainScreen`."""

    content_type: str
    content: bytes = field(repr=False)


class Screen:
    """The screen of a phone. The phone decides how long it shows a message.

    All methods raise subclasses of `UcsError`, see `Transport.send`.
    """

    def __init__(self, transport: Transport, read_parameters: ReadParameters) -> None:
        """Set up without sending anything."""
        self._transport = transport
        self._read_parameters = read_parameters
        self._rejected_until: dict[MessageLogin | None, float] = {}
        """End of the pause after a rejected login; None stands for captures."""

    async def show(
        self,
        message: str,
        *,
        title: str | None = None,
        priority: Priority = "normal",
        login: MessageLogin,
    ) -> None:
        """Show a message. Source: `POST /push`.

        During calls, the phone shows critical messages at once and normal ones later. The
        others wait for messages of the same or a higher priority. The phone does not
        report whether it has shown a message.

        Args:
            message: Text, whose line breaks are kept.
            title: Heading of the message.
            priority: Urgency of the message.
            login: The phone's login for messages.

        Raises:
            UcsInputError: The message is empty, or longer than 2 KB with its markup.
            UcsMessagesOffError: The phone has no login for messages.
            UcsMessageLoginError: The phone rejects the login, or every login.
            UcsMessageDiscardedError: The phone discards messages of this priority.

        """
        body = _message_body(message, title, priority)
        if priority not in await self._shown_priorities():
            raise UcsMessageDiscardedError(f"{MESSAGE_TYPE} excludes {priority} ones")
        await self._push(body, login, _check_accepted)

    async def press_key(self, key: str, *, login: MessageLogin) -> None:
        """Press a key, for example `DoNotDisturb`. Source: `POST /push`.

        The phone does not report whether it has pressed the key.

        Args:
            key: Name of the key.
            login: The phone's login for messages.

        Raises:
            UcsMessagesOffError: The phone has no login for messages.
            UcsMessageLoginError: The phone rejects the login, or every login.
            UcsMessageDiscardedError: The phone discards critical messages.

        """
        body = (
            '<PolycomIPPhone><Data priority="Critical">'
            f"Key:{validate_key(key)}</Data></PolycomIPPhone>"
        )
        if "critical" not in await self._shown_priorities():
            raise UcsMessageDiscardedError(f"{MESSAGE_TYPE} excludes critical ones")
        await self._push(body.encode(), login, _check_accepted, _COMMAND_TYPE)

    async def check(self, login: MessageLogin) -> None:
        """Check a login for messages without showing a message.

        Raises:
            UcsInputError: The user name does not fit into a login.
            UcsMessagesOffError: The phone has no login for messages.
            UcsMessageLoginError: The phone rejects the login, or every login.
            UcsMessageDiscardedError: The phone discards all messages.

        """
        await self._push(b"<PolycomIPPhone></PolycomIPPhone>", login, _check_login)
        if not await self._shown_priorities():
            raise UcsMessageDiscardedError(f"{MESSAGE_TYPE} is 0")

    async def capture(self) -> Picture:
        """Read a picture of the screen. Source: `GET /captureScreen/mainScreen`.

        Raises:
            UcsCaptureOffError: The phone does not allow captures.

        """
        if self._is_paused(None):
            raise UcsCaptureOffError("the login was rejected before")
        return await self._transport.send(
            Request("GET", "captureScreen/mainScreen", max_size=_MAX_PICTURE),
            self._picture,
        )

    async def _shown_priorities(self) -> tuple[Priority, ...]:
        """Return the message priorities that the phone shows."""
        try:
            found = await self._read_parameters([MESSAGE_TYPE])
        except UcsCommandError:
            # All, because only the message itself can show whether the phone accepts it.
            return PRIORITIES
        parameter = found.get(MESSAGE_TYPE)
        return _SHOWN.get(parameter.value, PRIORITIES) if parameter else PRIORITIES

    async def _push(
        self,
        body: bytes,
        login: MessageLogin,
        read: Callable[[Answer], None],
        content_type: str = "application/xml",
    ) -> None:
        """Send a message; a rejected login is not sent again soon."""
        if self._is_paused(login):
            raise UcsMessageLoginError("rejected before")
        # Only Digest, because no phone accepts Basic here.
        account = Login(*login, is_encrypted=False, known_scheme="digest")
        request = Request("POST", "push", body, content_type, login=account)
        try:
            await self._transport.send(request, read)
        except UcsInsecureLoginError as err:
            raise UcsMessageLoginError("requires Basic") from err
        except UcsMessageLoginError:
            self._pause(login)
            raise
        except UcsBusyError as err:
            # Still 403 after all retries, because the Skype profile rejects every login.
            raise UcsMessageLoginError("HTTP 403 for every login") from err

    def _is_paused(self, login: MessageLogin | None) -> bool:
        """Return whether the phone rejected a login a short time ago."""
        return monotonic() < self._rejected_until.get(login, -inf)

    def _pause(self, login: MessageLogin | None) -> None:
        """Send no login for a while, because more failures would lock the REST API."""
        self._rejected_until[login] = monotonic() + REJECTED_PAUSE

    def _picture(self, answer: Answer) -> Picture:
        """Return the picture of an answer."""
        if answer.status == 401:
            self._pause(None)
            raise UcsCaptureOffError("the login is rejected")
        if answer.status == 403:
            raise UcsBusyError("busy with another request")
        if answer.status == 404:
            raise UcsCaptureOffError("not allowed on the phone")
        for beginning, content_type in _PICTURES.items():
            if answer.status == 200 and answer.body.startswith(beginning):
                return Picture(content_type=content_type, content=answer.body)
        raise UcsDisplayError(f"HTTP {answer.status}: not a picture")


def _message_body(message: str, title: str | None, priority: Priority) -> bytes:
    """Return the XML of a message.

    It is pure ASCII, because the charset that phones assume is unknown.
    """
    text = "<br/>".join(map(_escape_text, message.strip().splitlines()))
    if not text:
        raise UcsInputError("message", "must not be empty")
    heading = _escape_text(" ".join((title or "").split()))
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


def _escape_text(text: str) -> str:
    return escape(_UNPRINTABLE.sub("", text))


def _check_login(answer: Answer) -> None:
    """Raise an error if the answer rejects the login."""
    if answer.status == 404:
        raise UcsMessagesOffError("nothing at /push")
    if answer.status == 403 and not answer.had_credentials:
        raise UcsBusyError("busy with another request")
    if answer.status in (401, 403):
        raise UcsMessageLoginError(f"HTTP {answer.status}")
    if answer.status >= 500:
        raise UcsDisplayError(f"HTTP {answer.status}")


def _check_accepted(answer: Answer) -> None:
    """Raise an error if the answer rejects the message."""
    _check_login(answer)
    if answer.status >= 300:
        raise UcsDisplayError(f"HTTP {answer.status}")
