"""Tests of the webhook for notifications."""

import asyncio
from collections.abc import AsyncGenerator
import socket
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event
import pytest

from custom_components.poly_phone.phone.issues import Issue
from custom_components.poly_phone.ucs import MAX_SIZE
from simulator import SimulatedPhone
from simulator.control import actions
from simulator.notifications.outbox import DeliveryFault
from simulator.quirks import Quirk
from simulator.web.faults import Fault
from tests.home import Home, Wait
from tests.push import Add, Listener, Poster, Settle, body
from tests.test_repairs import issues, open_dialog


@pytest.fixture
async def home(add: Add) -> Home:
    """Return the phone with push notifications."""
    return await add()


def count_requests(phone: SimulatedPhone, path: str = "callStatus") -> int:
    """Return the number of requests to a path."""
    return sum(request.path.endswith(path) for request in phone.requests)


@pytest.fixture
async def slow(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> AsyncGenerator[SimulatedPhone]:
    """Return the phone, which does not reply while the clock stands still."""
    phone.server.latency = 0.4
    phone.requests.clear()
    yield phone
    phone.server.latency = 0
    await wait(5)


async def test_call_is_visible_before_the_poll(
    home: Home, slow: SimulatedPhone, post: Poster, listener: Listener
) -> None:
    assert await post(body(slow, "Offering"), wait_for_requests=False) == 200
    assert home.state("sensor.call_state") == "ringing"
    assert home.state("binary_sensor.ringing") == "on"
    assert home.state("sensor.remote_party") == "Front door"
    assert home.state("binary_sensor.push") == "on"
    await post(body(slow, "Connected"), wait_for_requests=False)
    assert home.state("sensor.call_state") == "connected"
    assert home.state("binary_sensor.in_call") == "on"
    assert listener.kinds == ["incoming", "connected"]


async def test_events_follow_states(
    home: Home, slow: SimulatedPhone, post: Poster, listener: Listener, wait: Wait
) -> None:
    slow.ring("301")
    await slow.settle()
    await home.hass.async_block_till_done()
    actions.answer(slow)
    await slow.settle()
    await home.hass.async_block_till_done()
    actions.remote_hang_up(slow)
    slow.server.latency = 0
    for _ in range(8):
        await wait(1)
    assert listener.kinds == ["incoming", "connected", "ended"]
    assert listener.states == ["ringing", "connected", "idle"]


async def test_several_notifications_cause_one_poll(
    home: Home, phone: SimulatedPhone, post: Poster, wait: Wait
) -> None:
    phone.requests.clear()
    for state in ("Offering", "Offering", "Connected", "CallHold", "Connected"):
        await post(body(phone, state))
    await post(body(phone, kind="OffHookEvent"))
    assert count_requests(phone) == 1
    await wait(0.5)
    assert count_requests(phone) == 2


async def test_notification_during_a_poll_causes_another_poll(
    slow: SimulatedPhone, post: Poster, wait: Wait
) -> None:
    for _ in range(2):
        await post(body(slow, kind="OnHookEvent"), wait_for_requests=False)
    assert count_requests(slow) == 1
    await wait(0.4)
    slow.server.latency = 0
    await wait(1.5)
    assert count_requests(slow) == 2


async def test_late_notification_of_an_ended_call_is_ignored(
    home: Home,
    phone: SimulatedPhone,
    post: Poster,
    settle: Settle,
    listener: Listener,
    wait: Wait,
) -> None:
    phone.ring("301")
    (call,) = phone.calls
    await settle()
    actions.reject(phone)
    await settle()
    assert home.state("sensor.call_state") == "idle"
    for state in ("Offering", "Connected"):
        await post(body(phone, state, handle=f"{call.handle:x}"))
        assert home.state("sensor.call_state") == "idle"
    for _ in range(5):
        await wait(1)
    assert listener.kinds == ["incoming", "ended"]


@pytest.mark.parametrize("kind", ["IncomingCallEvent", "UserLoginOutEvent", "Whatever"])
async def test_unknown_event_causes_a_poll(
    home: Home, phone: SimulatedPhone, post: Poster, kind: str
) -> None:
    phone.requests.clear()
    await post(body(phone, kind=kind))
    assert count_requests(phone) == 1
    assert home.state("sensor.call_state") == "idle"
    assert home.state("binary_sensor.push") == "on"


async def test_line_event_causes_a_poll_of_lines(
    home: Home, phone: SimulatedPhone, wait: Wait, settle: Settle
) -> None:
    phone.set_registered(False, 1)
    await wait(60)
    assert home.state("binary_sensor.line_1") == "off"
    phone.set_registered(True, 1)
    await settle()
    assert home.state("binary_sensor.line_1") == "on"


EVENT = "<OnHookEvent><MACAddress>{}</MACAddress></OnHookEvent>"


@pytest.mark.parametrize(
    ("text", "source", "count"),
    [
        (EVENT.format("64167fa30000"), "127.0.0.1", "accepted"),
        (EVENT.format("64:16:7F:A3:00:00"), "127.0.0.1", "accepted"),
        (EVENT.format("64167fa30001"), "127.0.0.1", "other phone"),
        (EVENT.format(""), "127.0.0.1", "other phone"),
        (EVENT.format("64167fa30000"), "127.0.0.2", "other address"),
        (EVENT.format("64167fa30001"), "127.0.0.2", "other address"),
        ("", "127.0.0.1", "malformed"),
        ("Hello", "127.0.0.1", "malformed"),
        ("<!DOCTYPE a>" + EVENT.format("64167fa30000"), "127.0.0.1", "malformed"),
        (EVENT.format("64167fa30000").ljust(MAX_SIZE + 1), "127.0.0.1", "malformed"),
        ("x" * 1_000_000, "127.0.0.1", "malformed"),
    ],
)
async def test_notification_is_counted_by_result(
    home: Home, phone: SimulatedPhone, post: Poster, text: str, source: str, count: str
) -> None:
    phone.requests.clear()
    assert await post(text, source=source) == 200
    assert home.entry.runtime_data.push_status.counts == {count: 1}
    is_from_phone = source == "127.0.0.1"
    assert bool(count_requests(phone)) is is_from_phone
    assert home.state("binary_sensor.push") == ("on" if is_from_phone else "off")


async def test_flood_makes_few_events(
    home: Home, phone: SimulatedPhone, post: Poster, listener: Listener, wait: Wait
) -> None:
    """A thousand forged calls from the address of the phone."""
    for number in range(1000):
        await post(
            body(phone, "Offering", handle=f"{number:08x}"), wait_for_requests=False
        )
    assert len(listener.events) <= 24
    assert home.entry.runtime_data.push_status.counts["too many"] > 900
    await wait(2)
    assert home.state("sensor.call_state") == "idle"


async def test_slow_body_is_rejected(
    hass: HomeAssistant, home: Home, post: Poster, freezer: FrozenDateTimeFactory
) -> None:
    head = f"POST {post.url.path} HTTP/1.1\r\nHost: here\r\nContent-Length: 99\r\n\r\n"
    reader, writer = await asyncio.open_connection(post.url.host, post.url.port)
    writer.write(head.encode() + b"<OnHook")
    await writer.drain()
    with patch("custom_components.poly_phone.web.webhook.BODY_TIMEOUT", 0):
        answer = await reader.readline()
    writer.close()
    assert b" 408 " in answer
    assert home.entry.runtime_data.push_status.counts == {"too slow": 1}


async def test_user_can_accept_another_address(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, post: Poster
) -> None:
    """Network address translation changes the address of the phone."""
    for _ in range(3):
        assert not issues(hass)
        await post(body(phone, "Offering"), source="127.0.0.2")
    assert home.state("sensor.call_state") == "idle"
    issue = issues(hass)[Issue.PUSH_OTHER_ADDRESS]
    manager, flow = await open_dialog(hass, Issue.PUSH_OTHER_ADDRESS)
    assert flow["description_placeholders"]["address"] == "127.0.0.2"
    result = await manager.async_configure(flow["flow_id"], {})
    assert result["type"] == "create_entry"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert issue not in issues(hass).values()
    await post(body(phone, "Offering"), source="127.0.0.2", wait_for_requests=False)
    assert home.state("sensor.call_state") == "ringing"


async def test_notification_of_another_phone_causes_no_poll(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, post: Poster
) -> None:
    for _ in range(5):
        await post(body(phone, "Offering", mac="64167fa30001"), source="127.0.0.2")
    assert not issues(hass)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_other_methods_are_rejected(
    home: Home, phone: SimulatedPhone, post: Poster, method: str
) -> None:
    assert await post(body(phone, "Offering"), method=method) == 405
    assert home.state("sensor.call_state") == "idle"


async def test_notification_of_an_unloaded_phone_is_ignored(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, post: Poster
) -> None:
    await hass.config_entries.async_unload(home.entry.entry_id)
    phone.requests.clear()
    assert await post(body(phone, "Offering")) == 200
    assert not phone.requests


async def test_notification_of_an_unavailable_phone_shows_no_call(
    home: Home, phone: SimulatedPhone, post: Poster, wait: Wait, listener: Listener
) -> None:
    drop = Fault("drop")
    phone.server.faults.active.append(drop)
    await wait(6)
    assert home.state("sensor.call_state") == "unavailable"
    await post(body(phone, "Offering"))
    assert home.state("sensor.call_state") == "unavailable"
    assert not listener.events

    phone.server.faults.active.remove(drop)
    await wait(1)
    await post(body(phone, kind="OnHookEvent"))
    assert home.state("sensor.call_state") == "idle"


async def test_reply_is_sent_before_the_states_change(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, post: Poster
) -> None:
    text = body(phone, "Offering").encode()
    head = (
        f"POST {post.url.path} HTTP/1.1\r\nHost: here\r\n"
        f"Content-Length: {len(text)}\r\n\r\n"
    )
    connection = socket.create_connection((post.url.host, post.url.port))
    connection.setblocking(False)
    answers: list[bytes] = []

    @callback
    def changed(_: Event[EventStateChangedData]) -> None:
        answers.append(connection.recv(100))

    async_track_state_change_event(
        hass, [home.entity_id("binary_sensor.ringing") or ""], changed
    )
    # In pieces, because a network may deliver it so.
    for piece in (head.encode(), text[:50], text[50:]):
        connection.sendall(piece)
        for _ in range(20):
            await hass.async_block_till_done()
    connection.close()
    (answer,) = answers
    assert answer.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("oddity", [*Quirk, *DeliveryFault])
async def test_notifications_of_any_quirk_are_handled(
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    listener: Listener,
    oddity: Quirk | DeliveryFault,
) -> None:
    if isinstance(oddity, Quirk):
        phone.quirks.add(oddity)
    else:
        phone.outbox.delivery_faults[oddity] = 2

    async def expect(expected: str) -> None:
        for _ in range(8):
            await phone.settle()
            await wait(1)
        assert home.state("sensor.call_state") == expected

    phone.ring("sip:301@voice.example.net", "Meyer & Söhne")
    await expect("ringing")
    actions.answer(phone)
    await expect("connected")
    actions.hold(phone)
    await expect("on_hold")
    actions.resume(phone)
    await expect("connected")
    actions.hang_up(phone)
    await expect("idle")
    assert listener.kinds == ["incoming", "connected", "held", "resumed", "ended"]
    assert {event["name"] for event in listener.events} == {"Meyer & Söhne"}
    assert {event["number"] for event in listener.events} == {"301"}
