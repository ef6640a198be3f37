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

from .calls.tracking import CallCommand
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import PolyPhoneEntity
from .offer import async_offer
from .ucs import Command

# The phone takes one command at a time.
PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PolyPhoneButtonDescription(ButtonEntityDescription):
    """What a button does, and on which phones."""

    command: Command
    """What the phone must know for the button to make sense."""

    press_fn: Callable[[PhoneCoordinator], Awaitable[None]]


BUTTONS = (
    PolyPhoneButtonDescription(
        key="answer",
        translation_key="answer",
        command=Command.ANSWER_CALL,
        press_fn=lambda phone: phone.async_call_command(CallCommand.ANSWER),
    ),
    PolyPhoneButtonDescription(
        key="end_call",
        translation_key="end_call",
        command=Command.END_CALL,
        press_fn=lambda phone: phone.async_call_command(CallCommand.END),
    ),
    PolyPhoneButtonDescription(
        key="reject",
        translation_key="reject",
        command=Command.REJECT_CALL,
        press_fn=lambda phone: phone.async_call_command(CallCommand.REJECT),
    ),
    PolyPhoneButtonDescription(
        key="ignore",
        translation_key="ignore",
        entity_registry_enabled_default=False,
        command=Command.IGNORE_CALL,
        press_fn=lambda phone: phone.async_call_command(CallCommand.IGNORE),
    ),
    PolyPhoneButtonDescription(
        key="mark_missed_calls_seen",
        translation_key="mark_missed_calls_seen",
        command=Command.CALL_LOG,
        press_fn=lambda phone: phone.async_mark_missed_calls_seen(),
    ),
    PolyPhoneButtonDescription(
        key="restart",
        translation_key="restart",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        command=Command.RESTART,
        press_fn=lambda phone: phone.async_execute(phone.client.restart()),
    ),
    PolyPhoneButtonDescription(
        key="reboot",
        translation_key="reboot",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        command=Command.REBOOT,
        press_fn=lambda phone: phone.async_execute(phone.client.reboot()),
    ),
    PolyPhoneButtonDescription(
        key="update_configuration",
        translation_key="update_configuration",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        command=Command.UPDATE_CONFIGURATION,
        press_fn=lambda phone: phone.async_execute(phone.client.update_configuration()),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of a phone."""
    coordinator = entry.runtime_data
    buttons = (
        PolyPhoneButton(coordinator, description)
        for description in BUTTONS
        if coordinator.client.supports(description.command)
    )
    async_offer(entry, async_add_entities, buttons)


class PolyPhoneButton(PolyPhoneEntity, ButtonEntity):
    """A button of a phone."""

    entity_description: PolyPhoneButtonDescription

    def __init__(
        self, coordinator: PhoneCoordinator, description: PolyPhoneButtonDescription
    ) -> None:
        """Set up a button, which shows nothing of the phone's state."""
        super().__init__(coordinator, description, frozenset())

    @override
    async def async_press(self) -> None:
        """Press the button."""
        await self.entity_description.press_fn(self.coordinator)
