"""HTTP with one phone: one request at a time, and the meaning of its answers."""

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
"""Bytes that are read of one reply; the longest known replies have 20 KB."""

_BUSY_DELAYS = (0.2, 0.5, 1.0, 2.0, 4.0)
"""Seconds to wait before each further try while the phone is busy."""

_BUSY: Final = 4001

_ERRORS: Final[Mapping[int, type[UcsCommandError]]] = {
    4004: UcsNotSupportedError,
    4010: UcsDefaultPasswordError,
}
"""Errors of return codes that do not only concern one command."""

_API = "api/"


class Request(NamedTuple):
    """An HTTP request."""

    method: str
    path: str
    """Path below the root of the web server."""
    body: bytes | None = None
    content_type: str = "application/json"
    seconds: int = 10
    """Seconds until the answer must be complete."""
    max_size: int = _MAX_REPLY
    """Bytes that are read of the answer."""
    login: DigestAuthMiddleware | None = None
    """Login of the request, if it is not the administrator's."""

    @property
    def is_api(self) -> bool:
        """Whether the request is for the REST API and no other page."""
        return self.path.startswith(_API)


_PROBE = Request("GET", f"{_API}v1/mgmt/device/info")


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    had_credentials: bool
    """Whether the request had credentials."""
    scheme: str
    """The required authentication scheme in lower case, otherwise empty."""
    body: bytes


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

        Raises:
            UcsInputError: The host or the user name is invalid.

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
        # A nonce is not used twice, because a phone may count that as a failed login,
        # and several failures lock the account.
        self._digest = DigestAuthMiddleware(username, password, preemptive=False)
        self._auth: str | None = None
        self._rejected = False
        self._lock = asyncio.Lock()
        self.statistics: defaultdict[str, RequestStatistics] = defaultdict(
            RequestStatistics
        )
        """Request statistics by command."""

    @property
    def uses_old_tls(self) -> bool:
        """Whether the last connection used TLS 1.0 or 1.1."""
        return bool(self._ssl and self._ssl.uses_old_tls)

    async def get(self, path: str) -> Reply:
        """Send a GET request; see `send` for the errors."""
        return await self.send(Request("GET", f"{_API}{path}"), _reply)

    async def post(self, path: str, data: object = None, *, seconds: int = 10) -> Reply:
        """Send a POST request with its `data`; see `send` for the errors.

        It is not repeated after its connection breaks, because the phone may have run
        the command.
        """
        body = b"" if data is None else json.dumps({"data": data}).encode()
        if len(body) > MAX_BODY:
            raise UcsInputError("data", f"has more than {MAX_BODY} bytes")
        request = Request("POST", f"{_API}{path}", body, seconds=seconds)
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
            UcsApiDisabledError: The REST API is off.
            UcsDefaultPasswordError: The phone still has its factory password.
            UcsBusyError: The phone stayed busy.
            UcsNotSupportedError: The phone does not support the command.
            UcsCommandError: The command failed with a return code.
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
            f"{request.method} {request.path.removeprefix(_API)}"
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
        if request.login:
            return await self._send(request)
        if self._rejected:
            raise UcsAuthenticationError("user name or password were rejected before")
        answer = await self._send(request)
        if answer.status == 401 and self._auth and answer.scheme == "digest":
            # New firmware may require another scheme.
            self._auth = None
            answer = await self._send(request)
        if answer.status == 401 and not answer.had_credentials:
            if answer.scheme != "basic":
                raise UcsReplyError("requires a login that phones do not use")
            self._auth = self._basic
            answer = await self._send(request)
        if not request.is_api:
            return answer
        if answer.status == 401:
            self._rejected = True
            raise UcsAuthenticationError("user name or password rejected")
        if answer.status == 404:
            # If the REST API is off, every path is 404 and requires no login.
            answer = await self._send(_PROBE, anonymous=True)
            if answer.status == 404:
                raise UcsApiDisabledError("no login required, nothing found")
            raise UcsNotSupportedError(is_there=False)
        return answer

    async def _send(self, request: Request, *, anonymous: bool = False) -> Answer:
        """Send once, after two attempts to connect at most."""
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
            # Without aiohttp's texts, because they contain the host.
            except ClientConnectorSSLError as err:
                raise tls_error(err.os_error) from None
            except ConnectionTimeoutError:
                raise UcsConnectionError("no connection in time") from None
            except TimeoutError:
                raise UcsNoAnswerError("no answer in time") from None
            except ClientConnectorError as err:
                failure = err
            except (ClientConnectionError, ClientPayloadError, OSError) as err:
                # Not repeated here, because aiohttp itself repeats a GET.
                raise UcsNoAnswerError(type(err).__name__) from None
            except ClientError, UnicodeError:
                raise UcsReplyError("not the HTTP of phones") from None
        raise UcsConnectionError(reason(failure.os_error))


def _reply(answer: Answer) -> Reply:
    """Return the reply of a command, or raise its error."""
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
    """Read an answer up to a size."""
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
