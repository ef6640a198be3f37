"""Number entities of a phone: settings with a range."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.number import (
    NumberEntity,
    NumberEntityDescription,
    NumberMode,
)
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
from .setting_entities import async_write, describe

# The phone runs one command at a time.
PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PolyPhoneNumberDescription(PolyPhoneEntityDescription, NumberEntityDescription):
    """Description of a number entity."""

    setting: Setting


NUMBERS = tuple(
    PolyPhoneNumberDescription(
        **describe(setting),
        setting=setting,
        mode=NumberMode.SLIDER,
        native_min_value=setting.range[0],
        native_max_value=setting.range[1],
        native_step=1,
        native_unit_of_measurement=setting.unit,
    )
    for setting in settings_of(Platform.NUMBER)
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the number entities of a phone."""
    async_setup_descriptions(entry, async_add_entities, PolyPhoneNumber, NUMBERS)


class PolyPhoneNumber(PolyPhoneEntity, NumberEntity):
    """A setting with a range."""

    entity_description: PolyPhoneNumberDescription

    @property
    @override
    def native_value(self) -> int | None:
        """Return the number."""
        return self.entity_description.setting.number(self.coordinator.data.settings)

    @override
    async def async_set_native_value(self, value: float) -> None:
        """Set the number."""
        setting = self.entity_description.setting
        await async_write(self.coordinator, setting, str(round(value)))
