"""Tests of messages on the screen, and of their login."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import SimulatedPhone
from simulator.phone.messages import Message

from ..conftest import Wait, entry_of
from ..home import Home, set_up
from ..project.test_translations import DISPLAY_KEYS, TEXTS

LOGIN = {"username": "office", "password": "let me in"}


SCREEN = {"display": LOGIN}


def accept_messages(phone: SimulatedPhone, **changes: str) -> None:
    """Configure a phone to accept messages."""
    settings = {**LOGIN, "messageType": "5", **changes}
    phone.configure({f"apps.push.{name}": value for name, value in settings.items()})


@pytest.fixture
async def office(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> Home:
    """Return a set-up phone that accepts messages with the login."""
    accept_messages(phone)
    return await set_up(hass, entry_of(phone), **SCREEN)


def pushes(phone: SimulatedPhone) -> int:
    """Return the number of messages that were sent with a login."""
    return sum(r.path == "/push" and r.authorized for r in phone.requests)


@pytest.mark.parametrize("key", sorted(DISPLAY_KEYS))
def test_every_error_has_a_text(key: str) -> None:
    assert TEXTS["exceptions"][key]["message"]


async def fill_in(home: Home, **display: str) -> Any:
    """Submit the options and return the next step."""
    manager = home.hass.config_entries.options
    result = await manager.async_init(home.entry.entry_id)
    options = {"push": False, "display": display}
    result = await manager.async_configure(result["flow_id"], options)
    await home.hass.async_block_till_done(wait_background_tasks=True)
    return result


async def test_login_adds_the_entity(phone: SimulatedPhone, home: Home) -> None:
    """Without a login, the entity is removed."""
    assert home.entity_id("notify.screen") is None
    accept_messages(phone)
    result = await fill_in(home, **LOGIN)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert home.entry.options["display"] == LOGIN
    assert home.state("notify.screen") == STATE_UNKNOWN
    assert phone.messages.shown is None

    await fill_in(home)
    assert home.entity_id("notify.screen") is None


@pytest.mark.parametrize(
    ("changes", "given", "error"),
    [
        ({}, {**LOGIN, "password": "wrong"}, "message_login"),
        ({}, {**LOGIN, "username": "a:b"}, "messages_unchecked"),
        ({}, {"username": "office"}, "incomplete_login"),
        ({}, {"password": "let me in"}, "incomplete_login"),
        ({"password": ""}, LOGIN, "messages_off"),
        ({"messageType": "0"}, LOGIN, "message_discarded"),
    ],
)
async def test_wrong_login_is_an_error_of_the_dialog(
    phone: SimulatedPhone,
    home: Home,
    changes: dict[str, str],
    given: dict[str, str],
    error: str,
) -> None:
    """The dialog continues with a correct login."""
    accept_messages(phone, **changes)
    result = await fill_in(home, **given)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}
    assert TEXTS["options"]["error"][error]
    assert "display" not in home.entry.options

    accept_messages(phone)
    result = await home.hass.config_entries.options.async_configure(
        result["flow_id"], {"push": False, "display": LOGIN}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_phone_in_skype_profile_rejects_the_login(
    phone: SimulatedPhone, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.poly_phone.ucs.transport._BUSY_DELAYS", ())
    accept_messages(phone)
    phone.set_skype(True)
    assert (await fill_in(home, **LOGIN))["errors"] == {"base": "message_login"}


async def test_login_of_an_offline_phone_is_not_checked(
    phone: SimulatedPhone, home: Home
) -> None:
    phone.power_off()
    assert (await fill_in(home, **LOGIN))["errors"] == {"base": "messages_unchecked"}


async def test_unchanged_login_is_not_checked(
    phone: SimulatedPhone, office: Home
) -> None:
    """Otherwise options could not be changed while the phone is offline."""
    before = pushes(phone)
    result = await fill_in(office, **LOGIN)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert pushes(phone) == before


async def test_login_is_redacted_in_diagnostics(
    hass: HomeAssistant, office: Home, hass_client: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    diagnostics = await get_diagnostics_for_config_entry(
        hass, hass_client, office.entry
    )
    assert diagnostics["entry"]["options"]["display"] == dict.fromkeys(
        LOGIN, "**REDACTED**"
    )


async def test_notify_entity_shows_a_message(
    phone: SimulatedPhone, office: Home, wait: Wait
) -> None:
    await office.use(
        "notify.send_message", "notify.screen", message="a < b\nTür", title="Größe"
    )
    assert phone.messages.shown == Message("Größe", "a < b\nTür", "Normal")
    assert office.state("notify.screen") == dt_util.utcnow().isoformat()

    await office.use("notify.send_message", "notify.screen", message="2")
    assert phone.messages.shown == Message("", "2", "Normal")


async def test_action_shows_a_message(phone: SimulatedPhone, office: Home) -> None:
    await office.act("show_message", message="1", title="Fire", priority="critical")
    assert phone.messages.shown == Message("Fire", "1", "Critical")
    await office.act("show_message", message="2")
    assert phone.messages.shown == Message("", "2", "Normal")


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"messageType": "0"}, "message_discarded"),
        ({"messageType": "4"}, "message_discarded"),
        ({"password": "another"}, "message_login"),
        ({"password": ""}, "messages_off"),
    ],
)
async def test_message_that_the_phone_does_not_show_is_an_error(
    phone: SimulatedPhone, office: Home, settings: dict[str, str], error: str
) -> None:
    """The phone stays available, and no reauthentication starts."""
    accept_messages(phone, **settings)
    assert await office.error_key("show_message", message="x") == error
    with pytest.raises(HomeAssistantError) as caught:
        await office.use("notify.send_message", "notify.screen", message="x")
    assert caught.value.translation_key == error
    assert office.state("notify.screen") == STATE_UNKNOWN
    assert not office.hass.config_entries.flow.async_progress()
    assert phone.messages.shown is None


async def test_rejected_login_is_sent_once(phone: SimulatedPhone, office: Home) -> None:
    accept_messages(phone, password="another")
    for _ in range(3):
        assert await office.error_key("show_message", message="x") == "message_login"
    assert pushes(phone) == 1


async def test_too_long_message_is_not_sent(
    phone: SimulatedPhone, office: Home
) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await office.act("show_message", message="ä" * 2000)
    assert caught.value.translation_key == "invalid_input"
    assert "bytes too long" in str(caught.value)
    assert not pushes(phone)


async def test_message_without_login_is_not_sent(
    phone: SimulatedPhone, home: Home
) -> None:
    accept_messages(phone)
    assert await home.error_key("show_message", message="x") == "no_message_login"
    assert not pushes(phone)
