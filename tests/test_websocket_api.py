"""Tests of the WebSocket commands of the card."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import (
    MockHAClientWebSocket,
    WebSocketGenerator,
)

from simulator import SimulatedPhone
from simulator.control import actions

from .contact_flow import add_contact
from .home import Home, Wait, entry_of, set_up

type Payload = list[dict[str, Any]] | None


class Subscriber:
    """A subscriber to a topic of a phone."""

    def __init__(self, client: MockHAClientWebSocket, topic: str) -> None:
        self.client = client
        self.topic = topic
        self.message_id = 0

    async def start(self, device_id: str) -> Payload:
        """Subscribe and return the first event."""
        await self.client.send_json_auto_id(
            {"type": f"poly_phone/{self.topic}", "device_id": device_id}
        )
        answer = await self.client.receive_json()
        assert answer["success"], answer
        self.message_id = answer["id"]
        return await self.receive()

    async def receive(self) -> Payload:
        """Return the next event."""
        event = await self.client.receive_json()
        assert event["id"] == self.message_id
        assert list(event["event"]) == [self.topic]
        payload: Payload = event["event"][self.topic]
        return payload

    async def receive_nothing(self) -> None:
        """Check that there is no event."""
        await self.client.send_json_auto_id({"type": "ping"})
        assert (await self.client.receive_json())["type"] == "pong"


type Subscribe = Callable[[str], Awaitable[Subscriber]]


@pytest.fixture
def subscribe(hass_ws_client: WebSocketGenerator) -> Subscribe:
    """Return a function that connects a subscriber."""

    async def subscribe(topic: str) -> Subscriber:
        return Subscriber(await hass_ws_client(), topic)

    return subscribe


async def rejected_with(
    client: MockHAClientWebSocket, topic: str, **fields: Any
) -> dict[str, Any]:
    """Return the error of a rejected command."""
    await client.send_json_auto_id({"type": f"poly_phone/{topic}", **fields})
    answer = await client.receive_json()
    assert not answer["success"]
    error: dict[str, Any] = answer["error"]
    return error


TOPICS = pytest.mark.parametrize("topic", ["calls", "call_log", "contacts"])


async def test_calls_are_sent_when_they_change(
    home: Home, phone: SimulatedPhone, wait: Wait, subscribe: Subscribe
) -> None:
    calls = await subscribe("calls")
    assert await calls.start(home.device_id) == []
    phone.ring("301", "Ada Example")
    await wait(5)
    received = await calls.receive()
    assert received
    (call,) = received
    assert call["started"]
    assert {key: call[key] for key in call if key not in {"started", "call_id"}} == {
        "state": "ringing",
        "direction": "incoming",
        "number": "301",
        "number_text": "301",
        "name": "Ada Example",
        "line": 1,
        "line_label": "Reception",
        "focused": True,
    }
    await home.act("answer", call_id=call["call_id"])
    received = await calls.receive()
    assert received
    assert received[0]["state"] == "connected"

    phone.ring("302")
    await wait(1)
    received = await calls.receive()
    assert received
    assert {(one["number"], one["state"]) for one in received} == {
        ("301", "connected"),
        ("302", "ringing"),
    }


async def test_unchanged_data_is_not_sent_again(
    home: Home, wait: Wait, subscribe: Subscribe
) -> None:
    calls = await subscribe("calls")
    await calls.start(home.device_id)
    for _ in range(3):
        await wait(5)
    await calls.receive_nothing()


async def test_call_log_is_sent_when_it_changes(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    subscribe: Subscribe,
) -> None:
    log = await subscribe("call_log")
    before = await log.start(home.device_id)
    assert before is not None
    phone.ring("301", "Ada Example")
    await wait(5)
    actions.remote_hang_up(phone)
    for _ in range(3):
        await wait(2)
    after = await log.receive()
    assert after
    assert len(after) == len(before) + 1
    assert after[0]["number"] == "301"
    assert after[0]["name"] == "Ada Example"
    assert (after[0]["missed"], after[0]["seen"]) == (True, False)
    assert [one["started"] for one in after] == sorted(
        (one["started"] for one in after), reverse=True
    )

    await home.use("button.press", "button.mark_missed_calls_seen")
    after = await log.receive()
    assert after
    assert {one["seen"] for one in after} == {True}

    await add_contact(hass, home.entry, "Mum", "301")
    after = await log.receive()
    assert after
    assert after[0]["name"] == "Mum"


async def test_contacts_are_sent_when_they_change(
    hass: HomeAssistant, home: Home, subscribe: Subscribe
) -> None:
    contacts = await subscribe("contacts")
    assert await contacts.start(home.device_id) == []
    await add_contact(hass, home.entry, "mum", "300")
    assert await contacts.receive() == [{"name": "mum", "number": "300"}]
    await add_contact(hass, home.entry, "Dad", "302")
    assert await contacts.receive() == [
        {"name": "Dad", "number": "302"},
        {"name": "mum", "number": "300"},
    ]


async def test_contacts_of_all_phones_are_sent(
    hass: HomeAssistant, home: Home, subscribe: Subscribe
) -> None:
    contacts = await subscribe("contacts")
    assert await contacts.start(home.device_id) == []
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        other = await set_up(hass, entry_of(trio))
        await add_contact(hass, other.entry, "Mum", "300")
        assert await contacts.receive() == [{"name": "Mum", "number": "300"}]
        await hass.config_entries.async_remove(other.entry.entry_id)
        assert await contacts.receive() == []


@TOPICS
async def test_subscription_survives_a_reload(
    hass: HomeAssistant, home: Home, subscribe: Subscribe, topic: str
) -> None:
    subscriber = await subscribe(topic)
    before = await subscriber.start(home.device_id)
    assert before is not None
    await hass.config_entries.async_unload(home.entry.entry_id)
    assert await subscriber.receive() is None
    await hass.config_entries.async_setup(home.entry.entry_id)
    assert await subscriber.receive() == before


async def test_calls_of_an_offline_phone_are_unknown(
    home: Home, phone: SimulatedPhone, wait: Wait, subscribe: Subscribe
) -> None:
    phone.ring("301")
    await wait(5)
    calls = await subscribe("calls")
    assert await calls.start(home.device_id)
    actions.add_fault(phone, "drop")
    await wait(5)
    assert await calls.receive() is None


async def test_unsubscribed_client_gets_no_events(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    subscribe: Subscribe,
) -> None:
    contexts = list(home.entry.runtime_data.async_contexts())
    calls = await subscribe("calls")
    await calls.start(home.device_id)
    await calls.client.send_json_auto_id(
        {"type": "unsubscribe_events", "subscription": calls.message_id}
    )
    assert (await calls.client.receive_json())["success"]
    phone.ring("301")
    await wait(5)
    await calls.receive_nothing()
    assert list(home.entry.runtime_data.async_contexts()) == contexts


@TOPICS
async def test_user_needs_permission_to_read_the_entity(
    hass: HomeAssistant,
    home: Home,
    hass_ws_client: WebSocketGenerator,
    hass_read_only_access_token: str,
    hass_read_only_user: MockUser,
    topic: str,
) -> None:
    sensor = home.entity_id(
        f"sensor.{'last_call' if topic == 'call_log' else 'remote_party'}"
    )
    state = home.entity_id("sensor.call_state")
    client = await hass_ws_client(access_token=hass_read_only_access_token)

    def may_read(entity_id: str | None) -> None:
        policy = {"entities": {"entity_ids": {entity_id: {"read": True}}}}
        hass_read_only_user.mock_policy(policy)

    may_read(state)
    error = await rejected_with(client, topic, device_id=home.device_id)
    assert error["code"] == "unauthorized"
    assert error["translation_key"] == "not_permitted"
    assert home.entry.title in error["message"]

    may_read(sensor)
    assert await Subscriber(client, topic).start(home.device_id) is not None


@TOPICS
async def test_other_devices_are_not_found(
    hass: HomeAssistant, home: Home, hass_ws_client: WebSocketGenerator, topic: str
) -> None:
    client = await hass_ws_client()
    other = MockConfigEntry(domain="other")
    other.add_to_hass(hass)
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=other.entry_id, identifiers={("other", "1")}
    )
    for device_id in ("unknown", device.id):
        error = await rejected_with(client, topic, device_id=device_id)
        assert error["code"] == "not_found"
        assert error["translation_key"] == "not_a_phone_target"


async def test_phone_without_call_log_is_not_supported(
    hass: HomeAssistant, home: Home, hass_ws_client: WebSocketGenerator
) -> None:
    er.async_get(hass).async_remove(str(home.entity_id("sensor.last_call")))
    error = await rejected_with(
        await hass_ws_client(), "call_log", device_id=home.device_id
    )
    assert error["code"] == "not_supported"
    assert error["translation_key"] == "not_supported"


@TOPICS
@pytest.mark.parametrize(
    "fields", [{}, {"device_id": 1.5, "more": 1}, {"device_id": ["x"]}]
)
async def test_invalid_fields_are_rejected(
    home: Home,
    hass_ws_client: WebSocketGenerator,
    topic: str,
    fields: dict[str, Any],
) -> None:
    error = await rejected_with(await hass_ws_client(), topic, **fields)
    assert error["code"] == "invalid_format"
