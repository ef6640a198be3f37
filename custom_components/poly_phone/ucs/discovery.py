"""Detects whether a phone answers at an address, without logging in."""

from dataclasses import dataclass
from http import HTTPStatus
import re
from typing import Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from yarl import URL

from .commands import Command
from .errors import UcsError
from .tls import Certificate, PhoneContext, phone_context, read_certificate

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
    try:
        certificate = await read_certificate(host, port, allow_old_tls=True)
    except UcsError:
        return None
    context = phone_context(certificate.fingerprint, allow_old_tls=True)
    status, server = await _get_status(session, host, port, context)
    names_itself = _SERVER.match(server) is not None
    has_identity = names_itself or certificate.mac is not None
    is_api_on = status == HTTPStatus.UNAUTHORIZED
    is_api_off = status == HTTPStatus.NOT_FOUND and names_itself
    if (is_api_on and has_identity) or is_api_off:
        return FoundPhone(certificate=certificate, is_api_on=is_api_on)
    return None


async def answers_like_phone(
    session: ClientSession, host: str, port: int, *, use_tls: bool
) -> bool:
    """Return whether a REST API at the address requires a login.

    The certificate is not checked, because no secret is sent.
    """
    context = phone_context(allow_old_tls=True) if use_tls else None
    status, _ = await _get_status(session, host, port, context)
    return status == HTTPStatus.UNAUTHORIZED


async def _get_status(
    session: ClientSession, host: str, port: int, context: PhoneContext | None
) -> tuple[int, str]:
    """Return HTTP status and server name of the REST API, 0 without an answer."""
    path = f"/api/{Command.DEVICE_INFO.path}"
    try:
        async with session.get(
            URL.build(
                scheme="https" if context else "http", host=host, port=port, path=path
            ),
            ssl=context or False,
            timeout=ClientTimeout(total=10, connect=5),
            allow_redirects=False,
        ) as response:
            return response.status, response.headers.get("Server", "")
    except ClientError, TimeoutError, OSError, UnicodeError:
        if context and context.limit_after_failure():
            return await _get_status(session, host, port, context)
        return 0, ""
