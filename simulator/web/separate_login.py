"""The Digest login of a page that has its own user name and password."""

from aiohttp import web

from simulator.phone.phone import Phone

from .login import DigestGuard
from .responses import Responses


class SeparateLogin:
    """The login in the parameters `<prefix>.username` and `<prefix>.password`.

    The page is off without them. Plain HTTP gets the answer of a page that is off while
    `apps.push.secureTunnelRequired` is set (a guess).
    """

    def __init__(
        self, phone: Phone, responses: Responses, prefix: str, realm: str
    ) -> None:
        self._phone = phone
        self._responses = responses
        self._user = f"{prefix}.username"
        self._password = f"{prefix}.password"
        self._guard = DigestGuard(
            phone.random, lambda: phone.timeline.now, realm=realm, once=True
        )

    def is_off(self, request: web.BaseRequest) -> bool:
        """Return whether the page does not exist for the request."""
        config = self._phone.config
        tls_missing = not request.secure and self._phone.flag(
            "apps.push.secureTunnelRequired"
        )
        return not (config[self._user] and config[self._password]) or tls_missing

    def check(self, request: web.BaseRequest) -> web.Response | None:
        """Return the answer to wrong credentials; None if they are right."""
        authorization = request.headers.get("Authorization")
        if authorization is None or not self._guard.knows(authorization):
            return self._responses.challenge(request, self._guard)
        right = self._guard.accepts(
            authorization,
            request.method,
            request.raw_path,
            self._phone.config[self._password],
            self._phone.config[self._user],
        )
        return None if right else self._responses.page(403)
