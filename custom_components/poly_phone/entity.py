"""Base class of the entities of a phone, and their registration."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import override

from homeassistant.const import CONF_HOST, CONF_PORT
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.entity import EntityDescription
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)
from homeassistant.helpers.update_coordinator import CoordinatorEntity
from yarl import URL

from .const import CONF_TLS, DOMAIN
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .phone.polling import Tier
from .ucs import Command


@dataclass(frozen=True, kw_only=True)
class PolyPhoneEntityDescription(EntityDescription):
    """Description of an entity, with what it needs of the phone."""

    tiers: frozenset[Tier] = frozenset()
    """The parts of the state that it shows. Only needed parts are polled."""

    parameters: frozenset[str] = frozenset()
    """The parameters of the phone that it shows, with `Tier.SETTINGS`."""

    commands: tuple[Command, ...] = ()
    """The commands that the phone must support."""

    exists_fn: Callable[[PhoneCoordinator], bool | None] = lambda _: True
    """Returns whether the phone has the entity; None while that is unknown."""

    @property
    def needs(self) -> frozenset[str]:
        """All that the coordinator reads for the entity."""
        return self.tiers | self.parameters


class PolyPhoneEntity(CoordinatorEntity[PhoneCoordinator]):
    """Base class of the entities of a phone."""

    _attr_has_entity_name = True

    def __init__(
        self, coordinator: PhoneCoordinator, description: PolyPhoneEntityDescription
    ) -> None:
        """Set up an entity."""
        super().__init__(coordinator, context=description.needs)
        self.entity_description = description
        self._attr_unique_id = f"{coordinator.mac}_{description.key}"
        self.device_entry = coordinator.device
        self._written: tuple[object, ...] = ()

    @property
    def _values(self) -> tuple[object, ...]:
        """Return all values of the state that can change."""
        if not self.available:
            return ()
        return self.state, self.state_attributes, self.extra_state_attributes

    @override
    async def async_added_to_hass(self) -> None:
        """Subscribe to updates; Home Assistant writes the first state after this."""
        await super().async_added_to_hass()
        self._written = self._values

    @callback
    def write_if_changed(self) -> None:
        """Write the state if it differs; most updates concern other entities."""
        if (values := self._values) != self._written:
            self._written = values
            self.async_write_ha_state()

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        self.write_if_changed()


@callback
def async_register_device(hass: HomeAssistant, phone: PhoneCoordinator) -> None:
    """Register the device once, instead of with every entity."""
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


@callback
def async_setup_descriptions[DescriptionT: PolyPhoneEntityDescription](
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entity_class: Callable[[PhoneCoordinator, DescriptionT], PolyPhoneEntity],
    descriptions: Iterable[DescriptionT],
    *,
    is_unknown: Callable[[str], bool] = lambda _: False,
) -> None:
    """Add the entities that the phone supports, and remove those it no longer does.

    Other firmware, options or versions of this integration may have had more of them.
    A phone that cannot be reached is not set up, so it keeps all its entities.

    Args:
        entry: The config entry.
        async_add_entities: Adds entities to the platform.
        entity_class: The class of the entities.
        descriptions: The descriptions of all entities of the platform.
        is_unknown: Returns whether the phone did not report if it has a key.

    """
    phone = entry.runtime_data
    undecided = {
        description.key: description
        for description in descriptions
        if phone.client.supports(*description.commands)
    }
    keys: set[str] = set()

    @callback
    def add() -> None:
        """Add the entities of which the phone has just reported that it has them."""
        exists = {key: one.exists_fn(phone) for key, one in undecided.items()}
        found = [undecided.pop(key) for key, has in exists.items() if has is not None]
        found = [description for description in found if exists[description.key]]
        keys.update(description.key for description in found)
        if found:
            async_add_entities(
                entity_class(phone, description) for description in found
            )

    add()
    domain = async_get_current_platform().domain
    registry = er.async_get(phone.hass)
    for registered in er.async_entries_for_config_entry(registry, entry.entry_id):
        key = registered.unique_id.removeprefix(f"{phone.mac}_")
        is_left = key in keys or key in undecided or is_unknown(key)
        if registered.domain == domain and not is_left:
            registry.async_remove(registered.entity_id)
    if undecided:
        needs = frozenset().union(*(one.needs for one in undecided.values()))
        entry.async_on_unload(phone.async_add_listener(add, needs))
