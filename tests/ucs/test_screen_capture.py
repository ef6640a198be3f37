"""Pictures of the screen."""

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.poly_phone.ucs import (
    UcsAuthenticationError,
    UcsBusyError,
    UcsCaptureOffError,
    UcsClient,
    UcsConnectionError,
    UcsDisplayError,
    UcsReplyError,
)
from custom_components.poly_phone.ucs.screen import REJECTED_PAUSE

from .stub_server import BASIC, DIGEST, HOST, Answer, StubPhone, like_a_phone, page

PNG = b"\x89PNG\r\n\x1a\nrest"

pytestmark = pytest.mark.usefixtures("impatience")


@pytest.mark.parametrize(
    ("beginning", "content_type"),
    [
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"BM6\x84", "image/bmp"),
        (b"GIF89a", "image/gif"),
    ],
)
async def test_picture(
    client: UcsClient, stub: StubPhone, beginning: bytes, content_type: str
) -> None:
    """The first bytes decide the type, because phones may not declare it."""
    body = beginning + bytes(3_000_000)
    stub.answer(like_a_phone(mainScreen=Answer(body=body)))
    picture = await client.screen.capture()
    assert (picture.content_type, picture.content) == (content_type, body)
    assert stub.requests[-1].path == "/captureScreen/mainScreen"
    assert "00" not in repr(picture)


@pytest.mark.parametrize("challenge", [BASIC, DIGEST])
async def test_capture_uses_the_administrator_login(
    client: UcsClient, stub: StubPhone, challenge: str
) -> None:
    stub.ask_for_login(challenge, Answer(body=PNG))
    await client.screen.capture()
    scheme = challenge.partition(" ")[0]
    assert [seen.split()[0] for seen in stub.credentials] == [scheme]


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (page(200), UcsDisplayError),
        (Answer(500, PNG), UcsDisplayError),
        (Answer(), UcsDisplayError),
        (Answer(body=PNG + bytes(9_000_000)), UcsReplyError),
        (page(403), UcsBusyError),
        (page(404), UcsCaptureOffError),
    ],
)
async def test_other_answer_is_no_picture(
    client: UcsClient, stub: StubPhone, answer: Answer, error: type[Exception]
) -> None:
    stub.answer(like_a_phone(mainScreen=answer))
    with pytest.raises(error):
        await client.screen.capture()


async def test_capture_works_once_allowed(client: UcsClient, stub: StubPhone) -> None:
    stub.answer(like_a_phone(mainScreen=page(404)))
    with pytest.raises(UcsCaptureOffError):
        await client.screen.capture()
    stub.answer(like_a_phone(mainScreen=Answer(body=PNG)))
    assert await client.screen.capture()


async def test_rejected_capture_login_is_sent_after_a_pause(
    client: UcsClient, stub: StubPhone, freezer: FrozenDateTimeFactory
) -> None:
    """The REST API still works, and the login is sent again only after a pause."""
    stub.ask_for_login(BASIC, page(401, BASIC))
    for _ in range(2):
        with pytest.raises(UcsCaptureOffError):
            await client.screen.capture()
    assert len(stub.credentials) == 1
    stub.answer(like_a_phone(mainScreen=Answer(body=PNG)))
    assert await client.device_info()
    freezer.tick(REJECTED_PAUSE)
    assert await client.screen.capture()


async def test_rejected_password_stops_captures(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.ask_for_login(BASIC, page(401, BASIC))
    for ask in (client.device_info, client.screen.capture):
        with pytest.raises(UcsAuthenticationError):
            await ask()
    assert len(stub.credentials) == 1


async def test_other_device_raises_an_error(
    session: ClientSession, closed_port: int
) -> None:
    client = UcsClient(session, HOST, password="x", port=closed_port, fingerprint=None)
    with pytest.raises(UcsConnectionError):
        await client.screen.capture()
