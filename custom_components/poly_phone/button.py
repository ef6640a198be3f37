"""Buttons of a phone."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import override

from homeassistant.components.button import (
    ButtonDeviceClass,
    ButtonEntity,
    ButtonEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .calls.selection import CALL_COMMANDS, CallCommand
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .ucs import Command

# The phone runs one command at a time.
PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PolyPhoneButtonDescription(PolyPhoneEntityDescription, ButtonEntityDescription):
    """Description of a button."""

    press_fn: Callable[[PhoneCoordinator], Awaitable[None]]


def _call_button(
    key: str, command: CallCommand, *, is_enabled: bool = True
) -> PolyPhoneButtonDescription:
    """Return the description of a button that runs a call command."""
    return PolyPhoneButtonDescription(
        key=key,
        translation_key=key,
        entity_registry_enabled_default=is_enabled,
        commands=(CALL_COMMANDS[command].command,),
        press_fn=lambda phone: phone.async_call_command(command),
    )


async def _restart(phone: PhoneCoordinator, command: Awaitable[None]) -> None:
    """Restart the phone, which is then no effect of a setting."""
    phone.setting_watch.async_restart_requested()
    await phone.async_execute(command)


BUTTONS = (
    _call_button("answer", CallCommand.ANSWER),
    _call_button("end_call", CallCommand.END),
    _call_button("reject", CallCommand.REJECT),
    _call_button("ignore", CallCommand.IGNORE, is_enabled=False),
    PolyPhoneButtonDescription(
        key="mark_missed_calls_seen",
        translation_key="mark_missed_calls_seen",
        commands=(Command.CALL_LOG,),
        press_fn=lambda phone: phone.async_mark_missed_calls_seen(),
    ),
    PolyPhoneButtonDescription(
        key="restart",
        translation_key="restart",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        commands=(Command.RESTART,),
        press_fn=lambda phone: _restart(phone, phone.client.restart()),
    ),
    PolyPhoneButtonDescription(
        key="reboot",
        translation_key="reboot",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        commands=(Command.REBOOT,),
        press_fn=lambda phone: _restart(phone, phone.client.reboot()),
    ),
    PolyPhoneButtonDescription(
        key="update_configuration",
        translation_key="update_configuration",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        commands=(Command.UPDATE_CONFIGURATION,),
        press_fn=lambda phone: phone.async_execute(phone.client.update_configuration()),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of a phone."""
    async_setup_descriptions(entry, async_add_entities, PolyPhoneButton, BUTTONS)


class PolyPhoneButton(PolyPhoneEntity, ButtonEntity):
    """A button of a phone."""

    entity_description: PolyPhoneButtonDescription

    @override
    async def async_press(self) -> None:
        """Press the button."""
        await self.entity_description.press_fn(self.coordinator)
