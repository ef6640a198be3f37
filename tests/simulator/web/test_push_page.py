"""Tests of pushed messages."""

from aiohttp import ClientSession, DigestAuthMiddleware
import pytest

from simulator import Exchange, ManualClock, SimulatedPhone
from simulator.phone import keys
from simulator.phone.messages import Message
from tests.simulator.conftest import COMMANDS, HELLO, LOGIN, Api, Sender


async def test_message(sender: Sender) -> None:
    answer = await sender.push(
        '<Data priority="High"><title>Door</title><body><p>Caf&#233; &amp; bar</p>'
        "one<br/>two<style>p {}</style></body></Data>"
    )
    assert answer.status == 200
    assert b"Push Message will be displayed successfully" in answer.body
    assert sender.phone.messages.shown == Message("Door", "Café & barone\ntwo", "High")


async def test_heading_is_the_title(sender: Sender) -> None:
    await sender.push()
    assert sender.phone.messages.shown == Message("Hi", "there", "Normal")


async def test_unknown_priority_is_normal(sender: Sender) -> None:
    await sender.show("Whatever")
    assert sender.shown == "Normal"


@pytest.mark.parametrize("content_type", ["application/xml", "application/xhtml+xml"])
async def test_other_content_types_are_accepted(
    sender: Sender, content_type: str
) -> None:
    assert (await sender.push(content_type=content_type)).status == 200


async def test_unknown_content_type_is_rejected(sender: Sender) -> None:
    assert (await sender.push(content_type="application/json")).status == 400
    assert sender.shown is None


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        ("<Data>&nbsp;</Data>", "text/xml"),
        ("<Data><h1>Hi</Data>", "application/xhtml+xml"),
        ("<Data>Fly:Away</Data>", COMMANDS),
        ("<Data>one & two</Data>", COMMANDS),
        ("", COMMANDS),
    ],
)
async def test_nonsense_gets_the_usual_answer(
    sender: Sender, data: str, content_type: str
) -> None:
    answer = await sender.push(data, content_type=content_type)
    assert answer.status == 200
    assert b"Push Message will be displayed successfully" in answer.body
    assert sender.shown is None
    assert sender.phone.push_log[-1] in {"malformed body", "Fly:Away: unknown"}


async def test_body_of_more_than_two_kilobytes_is_rejected(sender: Sender) -> None:
    room = 2048 - len("<PolycomIPPhone><Data></Data></PolycomIPPhone>")
    assert (await sender.push(f"<Data>{'x' * room}</Data>")).status == 200
    assert (await sender.push(f"<Data>{'x' * (room + 1)}</Data>")).status == 413


async def test_login_is_digest_with_a_fresh_nonce(sender: Sender) -> None:
    challenge = (await sender.push(login=None)).headers["WWW-Authenticate"]
    assert challenge.startswith('Digest realm="PUSH Authentication"')
    async with ClientSession(middlewares=(DigestAuthMiddleware(*LOGIN),)) as session:
        lasting = Sender(sender.phone, session)
        for _ in range(2):
            assert (await lasting.push(login=None)).status == 200
    statuses = [request.status for request in sender.phone.requests]
    # The second message first uses the nonce of the first.
    assert statuses == [401, 401, 200, 401, 200]


@pytest.mark.parametrize("login", [("Polycom", "2580"), (LOGIN[0], "wrong")])
async def test_wrong_login(sender: Sender, login: tuple[str, str]) -> None:
    assert (await sender.push(login=login)).status == 403
    assert sender.shown is None


@pytest.mark.parametrize(
    "change",
    [
        {"apps.push.username": ""},
        {"apps.push.password": ""},
        {"apps.push.secureTunnelRequired": "1"},
    ],
)
async def test_push_is_off(sender: Sender, change: dict[str, str]) -> None:
    sender.phone.configure(change)
    assert (await sender.push()).status == 404


async def test_get_is_rejected(sender: Sender) -> None:
    assert (await sender.push(method="GET")).status == 404


async def test_push_is_off_by_default(
    exchange: Exchange, session: ClientSession
) -> None:
    async with SimulatedPhone(exchange=exchange, tls=False) as phone:
        assert (await Sender(phone, session).push()).status == 404


async def test_skype_profile(sender: Sender) -> None:
    sender.phone.set_skype(True)
    assert (await sender.push()).status == 403


@pytest.mark.parametrize(
    ("message_type", "shown"),
    [("0", []), ("1", ["Normal"]), ("3", ["High"]), ("4", ["Critical"])],
)
async def test_priorities_that_are_discarded(
    sender: Sender, message_type: str, shown: list[str]
) -> None:
    """Discarded messages get the same answer as shown ones."""
    sender.phone.configure({"apps.push.messageType": message_type})
    seen = []
    for priority in ("Normal", "Important", "High", "Critical"):
        await sender.show(priority)
        if sender.shown:
            seen.append(sender.shown)
            sender.phone.messages.clear()
    assert seen == shown


async def test_message_disappears_after_a_while(
    sender: Sender, clock: ManualClock
) -> None:
    await sender.show("Normal")
    clock.advance(39)
    assert sender.shown
    clock.advance(1)
    assert sender.shown is None


@pytest.mark.parametrize("key", ["SoftKey1", "Home"])
async def test_back_key_removes_the_message(sender: Sender, key: str) -> None:
    await sender.show("Normal")
    assert [key.label for key in keys.soft_keys(sender.phone)] == ["Back"]
    keys.press(sender.phone, key)
    assert sender.shown is None
    assert "New Call" in [key.label for key in keys.soft_keys(sender.phone)]


async def test_idle_phone_shows_the_latest(sender: Sender) -> None:
    for priority in ("Critical", "Normal"):
        await sender.show(priority)
        assert sender.shown == priority


async def test_message_during_a_call_waits(sender: Sender, clock: ManualClock) -> None:
    """A message waits unless it is more urgent than the previous one."""
    sender.phone.ring("300")
    for priority, shown in (
        ("Normal", None),
        ("Important", "Important"),
        ("Important", "Important"),
        ("High", "High"),
        ("Important", "High"),
        ("Critical", "Critical"),
        ("Critical", "Critical"),
    ):
        await sender.show(priority)
        assert sender.shown == shown
    clock.advance(40)
    assert sender.shown is None

    (call,) = sender.phone.calls
    call.reject()
    waited = []
    for _ in range(3):
        waited.append(sender.shown)
        keys.press(sender.phone, "SoftKey1")
    assert waited == ["Important", "Important", "Normal"]
    assert sender.shown is None


async def test_ringing_call_keeps_its_keys(sender: Sender) -> None:
    await sender.show("Normal")
    sender.phone.ring("300")
    assert keys.soft_keys(sender.phone)[0].label == "Answer"


async def test_restart_discards_messages(sender: Sender) -> None:
    await sender.show("Normal")
    sender.phone.power_off()
    assert sender.shown is None


async def test_messages_are_published_and_recorded(sender: Sender, api: Api) -> None:
    """Messages are published to observers and listed among the requests."""
    events = []
    sender.phone.subscribe(lambda event: events.append(event.kind))
    await sender.push()
    assert "screen" in events
    assert HELLO.encode() in sender.phone.requests[-1].body
