"""Text entity of a phone: the number that calls are forwarded to."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.text import TextEntity, TextEntityDescription
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .phone.settings import Setting, settings_of
from .setting_entities import async_write, describe, destination

# The phone runs one command at a time.
PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PolyPhoneTextDescription(PolyPhoneEntityDescription, TextEntityDescription):
    """Description of a text entity."""

    setting: Setting


TEXTS = tuple(
    PolyPhoneTextDescription(**describe(setting), setting=setting)
    for setting in settings_of(Platform.TEXT)
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the text entity of a phone."""
    async_setup_descriptions(entry, async_add_entities, PolyPhoneText, TEXTS)


class PolyPhoneText(PolyPhoneEntity, TextEntity):
    """A setting that is a number or an address."""

    entity_description: PolyPhoneTextDescription

    @property
    @override
    def native_value(self) -> str | None:
        """Return the number or the address."""
        return self.entity_description.setting.value(self.coordinator.data.settings)

    @override
    async def async_set_value(self, value: str) -> None:
        """Set the number or the address; it may be empty."""
        phone, setting = self.coordinator, self.entity_description.setting
        await async_write(phone, setting, destination(phone, value))
