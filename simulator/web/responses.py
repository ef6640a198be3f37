"""What the phone's web server answers, with the headers of its model."""

from http import HTTPStatus

from aiohttp import web

from simulator.phone.phone import Phone

from .login import Guard


class Responses:
    """Builds the answers of one phone."""

    def __init__(self, phone: Phone, guard: Guard) -> None:
        self._phone = phone
        self._guard = guard

    def json(self, body: bytes) -> web.Response:
        """A reply of the API; its content type names no charset."""
        return web.Response(body=body, headers=self._headers("application/json"))

    def picture(self, body: bytes, kind: str) -> web.Response:
        """A picture, BMP or PNG."""
        return web.Response(body=body, headers=self._headers(f"image/{kind.lower()}"))

    def page(self, status: int, title: str = "", text: str = "") -> web.Response:
        """A web page, as errors of HTTP have it."""
        title = title or f"{status} {HTTPStatus(status).phrase}"
        body = (
            '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n'
            f"<html><head><title>{title}</title></head><body>\n"
            f"{text or title}\n</body></html>\n"
        )
        return web.Response(
            status=status, body=body.encode(), headers=self._headers("text/html")
        )

    def challenge(
        self, request: web.BaseRequest, guard: Guard | None = None
    ) -> web.Response:
        """A page that asks whoever sent a request for a login, by default the phone's."""
        challenge = (guard or self._guard).challenge(
            request.headers.get("Authorization")
        )
        response = self.page(401, text="Authorization failed.")
        response.headers["WWW-Authenticate"] = challenge
        return response

    def _headers(self, content_type: str) -> dict[str, str]:
        profile = self._phone.profile
        return {
            "Server": profile.server,
            "X-Frame-Options": "SAMEORIGIN",
            "Cache-Control": "no-store",
            **profile.headers,
            "Content-type": content_type,
        }
