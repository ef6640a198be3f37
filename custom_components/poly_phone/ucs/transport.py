"""HTTP with one phone: one request at a time, and the meaning of its answers."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
import json
from typing import Final

from aiohttp import ClientSession

from .authentication import Login, Scheme
from .connection import API, Answer, Connection, Request
from .errors import (
    UcsApiDisabledError,
    UcsAuthenticationError,
    UcsBusyError,
    UcsCommandError,
    UcsDefaultPasswordError,
    UcsInputError,
    UcsNotSupportedError,
    UcsPhoneError,
    UcsReplyError,
)
from .replies import Reply, parse, return_code
from .request_log import RequestStatistics
from .validation import MAX_BODY

_BUSY_DELAYS = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds to wait before each further try while the phone is busy."""

_BUSY: Final = 4001

_ERRORS: Final[Mapping[int, type[UcsCommandError]]] = {
    4004: UcsNotSupportedError,
    4010: UcsDefaultPasswordError,
}
"""Errors of return codes that do not only concern one command."""


_PROBE = Request("GET", f"{API}v1/mgmt/device/info")


class Transport:
    """The connection to the web server of one phone."""

    def __init__(
        self,
        session: ClientSession,
        host: str,
        *,
        username: str,
        password: str,
        port: int = 443,
        fingerprint: str | None,
        allow_old_tls: bool = False,
        known_scheme: Scheme | None = None,
    ) -> None:
        """Set up without sending anything.

        Args:
            session: Session of the requests.
            host: Name or address of the phone.
            username: Account with administrator rights, `Polycom` on most phones.
            password: Password of the account.
            port: Port of the phone's web server.
            fingerprint: SHA-256 of the certificate in hex; None for plain HTTP.
            allow_old_tls: Whether TLS 1.0 and 1.1 are allowed.
            known_scheme: Authentication scheme that the phone required before. Without
                TLS, a phone that used Digest gets no Basic credentials.

        Raises:
            UcsInputError: The host or the user name is invalid.

        """
        self._connection = Connection(
            session,
            host,
            port=port,
            fingerprint=fingerprint,
            allow_old_tls=allow_old_tls,
        )
        self._login = Login(
            username,
            password,
            is_encrypted=fingerprint is not None,
            known_scheme=known_scheme,
        )
        self._is_rejected = False
        self._lock = asyncio.Lock()
        self.statistics: defaultdict[str, RequestStatistics] = defaultdict(
            RequestStatistics
        )
        """Request statistics by command."""

    @property
    def uses_old_tls(self) -> bool:
        """Whether the last connection used TLS 1.0 or 1.1."""
        return self._connection.uses_old_tls

    @property
    def scheme(self) -> Scheme | None:
        """The authentication scheme that the phone requires, None if unknown."""
        return self._login.scheme

    async def get(self, path: str) -> Reply:
        """Send a GET request; see `send` for the errors."""
        return await self.send(Request("GET", f"{API}{path}"), _reply)

    async def post(self, path: str, data: object = None, *, seconds: int = 10) -> Reply:
        """Send a POST request with its `data`; see `send` for the errors.

        It is not repeated after its connection breaks, because the phone may have run
        the command.
        """
        body = b"" if data is None else json.dumps({"data": data}).encode()
        if len(body) > MAX_BODY:
            raise UcsInputError("data", f"has more than {MAX_BODY} bytes")
        request = Request("POST", f"{API}{path}", body, seconds=seconds)
        return await self.send(request, _reply)

    async def send[ValueT](
        self, request: Request, read: Callable[[Answer], ValueT]
    ) -> ValueT:
        """Send a request and return the value that `read` finds in the answer.

        Args:
            request: The request.
            read: Returns the value of an answer, or raises an error. It also handles 401
                and 404 of pages outside the REST API.

        Raises:
            UcsConnectionError: The phone cannot be reached, or a subclass of it.
            UcsAuthenticationError: The user name or the password is wrong.
            UcsInsecureLoginError: Without TLS, the phone requires Basic after Digest.
            UcsApiDisabledError: The REST API is off.
            UcsDefaultPasswordError: The phone still has its factory password.
            UcsBusyError: The phone stayed busy.
            UcsNotSupportedError: The phone does not support the command.
            UcsCommandError: The command failed with a return code.
            UcsPhoneError: The web server of the phone failed.
            UcsReplyError: The answer is not one of a phone.

        """
        for delay in _BUSY_DELAYS:
            with suppress(UcsBusyError):
                return await self._try(request, read)
            await asyncio.sleep(delay)
        return await self._try(request, read)

    async def _try[ValueT](
        self, request: Request, read: Callable[[Answer], ValueT]
    ) -> ValueT:
        """Send a request once and return the value of its answer."""
        statistics = self.statistics[
            f"{request.method} {request.path.removeprefix(API)}"
        ]
        # Held for one try only, so that a command never waits for the pauses of
        # another request.
        async with self._lock:
            with statistics.measure():
                answer = await self._exchange(request)
                if request.is_api:
                    statistics.last_reply = answer.body
                return read(answer)

    async def _exchange(self, request: Request) -> Answer:
        """Send with the required credentials; rejected ones only once."""
        login = request.login or self._login
        if self._is_rejected and not request.login:
            raise UcsAuthenticationError("user name or password were rejected before")
        target = (request.method, self._connection.target(request))
        sent = login.authorization(*target, is_api=request.is_api)
        answer = await self._connection.send(request, sent)
        if answer.status == 200 and sent:
            login.accepted()
        elif answer.status == 401 and (
            authorization := login.answer(
                answer.challenges, sent, *target, is_api=request.is_api
            )
        ):
            answer = await self._connection.send(
                request, authorization, answers_challenge=True
            )
        if answer.status == 401 and not (answer.had_credentials or request.login):
            raise UcsReplyError("requires a login that phones do not use")
        if not request.is_api:
            return answer
        if answer.status == 401:
            self._is_rejected = True
            raise UcsAuthenticationError("user name or password rejected")
        if answer.status == 404:
            # If the REST API is off, every path is 404 and requires no login.
            answer = await self._connection.send(_PROBE, None)
            if answer.status == 404:
                raise UcsApiDisabledError("no login required, nothing found")
            raise UcsNotSupportedError(is_there=False)
        return answer


def _reply(answer: Answer) -> Reply:
    """Return the reply of a command, or raise its error."""
    if answer.status == 403:
        raise UcsBusyError("busy with another request")
    if answer.status != 200:
        error = UcsPhoneError if answer.status >= 500 else UcsReplyError
        raise error(f"HTTP {answer.status}")
    reply = parse(answer.body)
    if (code := return_code(reply)) == _BUSY:
        raise UcsBusyError("busy")
    if code != 2000:
        raise _ERRORS.get(code, UcsCommandError)(code)
    return reply
