"""What the card is told beyond the states of entities."""

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


class Follower:
    """Somebody who follows something of a phone."""

    def __init__(self, client: MockHAClientWebSocket, topic: str) -> None:
        self.client = client
        self.topic = topic
        self.message_id = 0

    async def start(self, device_id: str) -> Payload:
        """Begin, and return what is told at once."""
        await self.client.send_json_auto_id(
            {"type": f"poly_phone/{self.topic}", "device_id": device_id}
        )
        answer = await self.client.receive_json()
        assert answer["success"], answer
        self.message_id = answer["id"]
        return await self.told()

    async def told(self) -> Payload:
        """Return what is told next."""
        event = await self.client.receive_json()
        assert event["id"] == self.message_id
        assert list(event["event"]) == [self.topic]
        payload: Payload = event["event"][self.topic]
        return payload

    async def nothing(self) -> None:
        """See that there is nothing to be told."""
        await self.client.send_json_auto_id({"type": "ping"})
        assert (await self.client.receive_json())["type"] == "pong"


type Follow = Callable[[str], Awaitable[Follower]]


@pytest.fixture
def follow(hass_ws_client: WebSocketGenerator) -> Follow:
    """Return what connects somebody who will follow a topic."""

    async def follow(topic: str) -> Follower:
        return Follower(await hass_ws_client(), topic)

    return follow


async def rejected_with(
    client: MockHAClientWebSocket, topic: str, **fields: Any
) -> dict[str, Any]:
    """Return the error with which a command is refused."""
    await client.send_json_auto_id({"type": f"poly_phone/{topic}", **fields})
    answer = await client.receive_json()
    assert not answer["success"]
    error: dict[str, Any] = answer["error"]
    return error


TOPICS = pytest.mark.parametrize("topic", ["calls", "call_log", "contacts"])


async def test_calls(
    home: Home, phone: SimulatedPhone, wait: Wait, follow: Follow
) -> None:
    calls = await follow("calls")
    assert await calls.start(home.device_id) == []
    phone.ring("301", "Ada Example")
    await wait(5)
    told = await calls.told()
    assert told
    (call,) = told
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
    told = await calls.told()
    assert told
    assert told[0]["state"] == "connected"

    phone.ring("302")
    await wait(1)
    told = await calls.told()
    assert told
    assert {(one["number"], one["state"]) for one in told} == {
        ("301", "connected"),
        ("302", "ringing"),
    }


async def test_what_stays_is_not_told_again(
    home: Home, wait: Wait, follow: Follow
) -> None:
    calls = await follow("calls")
    await calls.start(home.device_id)
    for _ in range(3):
        await wait(5)
    await calls.nothing()


async def test_call_log(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    follow: Follow,
) -> None:
    log = await follow("call_log")
    before = await log.start(home.device_id)
    assert before is not None
    phone.ring("301", "Ada Example")
    await wait(5)
    actions.remote_hang_up(phone)
    for _ in range(3):
        await wait(2)
    after = await log.told()
    assert after
    assert len(after) == len(before) + 1
    assert after[0]["number"] == "301"
    assert after[0]["name"] == "Ada Example"
    assert (after[0]["missed"], after[0]["seen"]) == (True, False)
    assert [one["started"] for one in after] == sorted(
        (one["started"] for one in after), reverse=True
    )

    await home.use("button.press", "button.mark_missed_calls_seen")
    after = await log.told()
    assert after
    assert {one["seen"] for one in after} == {True}

    await add_contact(hass, home.entry, "Mum", "301")
    after = await log.told()
    assert after
    assert after[0]["name"] == "Mum"


async def test_contacts(hass: HomeAssistant, home: Home, follow: Follow) -> None:
    contacts = await follow("contacts")
    assert await contacts.start(home.device_id) == []
    await add_contact(hass, home.entry, "mum", "300")
    assert await contacts.told() == [{"name": "mum", "number": "300"}]
    await add_contact(hass, home.entry, "Dad", "302")
    assert await contacts.told() == [
        {"name": "Dad", "number": "302"},
        {"name": "mum", "number": "300"},
    ]


async def test_contacts_of_another_phone(
    hass: HomeAssistant, home: Home, follow: Follow
) -> None:
    contacts = await follow("contacts")
    assert await contacts.start(home.device_id) == []
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        other = await set_up(hass, entry_of(trio))
        await add_contact(hass, other.entry, "Mum", "300")
        assert await contacts.told() == [{"name": "Mum", "number": "300"}]
        await hass.config_entries.async_remove(other.entry.entry_id)
        assert await contacts.told() == []


@TOPICS
async def test_a_phone_that_is_reloaded(
    hass: HomeAssistant, home: Home, follow: Follow, topic: str
) -> None:
    follower = await follow(topic)
    before = await follower.start(home.device_id)
    assert before is not None
    await hass.config_entries.async_unload(home.entry.entry_id)
    assert await follower.told() is None
    await hass.config_entries.async_setup(home.entry.entry_id)
    assert await follower.told() == before


async def test_a_phone_that_is_offline(
    home: Home, phone: SimulatedPhone, wait: Wait, follow: Follow
) -> None:
    phone.ring("301")
    await wait(5)
    calls = await follow("calls")
    assert await calls.start(home.device_id)
    actions.add_fault(phone, "drop")
    await wait(5)
    assert await calls.told() is None


async def test_who_stops_following_is_told_nothing(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    follow: Follow,
) -> None:
    listeners = len(home.entry.runtime_data._listeners)
    calls = await follow("calls")
    await calls.start(home.device_id)
    await calls.client.send_json_auto_id(
        {"type": "unsubscribe_events", "subscription": calls.message_id}
    )
    assert (await calls.client.receive_json())["success"]
    phone.ring("301")
    await wait(5)
    await calls.nothing()
    assert len(home.entry.runtime_data._listeners) == listeners


@TOPICS
async def test_only_who_may_read_the_entity_is_told(
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
    assert await Follower(client, topic).start(home.device_id) is not None


@TOPICS
async def test_what_is_no_phone(
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


async def test_a_phone_without_call_log(
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
async def test_what_the_schema_does_not_allow(
    home: Home,
    hass_ws_client: WebSocketGenerator,
    topic: str,
    fields: dict[str, Any],
) -> None:
    error = await rejected_with(await hass_ws_client(), topic, **fields)
    assert error["code"] == "invalid_format"
