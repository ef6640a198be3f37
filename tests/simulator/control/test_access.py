"""Tests of who may use the control page."""

from collections.abc import AsyncGenerator

from aiohttp import ClientSession, CookieJar
from playwright.async_api import expect
import pytest
from yarl import URL

from simulator import Exchange, SimulatedPhone
from simulator.control.server import ControlServer
from testbed.browser import CHROMIUM, browser_page


@pytest.fixture
def host() -> str:
    """Return the address to listen on; tests parametrize it."""
    return "0.0.0.0"


@pytest.fixture
async def control(
    host: str, phone: SimulatedPhone, exchange: Exchange
) -> AsyncGenerator[ControlServer]:
    """Return the control page of one phone."""
    async with ControlServer([phone], exchange, host=host, port=0) as control:
        yield control


@pytest.fixture
async def client() -> AsyncGenerator[ClientSession]:
    """Return a client that keeps the cookies of an address."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as session:
        yield session


def _local(control: ControlServer) -> str:
    return f"http://127.0.0.1:{control.port}"


def _token(control: ControlServer) -> str:
    return URL(control.url).query["token"]


@pytest.mark.parametrize("host", ["127.0.0.1"])
@pytest.mark.parametrize(
    ("header", "status"),
    [
        ("127.0.0.1:{}", 200),
        ("127.0.0.1", 200),
        ("127.0.0.1:1", 200),
        ("evil.example:{}", 421),
        ("127.0.0.1.evil.example:{}", 421),
        ("localhost:{}", 421),
        ("[::1", 421),
        ("127.0.0.1:x", 421),
        ("", 421),
    ],
)
async def test_host_header(
    control: ControlServer, client: ClientSession, header: str, status: int
) -> None:
    headers = {"Host": header.format(control.port)}
    for path in ("/", "/api", "/api/phones", "/page/page.js", "/other"):
        url = f"{_local(control)}{path}"
        async with client.get(url, headers=headers) as response:
            assert response.status == (
                404 if (path, status) == ("/other", 200) else status
            )


@pytest.mark.parametrize("host", ["127.0.0.1"])
async def test_action_with_another_host_header(
    control: ControlServer, client: ClientSession, phone: SimulatedPhone
) -> None:
    url = f"{_local(control)}/api/phones/{phone.mac}/ring"
    headers = {"Host": f"evil.example:{control.port}"}
    async with client.post(url, headers=headers, json={"number": "300"}) as response:
        assert response.status == 421
    assert not phone.calls.first()


async def test_other_machines_need_the_token(
    control: ControlServer, client: ClientSession
) -> None:
    local = _local(control)
    wrong = {
        "Authorization": "Bearer wröng",
        "Cookie": f"simulator_token_{control.port}=x",
    }
    for headers in ({}, wrong, {"Host": f"evil.example:{control.port}"}):
        for path in ("/", "/?token=wrong", "/api/phones", "/events", "/page/page.js"):
            async with client.get(local + path, headers=headers) as response:
                assert response.status == 401
    right = {"Authorization": f"Bearer {_token(control)}"}
    async with client.get(f"{local}/api/phones", headers=right) as response:
        assert response.status == 200


async def test_url_with_the_token_signs_the_browser_in(
    control: ControlServer, client: ClientSession
) -> None:
    url = f"{_local(control)}/?token={_token(control)}"
    async with client.get(url) as response:
        assert response.status == 200
        assert not response.url.query
        assert "HttpOnly" in response.history[0].headers["Set-Cookie"]
    async with client.get(f"{_local(control)}/api/phones") as response:
        assert response.status == 200


def test_tokens_differ(phone: SimulatedPhone, exchange: Exchange) -> None:
    first, second = (
        ControlServer([phone], exchange, host="0.0.0.0", port=9500) for _ in range(2)
    )
    assert _token(first) != _token(second)


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:9500/"),
        ("localhost", "http://localhost:9500/"),
        ("::1", "http://[::1]:9500/"),
        ("0.0.0.0", "http://0.0.0.0:9500/?token="),
        ("::", "http://[::]:9500/?token="),
        ("192.0.2.1", "http://192.0.2.1:9500/?token="),
    ],
)
def test_printed_url(
    phone: SimulatedPhone, exchange: Exchange, host: str, url: str
) -> None:
    control = ControlServer([phone], exchange, host=host, port=9500)
    assert control.url.removesuffix(_token(control) if "?" in url else "") == url


@pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")
async def test_page_works_with_the_token(
    control: ControlServer, phone: SimulatedPhone
) -> None:
    async with browser_page() as (page, errors):
        await page.goto(f"{_local(control)}/?token={_token(control)}")
        card = page.locator(".card")
        await card.get_by_label("Caller's number").fill("321")
        await card.get_by_role("button", name="Ring", exact=True).click()
        await expect(card.locator(".screen")).to_contain_text("Incoming call")
    assert errors == []
