"""Choices of a phone."""

from typing import Final, override

from homeassistant.components.select import SelectEntity, SelectEntityDescription
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import PolyPhoneEntity
from .offer import async_offer
from .phone.polling import Tier
from .ucs import Command, TransferType

# The phone takes one command at a time.
PARALLEL_UPDATES = 1

TRANSFER_TYPES: Final[dict[str, TransferType]] = {
    "consultative": "Consultative",
    "blind": "Blind",
    "safe": "Safe",
}

TRANSFER_TYPE = SelectEntityDescription(
    key="transfer_type",
    translation_key="transfer_type",
    entity_category=EntityCategory.CONFIG,
    entity_registry_enabled_default=False,
    options=list(TRANSFER_TYPES),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the choices of a phone."""
    coordinator = entry.runtime_data
    is_there = coordinator.client.supports(Command.TRANSFER_TYPE)
    choices = [TransferTypeSelect(coordinator)] if is_there else []
    async_offer(entry, async_add_entities, choices)


class TransferTypeSelect(PolyPhoneEntity, SelectEntity):
    """How the transfer key of the phone transfers."""

    def __init__(self, coordinator: PhoneCoordinator) -> None:
        """Set up the choice."""
        super().__init__(coordinator, TRANSFER_TYPE, frozenset({Tier.TRANSFER_TYPE}))

    @property
    @override
    def _shown(self) -> object:
        return super()._shown, self.current_option

    @property
    @override
    def current_option(self) -> str | None:
        """Return what is chosen."""
        option = (self.coordinator.data.transfer_type or "").lower()
        return option if option in TRANSFER_TYPES else None

    @override
    async def async_select_option(self, option: str) -> None:
        """Choose."""
        await self.coordinator.async_execute(
            self.coordinator.client.set_transfer_type(TRANSFER_TYPES[option]),
            then=Tier.TRANSFER_TYPE,
        )
