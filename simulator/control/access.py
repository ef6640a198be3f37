"""The rules for who may use the control page."""

from ipaddress import IPv4Address, IPv6Address, ip_address
import secrets
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler


class Access:
    """Rejects requests for another host name, and requests without the token.

    The host name is checked because a web page can point its own name at this
    machine (DNS rebinding). The token is needed where other machines can connect.
    """

    def __init__(self, host: str) -> None:
        self._host = _normalize(host)
        address = _address(host)
        self._has_any_host = bool(address and address.is_unspecified)
        is_local = self._host == "localhost" or bool(address and address.is_loopback)
        self.token = None if is_local else secrets.token_urlsafe(24)

    @web.middleware
    async def middleware(
        self, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        """Answer a request if it is allowed."""
        try:
            sent = urlsplit(f"//{request.headers['Host']}")
            port = sent.port
            is_ours = (
                self._has_any_host or _normalize(sent.hostname or "") == self._host
            )
        except KeyError, ValueError:
            is_ours = False
        if not is_ours:
            raise web.HTTPMisdirectedRequest(
                text="open the address that the simulator printed"
            )
        if self.token:
            # With the port, because browsers share the cookies of all ports.
            self._check_token(request, self.token, f"simulator_token_{port}")
        return await handler(request)

    def _check_token(self, request: web.Request, token: str, cookie: str) -> None:
        """Raise if the request has no token, or has it in the URL."""
        if request.path == "/" and _is_equal(request.query.get("token"), token):
            # Redirected, so that the token does not stay in the address bar.
            page = web.HTTPFound("/")
            page.set_cookie(cookie, token, httponly=True, samesite="Lax")
            raise page
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not any(
            _is_equal(each, token) for each in (bearer, request.cookies.get(cookie))
        ):
            raise web.HTTPUnauthorized(
                headers={"WWW-Authenticate": "Bearer"},
                text="open the address that the simulator printed, with its token",
            )


def _is_equal(text: str | None, token: str) -> bool:
    return secrets.compare_digest((text or "").encode(), token.encode())


def _normalize(host: str) -> str:
    return str(_address(host) or host.lower())


def _address(host: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None
