"""Messages on the screen of a phone, and the login that the phone requires for them."""

from collections.abc import Mapping
from typing import Any

from homeassistant.const import CONF_PASSWORD, CONF_USERNAME

from ..const import CONF_DISPLAY
from ..coordinator import PhoneCoordinator
from ..errors import action_error
from ..ucs import MessageLogin, Priority, UcsClient, UcsDisplayError, UcsError


def message_login(options: Mapping[str, Any]) -> MessageLogin | None:
    """Return the login for messages from the options of an entry."""
    given: Mapping[str, str] = options.get(CONF_DISPLAY, {})
    username, password = given.get(CONF_USERNAME), given.get(CONF_PASSWORD)
    return MessageLogin(username, password) if username and password else None


async def async_validate_login(
    client: UcsClient, options: Mapping[str, Any]
) -> str | None:
    """Return the key of the error in the login, if the phone does not accept it."""
    if not (login := message_login(options)):
        return "incomplete_login"
    try:
        await client.screen.check(login)
    except UcsDisplayError as err:
        return err.key
    except UcsError:
        return "messages_unchecked"
    return None


async def async_show(
    phone: PhoneCoordinator,
    message: str,
    *,
    title: str | None = None,
    priority: Priority = "normal",
) -> None:
    """Show a message on the screen of a phone."""
    if not (login := message_login(phone.config_entry.options)):
        raise action_error("no_message_login", [phone.name])
    await phone.async_read(
        phone.client.screen.show(message, title=title, priority=priority, login=login)
    )
