"""Pictures of the display, as a web server answers them."""

from aiohttp import ClientSession
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
    """Its type is told by what it is, and not by the phone."""
    body = beginning + bytes(3_000_000)
    stub.answer(like_a_phone(mainScreen=Answer(body=body)))
    picture = await client.screen.capture()
    assert (picture.content_type, picture.content) == (content_type, body)
    assert stub.requests[-1].path == "/captureScreen/mainScreen"
    assert "00" not in repr(picture)


@pytest.mark.parametrize("challenge", [BASIC, DIGEST])
async def test_picture_as_the_administrator(
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
async def test_no_picture(
    client: UcsClient, stub: StubPhone, answer: Answer, error: type[Exception]
) -> None:
    stub.answer(like_a_phone(mainScreen=answer))
    with pytest.raises(error):
        await client.screen.capture()


async def test_picture_once_it_is_allowed(client: UcsClient, stub: StubPhone) -> None:
    stub.answer(like_a_phone(mainScreen=page(404)))
    with pytest.raises(UcsCaptureOffError):
        await client.screen.capture()
    stub.answer(like_a_phone(mainScreen=Answer(body=PNG)))
    assert await client.screen.capture()


async def test_a_page_that_rejects_the_administrator(
    client: UcsClient, stub: StubPhone
) -> None:
    """That says nothing about the REST API, and is not tried again: phones lock out."""
    stub.ask_for_login(BASIC, page(401, BASIC))
    for _ in range(2):
        with pytest.raises(UcsCaptureOffError):
            await client.screen.capture()
    assert len(stub.credentials) == 1
    stub.answer(like_a_phone())
    assert await client.device_info()


async def test_nothing_is_sent_after_the_password_was_rejected(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.ask_for_login(BASIC, page(401, BASIC))
    for ask in (client.device_info, client.screen.capture):
        with pytest.raises(UcsAuthenticationError):
            await ask()
    assert len(stub.credentials) == 1


async def test_no_phone(session: ClientSession, closed_port: int) -> None:
    client = UcsClient(session, HOST, password="x", port=closed_port, fingerprint=None)
    with pytest.raises(UcsConnectionError):
        await client.screen.capture()
