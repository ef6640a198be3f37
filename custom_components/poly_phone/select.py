"""Select entities of a phone: the transfer type and the ringtone."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory, Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .phone.polling import Tier
from .phone.settings import Setting, settings_of
from .setting_entities import async_write, describe
from .ucs import Command, TransferType

# The phone runs one command at a time.
PARALLEL_UPDATES = 1

TRANSFER_TYPES: Final[dict[str, TransferType]] = {
    "consultative": "Consultative",
    "blind": "Blind",
    "safe": "Safe",
}


@dataclass(frozen=True, kw_only=True)
class PolyPhoneSelectDescription(PolyPhoneEntityDescription, SelectEntityDescription):
    """Description of a select entity."""


@dataclass(frozen=True, kw_only=True)
class SettingSelectDescription(PolyPhoneSelectDescription):
    """Description of a setting with options."""

    setting: Setting


SELECTS = (
    PolyPhoneSelectDescription(
        key="transfer_type",
        translation_key="transfer_type",
        entity_category=EntityCategory.CONFIG,
        entity_registry_enabled_default=False,
        options=list(TRANSFER_TYPES),
        tiers=frozenset({Tier.TRANSFER_TYPE}),
        commands=(Command.TRANSFER_TYPE,),
    ),
)


SETTING_SELECTS = tuple(
    SettingSelectDescription(
        **describe(setting), setting=setting, options=list(setting.options)
    )
    for setting in settings_of(Platform.SELECT)
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the select entities of a phone."""
    async_setup_descriptions(
        entry, async_add_entities, _select, (*SELECTS, *SETTING_SELECTS)
    )


def _select(
    phone: PhoneCoordinator, description: PolyPhoneSelectDescription
) -> PolyPhoneEntity:
    """Return the entity of a description."""
    if isinstance(description, SettingSelectDescription):
        return SettingSelect(phone, description)
    return TransferTypeSelect(phone, description)


class TransferTypeSelect(PolyPhoneEntity, SelectEntity):
    """The transfer type of the transfer key."""

    @property
    @override
    def current_option(self) -> str | None:
        """Return the transfer type."""
        option = (self.coordinator.data.transfer_type or "").lower()
        return option if option in TRANSFER_TYPES else None

    @override
    async def async_select_option(self, option: str) -> None:
        """Select the transfer type."""
        await self.coordinator.async_execute(
            self.coordinator.client.set_transfer_type(TRANSFER_TYPES[option]),
            then=Tier.TRANSFER_TYPE,
        )


class SettingSelect(PolyPhoneEntity, SelectEntity):
    """A setting with options."""

    entity_description: SettingSelectDescription

    @property
    @override
    def current_option(self) -> str | None:
        """Return the option, None if the phone has another value."""
        description = self.entity_description
        option = description.setting.value(self.coordinator.data.settings)
        return option if option in description.setting.options else None

    @override
    async def async_select_option(self, option: str) -> None:
        """Select an option."""
        await async_write(self.coordinator, self.entity_description.setting, option)
