"""Messages on the screen."""

from collections.abc import Callable
from xml.etree import ElementTree

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
import pytest

from custom_components.poly_phone.ucs import (
    PRIORITIES,
    MessageLogin,
    Priority,
    UcsClient,
    UcsConnectionError,
    UcsDisplayError,
    UcsInputError,
    UcsMessageDiscardedError,
    UcsMessageLoginError,
    UcsMessagesOffError,
)
from custom_components.poly_phone.ucs.screen import REJECTED_PAUSE

from .stub_server import BASIC, DIGEST, HOST, Answer, Seen, StubPhone, page, reply

LOGIN = MessageLogin("office", "let me ìn")
TYPE = "apps.push.messageType"

pytestmark = pytest.mark.usefixtures("impatience")


def answers(
    pushed: Answer | None = None, message_type: str | None = "5"
) -> Callable[[Seen], Answer]:
    """Answer as a phone that takes messages with the login."""

    def answer(seen: Seen) -> Answer:
        if seen.path == "/push":
            if not seen.authorization:
                return page(401, DIGEST)
            return pushed or page(200)
        if message_type is None:
            return reply(status="4004")
        return reply({TYPE: {"Value": message_type, "Source": "web"}})

    return answer


def pushed(stub: StubPhone) -> list[Seen]:
    """Return the pushed requests with credentials."""
    return [
        seen for seen in stub.requests if seen.path == "/push" and seen.authorization
    ]


async def test_message(client: UcsClient, stub: StubPhone) -> None:
    stub.answer(answers())
    await client.screen.show("One\ntwo", title="Hello", priority="high", login=LOGIN)
    (seen,) = pushed(stub)
    assert seen.body == (
        b'<PolycomIPPhone><Data priority="High"><body><h1>Hello</h1>One<br/>two</body>'
        b"</Data></PolycomIPPhone>"
    )
    assert seen.headers["Content-Type"] == "application/xml"
    assert 'username="office"' in (seen.authorization or "")


@pytest.mark.parametrize("priority", PRIORITIES)
async def test_priority(client: UcsClient, stub: StubPhone, priority: Priority) -> None:
    stub.answer(answers())
    await client.screen.show("x", priority=priority, login=LOGIN)
    assert f'priority="{priority.capitalize()}"'.encode() in pushed(stub)[0].body


@pytest.mark.parametrize(
    "message",
    [
        "<b>not bold</b> & \"quoted\" 'so'",
        "</body></Data><Data priority='Critical'>",
        "Grüße aus Łódź ☎ 😀",
        "tab\there",
        "]]> &amp; &#0;",
    ],
)
async def test_message_text_is_escaped(
    client: UcsClient, stub: StubPhone, message: str
) -> None:
    stub.answer(answers())
    await client.screen.show(message, title=message, login=LOGIN)
    body = pushed(stub)[0].body
    assert body.isascii()
    data = ElementTree.fromstring(body).find("Data/body")
    assert data is not None
    assert data.findtext("h1") == " ".join(message.split())
    assert data[0].tail == message


async def test_invalid_xml_characters_are_removed(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.answer(answers())
    await client.screen.show("a\0b\x1bc\ufffed\ud800", title="\r\n x\ny", login=LOGIN)
    body = ElementTree.fromstring(pushed(stub)[0].body).find("Data/body")
    assert body is not None
    assert "".join(body.itertext()) == "x yabcd"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\u2028"])
async def test_line_breaks(client: UcsClient, stub: StubPhone, newline: str) -> None:
    stub.answer(answers())
    await client.screen.show(f"\n\na{newline}{newline}b\n", login=LOGIN)
    assert b"<body>a<br/><br/>b</body>" in pushed(stub)[0].body


@pytest.mark.parametrize("letter", ["x", "ä", "<", "\n", "😀"])
async def test_message_is_limited_to_2_kb_with_markup(
    client: UcsClient, stub: StubPhone, letter: str
) -> None:
    stub.answer(answers())
    await client.screen.show("y", title="T", login=LOGIN)
    frame = len(pushed(stub)[0].body) - 1
    each = len(
        {"ä": "&#228;", "<": "&lt;", "\n": "<br/>", "😀": "&#128512;"}.get(letter, "x")
    )
    count, rest = divmod(2048 - frame - 2, each)
    longest = f"a{letter * count}{'x' * rest}b"
    await client.screen.show(longest, title="T", login=LOGIN)
    assert len(pushed(stub)[1].body) == 2048

    with pytest.raises(UcsInputError, match="1 bytes too long") as caught:
        await client.screen.show(longest + "x", title="T", login=LOGIN)
    assert caught.value.name == "message"
    assert len(pushed(stub)) == 2


@pytest.mark.parametrize("message", ["", " \n\t ", "\n"])
async def test_empty_message_is_rejected(
    client: UcsClient, stub: StubPhone, message: str
) -> None:
    with pytest.raises(UcsInputError):
        await client.screen.show(message, title="T", login=LOGIN)
    assert not stub.requests


@pytest.mark.parametrize(
    ("message_type", "shown"),
    [
        ("0", ()),
        ("1", ("normal",)),
        ("2", ("important",)),
        ("3", ("high",)),
        ("4", ("critical",)),
        ("5", PRIORITIES),
        ("", PRIORITIES),
        (None, PRIORITIES),
    ],
)
@pytest.mark.parametrize("priority", PRIORITIES)
async def test_discarded_priority_is_not_sent(
    client: UcsClient,
    stub: StubPhone,
    message_type: str | None,
    shown: tuple[Priority, ...],
    priority: Priority,
) -> None:
    """A phone with an unreadable setting receives every message."""
    stub.answer(answers(message_type=message_type))
    if priority in shown:
        await client.screen.show("x", priority=priority, login=LOGIN)
    else:
        with pytest.raises(UcsMessageDiscardedError):
            await client.screen.show("x", priority=priority, login=LOGIN)
    assert len(pushed(stub)) == (priority in shown)


async def test_message_without_type_parameter_is_sent(
    client: UcsClient, stub: StubPhone
) -> None:
    answer = answers()
    stub.answer(lambda seen: reply({}) if "config" in seen.path else answer(seen))
    await client.screen.show("x", login=LOGIN)
    assert pushed(stub)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (page(401), UcsMessageLoginError),
        (page(403), UcsMessageLoginError),
        (page(404), UcsMessagesOffError),
        (page(400), UcsDisplayError),
        (page(302), UcsDisplayError),
        (page(500), UcsDisplayError),
    ],
)
async def test_rejected_message_raises_an_error(
    client: UcsClient, stub: StubPhone, answer: Answer, error: type[Exception]
) -> None:
    stub.answer(answers(pushed=answer))
    with pytest.raises(error):
        await client.screen.show("x", login=LOGIN)
    assert len(pushed(stub)) == 1


@pytest.mark.parametrize("status", [401, 403])
async def test_rejected_message_login_is_sent_once(
    client: UcsClient, stub: StubPhone, status: int
) -> None:
    """But the REST API goes on working, and so does another login."""
    stub.answer(answers(pushed=page(status)))
    for _ in range(2):
        with pytest.raises(UcsMessageLoginError):
            await client.screen.show("x", login=LOGIN)
    assert len(pushed(stub)) == 1
    assert await client.config_get([TYPE])
    stub.answer(answers())
    await client.screen.show("x", login=LOGIN._replace(password="right"))


async def test_login_that_the_phone_knows_by_now_is_sent_after_a_pause(
    client: UcsClient, stub: StubPhone, freezer: FrozenDateTimeFactory
) -> None:
    stub.answer(answers(pushed=page(401)))
    with pytest.raises(UcsMessageLoginError):
        await client.screen.show("x", login=LOGIN)
    stub.answer(answers())
    freezer.tick(REJECTED_PAUSE)
    await client.screen.show("x", login=LOGIN)


async def test_message_login_keeps_the_api_login(
    client: UcsClient, stub: StubPhone
) -> None:
    """Pages that want Digest do not make the REST API forget its Basic login."""
    stub.answer(
        lambda seen: (
            page(401, DIGEST)
            if seen.path == "/push"
            else reply({})
            if seen.authorization
            else page(401, BASIC)
        )
    )
    for _ in range(2):
        await client.config_get([TYPE])
        with pytest.raises(UcsMessageLoginError):
            await client.screen.show("x", login=LOGIN)
    assert len(pushed(stub)) == 1
    asked = [seen for seen in stub.requests if seen.path.startswith("/api/")]
    assert [seen.authorization for seen in asked].count(None) == 1


async def test_permanent_403_is_a_rejected_login(
    client: UcsClient, stub: StubPhone
) -> None:
    """As phones in the Skype profile do, which look busy so."""
    answer = answers()
    stub.answer(lambda seen: page(403) if seen.path == "/push" else answer(seen))
    with pytest.raises(UcsMessageLoginError):
        await client.screen.show("x", login=LOGIN)
    assert len([seen for seen in stub.requests if seen.path == "/push"]) == 2


async def test_busy_phone_receives_the_message_later(
    client: UcsClient, stub: StubPhone
) -> None:
    answer = answers()
    busy = [page(403)]
    stub.answer(
        lambda seen: busy.pop() if seen.path == "/push" and busy else answer(seen)
    )
    await client.screen.show("x", login=LOGIN)
    assert pushed(stub)


async def test_each_message_has_its_own_login(
    client: UcsClient, stub: StubPhone
) -> None:
    """No nonce is used twice, and the administrator's password is not shown to it."""
    stub.answer(answers())
    await client.config_get([TYPE])
    for _ in range(2):
        await client.screen.show("x", login=LOGIN)
    paths = [(s.path, bool(s.authorization)) for s in stub.requests if "push" in s.path]
    assert paths == [("/push", False), ("/push", True)] * 2
    assert all("Digest" in (seen.authorization or "") for seen in pushed(stub))


async def test_invalid_user_name_is_rejected(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.answer(answers())
    with pytest.raises(UcsInputError):
        await client.screen.check(MessageLogin("a:b", "x"))
    assert not stub.requests


@pytest.mark.parametrize("status", [200, 400, 405])
async def test_valid_message_login_is_accepted(
    client: UcsClient, stub: StubPhone, status: int
) -> None:
    """The status of an empty message does not matter."""
    stub.answer(answers(pushed=page(status)))
    await client.screen.check(LOGIN)
    assert b"Data" not in pushed(stub)[0].body


@pytest.mark.parametrize(
    ("answer", "message_type", "error"),
    [
        (page(401), "5", UcsMessageLoginError),
        (page(403), "5", UcsMessageLoginError),
        (page(404), "5", UcsMessagesOffError),
        (page(503), "5", UcsDisplayError),
        (page(200), "0", UcsMessageDiscardedError),
    ],
)
async def test_unusable_message_login_raises_an_error(
    client: UcsClient,
    stub: StubPhone,
    answer: Answer,
    message_type: str,
    error: type[Exception],
) -> None:
    stub.answer(answers(pushed=answer, message_type=message_type))
    with pytest.raises(error):
        await client.screen.check(LOGIN)


async def test_other_device_raises_an_error(
    session: ClientSession, closed_port: int
) -> None:
    client = UcsClient(session, HOST, password="x", port=closed_port, fingerprint=None)
    with pytest.raises(UcsConnectionError):
        await client.screen.show("x", login=LOGIN)
