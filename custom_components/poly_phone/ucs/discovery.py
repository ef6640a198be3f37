"""Detects whether a phone answers at an address, without logging in."""

from dataclasses import dataclass
from http import HTTPStatus
import re
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from .commands import Command
from .errors import UcsError
from .tls import Certificate, pinned_context, read_certificate

_SERVER: Final = re.compile(r"Poly(com)?\b.* Telephone HTTPd", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class FoundPhone:
    """A phone that was found, as it appears without a login."""

    certificate: Certificate
    is_api_on: bool


async def find_phone(
    session: ClientSession, host: str, port: int = 443
) -> FoundPhone | None:
    """Return the phone at an address, or None. Sends no credentials.

    The MAC address is not enough, because video systems of the same maker share its
    prefixes. A phone names its web server, or requires a login for the REST API.
    """
    path = f"/api/{Command.DEVICE_INFO.path}"
    try:
        certificate = await read_certificate(host, port, allow_old_tls=True)
        async with session.get(
            URL.build(scheme="https", host=host, port=port, path=path),
            ssl=pinned_context(certificate.fingerprint, allow_old_tls=True),
            timeout=ClientTimeout(total=10, connect=5),
            allow_redirects=False,
        ) as response:
            names_itself = _SERVER.match(response.headers.get("Server", "")) is not None
            is_api_on = response.status == 401
    except UcsError, ClientError, TimeoutError, OSError, UnicodeError:
        return None
    has_identity = names_itself or certificate.mac is not None
    is_api_off = response.status == 404 and names_itself
    if (is_api_on and has_identity) or is_api_off:
        return FoundPhone(certificate=certificate, is_api_on=is_api_on)
    return None


async def answers_like_phone(
    session: ClientSession, host: str, port: int, *, use_tls: bool
) -> bool:
    """Return whether a REST API at the address requires a login.

    The certificate is not checked, because no secret is sent.
    """
    scheme = "https" if use_tls else "http"
    path = f"/api/{Command.DEVICE_INFO.path}"
    try:
        async with session.get(
            URL.build(scheme=scheme, host=host, port=port, path=path),
            ssl=False,
            timeout=ClientTimeout(total=10, connect=5),
            allow_redirects=False,
        ) as response:
            return response.status == HTTPStatus.UNAUTHORIZED
    except ClientError, TimeoutError, OSError, UnicodeError:
        return False
