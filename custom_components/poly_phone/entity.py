"""Base of all entities of a phone."""

from typing import override

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from yarl import URL

from .const import CONF_TLS, DOMAIN
from .coordinator import PhoneCoordinator
from .phone.polling import Tier


@callback
def async_register_device(hass: HomeAssistant, phone: PhoneCoordinator) -> None:
    """Tell Home Assistant once what the phone is, instead of with every entity."""
    entry, device = phone.config_entry, phone.data.device
    dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        identifiers={(DOMAIN, phone.mac)},
        connections={(dr.CONNECTION_NETWORK_MAC, phone.mac)},
        name=entry.title,
        manufacturer="Poly",
        model=device.model,
        serial_number=device.mac,
        sw_version=device.firmware,
        configuration_url=str(
            URL.build(
                scheme="https" if entry.data[CONF_TLS] else "http",
                host=entry.data[CONF_HOST],
                port=entry.data[CONF_PORT],
            )
        ),
    )


class PolyPhoneEntity(CoordinatorEntity[PhoneCoordinator]):
    """Something of a phone."""

    _attr_has_entity_name = True

    def __init__(
        self,
        coordinator: PhoneCoordinator,
        description: EntityDescription,
        tiers: frozenset[Tier],
    ) -> None:
        """Set up an entity that needs some parts of the phone's state."""
        super().__init__(coordinator, context=tiers)
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.mac}_{description.key}"
        # Was described once, and need not be compared anew with each entity.
        self.device_entry = coordinator.device
        self._written: object = None

    @property
    def _shown(self) -> object:
        """What it shows of the phone; most show no more than whether that answers."""
        return self.available

    @override
    async def async_added_to_hass(self) -> None:
        """Follow the phone; Home Assistant writes the first state right after this."""
        await super().async_added_to_hass()
        self._written = self._shown

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Write the state where it would differ: most news are about other entities."""
        if (shown := self._shown) != self._written:
            self._written = shown
            super()._handle_coordinator_update()
