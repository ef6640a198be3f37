"""Select entity of a phone: the transfer type."""

from dataclasses import dataclass
from typing import Final, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .phone.polling import Tier
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


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the select entity of a phone."""
    async_setup_descriptions(entry, async_add_entities, TransferTypeSelect, SELECTS)


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
