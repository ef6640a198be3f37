"""Tests of the blueprint that notifies a mobile of missed calls."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait, sent

from .conftest import Use, settle, turn_automations, warnings

WEBHOOK = "webhook-of-the-mobile"

type Receive = Callable[[], Awaitable[dict[str, Any]]]


@pytest.fixture
async def mobile(hass: HomeAssistant, home: Home, hass_admin_user: MockUser) -> str:
    """Return the device ID of a mobile with the app."""
    assert await async_setup_component(hass, "mobile_app", {})
    entry = MockConfigEntry(
        domain="mobile_app",
        title="Mobile of Ada",
        unique_id="ada",
        data={
            "app_data": {"push_websocket_channel": True},
            "app_id": "io.homeassistant.companion",
            "app_name": "Home Assistant",
            "app_version": "1",
            "device_id": "ada",
            "device_name": "Mobile of Ada",
            "manufacturer": "Example",
            "model": "Mobile",
            "os_name": "Example",
            "os_version": "1",
            "supports_encryption": False,
            "user_id": hass_admin_user.id,
            "webhook_id": WEBHOOK,
        },
    )
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    (device,) = dr.async_entries_for_config_entry(dr.async_get(hass), entry.entry_id)
    return device.id


@pytest.fixture
async def receive(
    hass: HomeAssistant, mobile: str, hass_ws_client: WebSocketGenerator
) -> Receive:
    """Return a function that receives the next notification."""
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {"type": "mobile_app/push_notification_channel", "webhook_id": WEBHOOK}
    )
    assert (await client.receive_json())["success"]

    async def receive() -> dict[str, Any]:
        event: dict[str, Any] = (await client.receive_json())["event"]
        return event

    return receive


@pytest.fixture(autouse=True)
async def _automation(
    hass: HomeAssistant, home: Home, mobile: str, use: Use, wait: Wait
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await use("missed_call_notification", phones=[home.device_id], mobile=mobile)


@pytest.fixture
def miss(phone: SimulatedPhone, wait: Wait) -> Callable[..., Awaitable[None]]:
    """Return a function that lets the phone miss a call."""

    async def miss(number: str, name: str = "") -> None:
        phone.ring(number, name)
        await wait(5)
        actions.remote_hang_up(phone)
        await wait(1)
        await wait(5)

    return miss


async def tap(hass: HomeAssistant, action: str | None) -> None:
    """Fire the event of a notification button."""
    data = {"action": action} if action else {}
    hass.bus.async_fire("mobile_app_notification_action", data)
    await settle(hass)


@pytest.mark.parametrize("number", ["301", "0301", "+493055501"])
async def test_button_of_a_missed_call_dials_its_number(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    miss: Any,
    receive: Receive,
    wait: Wait,
    number: str,
) -> None:
    await miss(number, "Ada Example")
    notification = await receive()
    assert notification["title"] == "Missed call"
    assert notification["message"].startswith(
        "Ada Example called VVX 501 Reception at "
    )
    (button,) = notification["data"]["actions"]
    assert button["title"] == "Call back"
    assert not sent(phone, "dial")
    await wait(20_000)
    await tap(hass, button["action"])
    assert [data["Dest"] for data in sent(phone, "dial")] == [number]


async def test_two_missed_calls_have_separate_notifications(
    hass: HomeAssistant, phone: SimulatedPhone, miss: Any, receive: Receive
) -> None:
    await miss("301", "Ada")
    await miss("302", "Bob")
    first, second = await receive(), await receive()
    assert first["data"]["tag"] != second["data"]["tag"]
    await tap(hass, first["data"]["actions"][0]["action"])
    assert [data["Dest"] for data in sent(phone, "dial")] == ["301"]


async def test_call_without_number_has_no_button(miss: Any, receive: Receive) -> None:
    await miss("")
    notification = await receive()
    assert notification["message"].startswith("Unknown caller called ")
    assert notification["data"]["actions"] == []


async def test_answered_call_sends_no_notification(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, receive: Receive, miss: Any
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    actions.answer(phone)
    await wait(1)
    actions.hang_up(phone)
    await wait(1)
    await wait(5)
    await miss("302", "Bob")
    assert (await receive())["message"].startswith("Bob")


@pytest.mark.parametrize(
    "action",
    [
        None,
        "URI",
        "automation.missed_call|call_back",
        "automation.missed_call|call_back|device|301",
        "automation.missed_call_notification|call_back",
    ],
)
async def test_button_of_another_automation_dials_nothing(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    action: str | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await tap(hass, action)
    assert not sent(phone, "dial")
    assert warnings(caplog) == []


async def test_forged_button_dials_nothing(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    homes: list[Home],
    other: SimulatedPhone,
    miss: Any,
    receive: Receive,
) -> None:
    """Any user of the app can send the event, even without permission for the phone."""
    await miss("301", "Ada")
    button = (await receive())["data"]["actions"][0]["action"]
    prefix, _, _ = button.rpartition("|")
    await tap(hass, f"{prefix}|0900123456")
    await tap(hass, f"{prefix}|")
    await tap(hass, button.replace(home.device_id, homes[1].device_id))
    await tap(hass, button + "|302")
    assert not sent(phone, "dial")
    assert not sent(other, "dial")
    await tap(hass, button)
    assert sent(phone, "dial") == [{"Dest": "301"}]


async def test_button_works_after_a_restart_of_automations(
    hass: HomeAssistant, phone: SimulatedPhone, miss: Any, receive: Receive
) -> None:
    await miss("301", "Ada")
    action = (await receive())["data"]["actions"][0]["action"]
    for state in ("off", "on"):
        await turn_automations(hass, state)
    await tap(hass, action)
    assert len(sent(phone, "dial")) == 1


async def test_button_logs_an_error_for_an_unreachable_phone(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    miss: Any,
    receive: Receive,
    wait: Wait,
    caplog: pytest.LogCaptureFixture,
) -> None:
    await miss("301", "Ada")
    action = (await receive())["data"]["actions"][0]["action"]
    phone.power_off()
    await wait(10)
    await tap(hass, action)
    assert "Home Assistant cannot reach" in warnings(caplog)[-1]
