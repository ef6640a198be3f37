"""Do not disturb, which only the key of the phone can change."""

import asyncio
from enum import StrEnum
from typing import Final

from homeassistant.exceptions import HomeAssistantError

from ..const import DOMAIN
from ..coordinator import PhoneCoordinator
from ..phone.polling import Tier
from ..phone.settings import DO_NOT_DISTURB_PER_LINE, ON, is_value
from ..ucs import Command, UcsCommandError, UcsDangerousError, UcsDefaultPasswordError
from .messages import message_login

KEY: Final = "DoNotDisturb"

READ_PAUSES: Final = (1, 1, 2)
"""Seconds before each reading after the key was pressed."""

MAX_FAILURES: Final = 2
"""Presses without effect after which a method counts as not working."""


class KeyMethod(StrEnum):
    """A method to press the key."""

    REST = "rest"
    PUSH = "push"


def reports_do_not_disturb(phone: PhoneCoordinator) -> bool | None:
    """Return whether the phone reports do not disturb; None while that is unknown."""
    if not phone.supports_tier(Tier.DO_NOT_DISTURB):
        return False
    return True if phone.data.do_not_disturb is not None else None


def can_set_do_not_disturb(phone: PhoneCoordinator) -> bool:
    """Return whether Home Assistant has a method to press the key."""
    return bool(_methods(phone))


def _methods(phone: PhoneCoordinator) -> list[KeyMethod]:
    """Return the methods that work, or else those that may work."""
    known = phone.capabilities.key_presses
    has_login = message_login(phone.config_entry.options) is not None
    is_possible = {
        # Most phones refuse this key over REST. Without a login for messages there
        # would be no other method, so that only a proven one counts.
        KeyMethod.REST: phone.client.supports(Command.SIMULATE_KEY)
        and (has_login or known.get(KeyMethod.REST, False)),
        KeyMethod.PUSH: has_login,
    }
    methods = [
        method
        for method in KeyMethod
        if is_possible[method] and known.get(method, True)
    ]
    return [method for method in methods if known.get(method)] or methods


async def async_set_do_not_disturb(phone: PhoneCoordinator, is_on: bool) -> None:
    """Press the key if the state differs, then compare the state.

    The key toggles. If a person presses it at the same moment, the state that is read
    afterwards shows it, and the user sees an error.

    Raises:
        HomeAssistantError: The phone did not follow.

    """
    if await _read(phone) is is_on:
        return
    if is_value(phone.data.settings, DO_NOT_DISTURB_PER_LINE, ON):
        raise _error("do_not_disturb_per_line", phone)
    for method in _methods(phone):
        if not await _press(phone, method):
            continue
        for pause in READ_PAUSES:
            await asyncio.sleep(pause)
            if await _read(phone) is is_on:
                phone.capabilities.async_set_key_press(method, works=True)
                return
        _count_failure(phone, method)
    if not can_set_do_not_disturb(phone):
        # The binary sensor replaces the switch.
        phone.hass.config_entries.async_schedule_reload(phone.config_entry.entry_id)
        raise _error("do_not_disturb_not_supported", phone)
    raise _error("do_not_disturb_not_followed", phone)


async def _read(phone: PhoneCoordinator) -> bool:
    """Read whether do not disturb is on."""
    await phone.async_read_tier(Tier.DO_NOT_DISTURB)
    is_on = phone.data.do_not_disturb
    if is_on is None or not phone.last_update_success:
        raise _error("do_not_disturb_unknown", phone)
    return is_on


async def _press(phone: PhoneCoordinator, method: KeyMethod) -> bool:
    """Press the key; return False if the phone refuses this method."""
    login = message_login(phone.config_entry.options)
    try:
        if method is KeyMethod.REST:
            await phone.async_read(phone.client.press_key(KEY))
        elif login:
            await phone.async_read(phone.client.screen.press_key(KEY, login=login))
    except HomeAssistantError as err:
        cause = err.__cause__
        is_refusal = isinstance(cause, UcsCommandError) and not isinstance(
            cause, UcsDangerousError | UcsDefaultPasswordError
        )
        if not is_refusal or phone.capabilities.key_presses.get(method):
            raise
        phone.capabilities.async_set_key_press(method, works=False)
        return False
    return True


def _count_failure(phone: PhoneCoordinator, method: KeyMethod) -> None:
    """Count a press without effect, unless the method has worked before."""
    if phone.capabilities.key_presses.get(method):
        return
    failures = phone.capabilities.key_failures
    failures[method] += 1
    if failures[method] >= MAX_FAILURES:
        phone.capabilities.async_set_key_press(method, works=False)


def _error(translation_key: str, phone: PhoneCoordinator) -> HomeAssistantError:
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders={"phone": phone.name},
    )
