"""One phone's web server: one request at a time, and what its answers mean."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import suppress
import json
from typing import Final, NamedTuple

from aiohttp import (
    ClientConnectionError,
    ClientConnectorCertificateError,
    ClientConnectorError,
    ClientConnectorSSLError,
    ClientError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    DigestAuthMiddleware,
    encode_basic_auth,
)
from yarl import URL

from .errors import (
    UcsApiDisabledError,
    UcsAuthenticationError,
    UcsBusyError,
    UcsCommandError,
    UcsConnectionError,
    UcsDefaultPasswordError,
    UcsInputError,
    UcsNoAnswerError,
    UcsNotSupportedError,
    UcsReplyError,
)
from .replies import Reply, parse, return_code
from .request_log import RequestStatistics
from .tls import pinned_context, reason, tls_error
from .validation import MAX_BODY, validate_host, validate_username

_MAX_REPLY = 1024 * 1024
"""Bytes that are read of one reply; the longest known ones are call logs of 20 KB."""

_BUSY_DELAYS = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds to wait before each further try while the phone is busy with someone else."""

_BUSY: Final = 4001

_ERRORS: Final[Mapping[int, type[UcsCommandError]]] = {
    4004: UcsNotSupportedError,
    4010: UcsDefaultPasswordError,
}
"""Return codes that mean more than that this one command failed."""


_API = "api/"


class Request(NamedTuple):
    """What to send."""

    method: str
    path: str
    """Below the root of the web server."""
    body: bytes | None = None
    content_type: str = "application/json"
    seconds: int = 10
    """How long it may take in all."""
    max_size: int = _MAX_REPLY
    """Bytes that are read of the answer."""
    login: DigestAuthMiddleware | None = None
    """Who sends it, where that is not the administrator."""

    @property
    def is_api(self) -> bool:
        """Whether it is for the REST API, and not for another page."""
        return self.path.startswith(_API)


_PROBE = Request("GET", f"{_API}v1/mgmt/device/info")


class Answer(NamedTuple):
    """What the web server answered."""

    status: int
    had_credentials: bool
    """Whether they were sent."""
    scheme: str
    """The authentication scheme that it asks for, in lower case."""
    body: bytes


class Transport:
    """The way to one phone's REST API."""

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
    ) -> None:
        """Set up without sending anything.

        Args:
            session: The session to send with.
            host: Name or address of the phone.
            username: Account with administrator rights, `Polycom` on most phones.
            password: Its password.
            port: Port of the phone's web server.
            fingerprint: SHA-256 of the certificate in hex; None speaks plain HTTP.
            allow_old_tls: Whether TLS 1.0 and 1.1 will do where the phone has no newer.

        Raises:
            UcsInputError: no phone can have this host or user name.

        """
        self._url = URL.build(
            scheme="https" if fingerprint else "http",
            host=validate_host(host),
            port=port,
        )
        username = validate_username(username)
        self._session = session
        self._ssl = (
            pinned_context(fingerprint, allow_old_tls=allow_old_tls)
            if fingerprint
            else None
        )
        self._basic = encode_basic_auth(username, password, encoding="utf-8")
        # A nonce is not used twice: a phone that refuses that would count it as a
        # failed login, and enough of those lock the account.
        self._digest = DigestAuthMiddleware(username, password, preemptive=False)
        self._auth: str | None = None
        self._rejected = False
        self._lock = asyncio.Lock()
        self.statistics: defaultdict[str, RequestStatistics] = defaultdict(
            RequestStatistics
        )
        """How each command went."""

    @property
    def uses_old_tls(self) -> bool:
        """Whether the phone was last spoken to in TLS 1.0 or 1.1."""
        return bool(self._ssl and self._ssl.uses_old_tls)

    async def get(self, path: str) -> Reply:
        """Ask for something; see `send` for the errors."""
        return await self.send(Request("GET", f"{_API}{path}"), _reply)

    async def post(self, path: str, data: object = None, *, seconds: int = 10) -> Reply:
        """Send a command with its `data`; see `send` for the errors.

        One whose connection breaks is not sent again: whether the phone carried it out
        is unknown then.
        """
        body = b"" if data is None else json.dumps({"data": data}).encode()
        if len(body) > MAX_BODY:
            raise UcsInputError("data", f"has more than {MAX_BODY} bytes")
        request = Request("POST", f"{_API}{path}", body, seconds=seconds)
        return await self.send(request, _reply)

    async def send[ValueT](
        self, request: Request, read: Callable[[Answer], ValueT]
    ) -> ValueT:
        """Return what is read in the answer to a request.

        Args:
            request: What to send.
            read: Finds in an answer what was asked for, or raises what it means. Pages
                beside the REST API answer 401 and 404 for reasons of their own.

        Raises:
            UcsConnectionError: the phone cannot be reached, or one of its subclasses.
            UcsAuthenticationError: user name or password are wrong.
            UcsApiDisabledError: the REST API is switched off.
            UcsDefaultPasswordError: the phone still has its factory password.
            UcsBusyError: the phone stayed busy.
            UcsNotSupportedError: the phone does not know the command.
            UcsCommandError: the command failed, with the phone's return code.
            UcsReplyError: the reply makes no sense.

        """
        for delay in _BUSY_DELAYS:
            with suppress(UcsBusyError):
                return await self._try(request, read)
            await asyncio.sleep(delay)
        return await self._try(request, read)

    async def _try[ValueT](
        self, request: Request, read: Callable[[Answer], ValueT]
    ) -> ValueT:
        """Return what is read in the answer, unless the phone is busy just now."""
        statistics = self.statistics[
            f"{request.method} {request.path.removeprefix(_API)}"
        ]
        # Held for one try only: a command waits for the request in flight, not for
        # the pauses of another one that finds the phone busy.
        async with self._lock:
            with statistics.measure():
                answer = await self._exchange(request)
                if request.is_api:
                    statistics.last_reply = answer.body
                return read(answer)

    async def _exchange(self, request: Request) -> Answer:
        """Send with credentials as the phone asks for them; a rejected pair only once."""
        if request.login:
            return await self._send(request)
        if self._rejected:
            raise UcsAuthenticationError("user name or password were rejected before")
        answer = await self._send(request)
        if answer.status == 401 and self._auth and answer.scheme == "digest":
            # The phone has another firmware by now, which asks for another login.
            self._auth = None
            answer = await self._send(request)
        if answer.status == 401 and not answer.had_credentials:
            if answer.scheme != "basic":
                raise UcsReplyError("asks for a login that phones do not use")
            self._auth = self._basic
            answer = await self._send(request)
        if not request.is_api:
            return answer
        if answer.status == 401:
            self._rejected = True
            raise UcsAuthenticationError("user name or password rejected")
        if answer.status == 404:
            # A web server whose REST API is off knows no path and asks for no login.
            answer = await self._send(_PROBE, anonymous=True)
            if answer.status == 404:
                raise UcsApiDisabledError("no login asked for, nothing found")
            raise UcsNotSupportedError(is_there=False)
        return answer

    async def _send(self, request: Request, *, anonymous: bool = False) -> Answer:
        """Send once, where a second attempt to connect counts as the same try."""
        headers = {"Content-Type": request.content_type}
        middlewares: tuple[DigestAuthMiddleware, ...] = ()
        if request.login:
            middlewares = (request.login,)
        elif self._auth and not anonymous:
            headers["Authorization"] = self._auth
        elif not anonymous:
            middlewares = (self._digest,)
        failure: ClientConnectorError
        for _ in range(2):
            try:
                async with self._session.request(
                    request.method,
                    self._url.joinpath(request.path),
                    data=request.body,
                    headers=headers,
                    middlewares=middlewares,
                    ssl=self._ssl or False,
                    timeout=ClientTimeout(total=request.seconds, connect=5),
                    allow_redirects=False,
                ) as response:
                    return await _read(response, request.max_size)
            except ClientConnectorCertificateError as err:
                raise err.certificate_error.args[0] from None
            # What aiohttp says of errors names the host, so that is not passed on.
            except ClientConnectorSSLError as err:
                raise tls_error(err.os_error) from None
            except ConnectionTimeoutError:
                raise UcsConnectionError("no connection in time") from None
            except TimeoutError:
                raise UcsNoAnswerError("no answer in time") from None
            except ClientConnectorError as err:
                failure = err
            except (ClientConnectionError, ClientPayloadError, OSError) as err:
                # aiohttp has sent a GET a second time already, and nothing else.
                raise UcsNoAnswerError(type(err).__name__) from None
            except ClientError, UnicodeError:
                raise UcsReplyError("not the HTTP that phones speak") from None
        raise UcsConnectionError(reason(failure.os_error))


def _reply(answer: Answer) -> Reply:
    """Return the reply to a command that succeeded."""
    if answer.status == 403:
        raise UcsBusyError("busy with another request")
    if answer.status != 200:
        raise UcsReplyError(f"HTTP {answer.status}")
    reply = parse(answer.body)
    if (code := return_code(reply)) == _BUSY:
        raise UcsBusyError("busy")
    if code != 2000:
        raise _ERRORS.get(code, UcsCommandError)(code)
    return reply


async def _read(response: ClientResponse, max_size: int) -> Answer:
    """Read an answer, as much of it as makes sense."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_size:
            raise UcsReplyError(f"HTTP {response.status}: reply too long")
    challenge = response.headers.get("WWW-Authenticate", "")
    return Answer(
        status=response.status,
        had_credentials="Authorization" in response.request_info.headers,
        scheme=challenge.partition(" ")[0].lower(),
        body=bytes(body),
    )
