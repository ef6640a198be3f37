"""Sends single HTTP requests to the web server of one phone."""

from collections.abc import Mapping
from functools import cached_property, partial
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
)
from yarl import URL

from .authentication import Challenge, Login, parse_challenges
from .errors import UcsConnectionError, UcsNoAnswerError, UcsReplyError
from .tls import PhoneContext, phone_context, reason, tls_error
from .validation import validate_host

API: Final = "api/"
"""Path of the REST API."""

_MAX_REPLY = 1024 * 1024
"""Bytes that are read of one reply; the longest known replies have 20 KB."""


_CONNECT_SECONDS = 5
"""Seconds until a connection must be made, with TLS handshake."""


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
    login: Login | None = None
    """Login of the request, if it is not the administrator's."""

    @property
    def is_api(self) -> bool:
        """Whether the request is for the REST API and no other page."""
        return self.path.startswith(API)


class Answer(NamedTuple):
    """An HTTP answer."""

    status: int
    had_credentials: bool
    """Whether the request had credentials."""
    challenges: tuple[Challenge, ...]
    """The authentication schemes that the web server accepts."""
    body: bytes


class Connection:
    """The connection to the web server of one phone."""

    def __init__(
        self,
        session: ClientSession,
        host: str,
        *,
        port: int,
        fingerprint: str | None,
        allow_old_tls: bool,
    ) -> None:
        """Set up without sending anything; see `Transport`."""
        self._url = URL.build(
            scheme="https" if fingerprint else "http",
            host=validate_host(host),
            port=port,
        )
        self._session = session
        self._allow_old_tls = allow_old_tls
        self._create_context = partial(
            phone_context, fingerprint, allow_old_tls=allow_old_tls
        )
        self._context = self._create_context() if fingerprint else None

    @property
    def uses_old_tls(self) -> bool:
        """Whether the last connection used TLS 1.0 or 1.1."""
        return bool(self._context and self._context.uses_old_tls)

    def target(self, request: Request) -> str:
        """Return the path of a request as it is sent."""
        return self._url.joinpath(request.path).raw_path_qs

    @cached_property
    def _second_context(self) -> PhoneContext | None:
        """The TLS context of a POST that answers a challenge."""
        return self._create_context() if self._context else None

    async def send(
        self,
        request: Request,
        authorization: str | None,
        *,
        answers_challenge: bool = False,
    ) -> Answer:
        """Send once, after two attempts to connect at most."""
        # Some phones close the connection after a 401 without announcing it. A POST
        # must not be lost on it, because it is never repeated. Other TLS parameters
        # make aiohttp use another connection.
        is_apart = answers_challenge and request.method == "POST"
        context = self._second_context if is_apart else self._context
        headers = {"Content-Type": request.content_type}
        if authorization:
            headers["Authorization"] = authorization
        is_repeated = False
        while True:
            try:
                return await self._request(request, headers, context or is_apart)
            except (ClientConnectorError, ConnectionTimeoutError) as err:
                is_limited = context is not None and context.limit_after_failure()
                if isinstance(err, ClientConnectorError):
                    may_repeat, text = True, reason(err.os_error)
                else:
                    may_repeat, text = is_limited, "no connection in time"
                if is_repeated or not may_repeat:
                    raise UcsConnectionError(text) from None
            is_repeated = True

    async def _request(
        self, request: Request, headers: Mapping[str, str], context: PhoneContext | bool
    ) -> Answer:
        """Send once, and map errors other than those of the connection."""
        try:
            async with self._session.request(
                request.method,
                self._url.joinpath(request.path),
                data=request.body,
                headers=headers,
                ssl=context,
                timeout=ClientTimeout(total=request.seconds, connect=_CONNECT_SECONDS),
                allow_redirects=False,
            ) as response:
                return await _read(response, request.max_size)
        except ClientConnectorCertificateError as err:
            raise err.certificate_error.args[0] from None
        # Without aiohttp's texts, because they contain the host.
        except ClientConnectorSSLError as err:
            raise await tls_error(
                err.os_error,
                str(self._url.host),
                err.port or 443,
                allow_old_tls=self._allow_old_tls,
            ) from None
        except ClientConnectorError, ConnectionTimeoutError:
            raise
        except TimeoutError:
            raise UcsNoAnswerError("no answer in time") from None
        except (ClientConnectionError, ClientPayloadError, OSError) as err:
            # Not repeated here, because aiohttp itself repeats a GET.
            raise UcsNoAnswerError(type(err).__name__) from None
        except ClientError, UnicodeError:
            raise UcsReplyError("not the HTTP of phones") from None


async def _read(response: ClientResponse, max_size: int) -> Answer:
    """Read an answer up to a size."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_size:
            raise UcsReplyError(f"HTTP {response.status}: reply too long")
    return Answer(
        status=response.status,
        had_credentials="Authorization" in response.request_info.headers,
        challenges=parse_challenges(response.headers.getall("WWW-Authenticate", ())),
        body=bytes(body),
    )
