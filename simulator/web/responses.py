"""The answers of the web server, with the headers of the model."""

from http import HTTPStatus

from aiohttp import web

from simulator.phone.phone import Phone

from .login import Guard


class Responses:
    """The builder of one phone's answers."""

    def __init__(self, phone: Phone, guard: Guard) -> None:
        self._phone = phone
        self._guard = guard

    def json(self, body: bytes) -> web.Response:
        """Return a reply of the API; its content type has no charset."""
        return web.Response(body=body, headers=self._headers("application/json"))

    def picture(self, body: bytes, kind: str) -> web.Response:
        """Return a picture, BMP or PNG."""
        return web.Response(body=body, headers=self._headers(f"image/{kind.lower()}"))

    def xml(self, body: bytes) -> web.Response:
        """Return an XML document; the content type is a guess."""
        return web.Response(body=body, headers=self._headers("text/xml"))

    def page(self, status: int, title: str = "", text: str = "") -> web.Response:
        """Return a web page, as for HTTP errors."""
        title = title or f"{status} {HTTPStatus(status).phrase}"
        body = (
            '<!DOCTYPE HTML PUBLIC "-//IETF//DTD HTML 2.0//EN">\n'
            f"<html><head><title>{title}</title></head><body>\n"
            f"{text or title}\n</body></html>\n"
        )
        return web.Response(
            status=status, body=body.encode(), headers=self._headers("text/html")
        )

    def not_found(self) -> web.Response:
        """Return the 404 page of the model."""
        profile = self._phone.profile
        if not profile.headers_404:
            return self.page(404)
        response = self.page(
            404, text="The document requested was not found on this server."
        )
        response.headers.clear()
        response.headers.update({"Server": profile.server, **profile.headers_404})
        response.headers["Content-Type"] = "text/html; charset=utf-8"
        response.enable_chunked_encoding()
        return response

    def challenge(
        self, request: web.BaseRequest, guard: Guard | None = None
    ) -> web.Response:
        """Return a 401 page, by default with the phone's own guard."""
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
