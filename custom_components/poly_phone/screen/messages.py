"""Messages on the display of a phone, and the login that it wants for them."""

from collections.abc import Mapping
from typing import Any

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_PASSWORD, CONF_USERNAME
from homeassistant.core import HomeAssistant

from ..const import CONF_DISPLAY
from ..coordinator import PhoneCoordinator
from ..errors import DISPLAY_KEYS, refusal
from ..phone.connection import create_client
from ..ucs import MessageLogin, Priority, UcsError


def message_login(options: Mapping[str, Any]) -> MessageLogin | None:
    """Return the login for messages out of the options of a phone."""
    given: Mapping[str, str] = options.get(CONF_DISPLAY, {})
    username, password = given.get(CONF_USERNAME), given.get(CONF_PASSWORD)
    return MessageLogin(username, password) if username and password else None


async def async_problem(
    hass: HomeAssistant, entry: ConfigEntry, options: Mapping[str, Any]
) -> str | None:
    """Return what is wrong with the login in new options, where that has changed."""
    given = options.get(CONF_DISPLAY, {})
    if not any(given.values()) or given == entry.options.get(CONF_DISPLAY):
        return None
    if not (login := message_login(options)):
        return "incomplete_login"
    try:
        await create_client(hass, entry.data, options).screen.check(login)
    except UcsError as err:
        return DISPLAY_KEYS.get(type(err), "messages_unchecked")
    return None


async def async_show(
    phone: PhoneCoordinator,
    message: str,
    *,
    title: str | None = None,
    priority: Priority = "normal",
) -> None:
    """Show a message on the display of a phone."""
    if not (login := message_login(phone.config_entry.options)):
        raise refusal("no_message_login", [phone.name])
    await phone.async_read(
        phone.client.screen.show(message, title=title, priority=priority, login=login)
    )
