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

from .calls import CallCommand
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import PolyPhoneEntity
from .ucs import DeviceInfo

# The phone takes one command at a time.
PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PolyPhoneButtonDescription(ButtonEntityDescription):
    """What a button does, and on which phones."""

    exists_fn: Callable[[DeviceInfo], bool] = lambda _: True
    press_fn: Callable[[PhoneCoordinator], Awaitable[None]]


BUTTONS = (
    PolyPhoneButtonDescription(
        key="answer",
        translation_key="answer",
        exists_fn=lambda device: device.has_call_control,
        press_fn=lambda phone: phone.async_call_command(CallCommand.ANSWER),
    ),
    PolyPhoneButtonDescription(
        key="end_call",
        translation_key="end_call",
        exists_fn=lambda device: device.has_call_control,
        press_fn=lambda phone: phone.async_call_command(CallCommand.END),
    ),
    PolyPhoneButtonDescription(
        key="reject",
        translation_key="reject",
        exists_fn=lambda device: device.has_call_control,
        press_fn=lambda phone: phone.async_call_command(CallCommand.REJECT),
    ),
    PolyPhoneButtonDescription(
        key="restart",
        translation_key="restart",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        press_fn=lambda phone: phone.async_execute(phone.client.restart()),
    ),
    PolyPhoneButtonDescription(
        key="reboot",
        translation_key="reboot",
        device_class=ButtonDeviceClass.RESTART,
        entity_category=EntityCategory.CONFIG,
        press_fn=lambda phone: phone.async_execute(phone.client.reboot()),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the buttons of a phone."""
    coordinator = entry.runtime_data
    async_add_entities(
        PolyPhoneButton(coordinator, description)
        for description in BUTTONS
        if description.exists_fn(coordinator.data.device)
    )


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
