"""Descriptions and writes that the entities of all settings share."""

from collections.abc import Callable
from functools import partial
from typing import Any

from homeassistant.const import EntityCategory
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError

from .const import DOMAIN
from .coordinator import PhoneCoordinator
from .errors import as_home_assistant_error
from .phone.polling import Tier
from .phone.settings import ON, Setting
from .ucs import Command, UcsInputError, validate_destination


def describe(setting: Setting) -> dict[str, Any]:
    """Return the common arguments of the description of an entity."""
    return {
        "key": setting.key,
        "translation_key": setting.key,
        "entity_category": EntityCategory.CONFIG,
        "entity_registry_enabled_default": setting.is_enabled,
        "tiers": frozenset({Tier.SETTINGS}),
        "parameters": frozenset(setting.parameters),
        "commands": (Command.GET_CONFIGURATION, Command.SET_CONFIGURATION),
        "exists_fn": partial(_exists, setting),
    }


def _exists(setting: Setting, phone: PhoneCoordinator) -> bool | None:
    """Return whether the phone has a setting; None while that is unknown."""
    if setting.key in phone.capabilities.restarting:
        return False
    if phone.data.settings is None:
        return None
    return setting.parameter in phone.data.settings


def destination(phone: PhoneCoordinator, value: str) -> str:
    """Return a number or an address as the phone requires it; empty for none."""
    if not value.strip():
        return ""
    try:
        return validate_destination(value)
    except UcsInputError as err:
        kind = ServiceValidationError
        raise as_home_assistant_error(kind, err, phone.name) from err


async def async_write(phone: PhoneCoordinator, setting: Setting, value: str) -> None:
    """Write a setting, then compare it with the value that the phone reports."""
    known = phone.data.settings or {}
    if value == ON and not all(
        (found := known.get(name)) and found.value for name in setting.required
    ):
        raise _error(ServiceValidationError, "no_forward_number", phone)
    values = setting.writes(value, known)

    async def send() -> None:
        phone.setting_watch.async_writing(setting)
        await phone.client.config_set(values)
        phone.setting_watch.async_written(values)

    await phone.async_execute(send(), then=Tier.SETTINGS)
    settings = phone.data.settings
    if settings is None or not phone.last_update_success:
        raise _error(HomeAssistantError, "setting_not_confirmed", phone)
    if (found := settings.get(setting.parameter)) and found.value == value:
        return
    is_local = found is not None and found.source == "local"
    key = "setting_kept_at_phone" if is_local else "setting_not_taken"
    raise _error(HomeAssistantError, key, phone)


def _error[ErrorT: HomeAssistantError](
    kind: Callable[..., ErrorT], translation_key: str, phone: PhoneCoordinator
) -> ErrorT:
    return kind(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders={"phone": phone.name},
    )
