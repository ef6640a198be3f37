"""Binary sensors of a phone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, override

from homeassistant.components.binary_sensor import (
    BinarySensorDeviceClass,
    BinarySensorEntity,
    BinarySensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .calls.tracking import PhoneState, is_in_use, phone_state
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import PolyPhoneEntity
from .offer import async_offer
from .phone.polling import PhoneData, Tier
from .ucs import Line

# Reads only; the coordinator talks to the phone.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PolyPhoneBinarySensorDescription(BinarySensorEntityDescription):
    """What a binary sensor shows, and of which parts of the phone's state."""

    tiers: frozenset[Tier]
    exists_fn: Callable[[PhoneData], bool] = lambda _: True
    is_on_fn: Callable[[PhoneData], bool | None]
    attributes_fn: Callable[[PhoneData], Mapping[str, Any] | None] = lambda _: None


def _is_ringing(data: PhoneData) -> bool | None:
    """Tell whether any call rings, also during another one."""
    if data.calls is None:
        return None
    return any(phone_state([call]) is PhoneState.RINGING for call in data.calls)


BINARY_SENSORS = (
    PolyPhoneBinarySensorDescription(
        key="in_call",
        translation_key="in_call",
        tiers=frozenset({Tier.CALLS}),
        is_on_fn=lambda data: is_in_use(data.calls),
    ),
    PolyPhoneBinarySensorDescription(
        key="ringing",
        translation_key="ringing",
        tiers=frozenset({Tier.CALLS}),
        is_on_fn=_is_ringing,
    ),
    PolyPhoneBinarySensorDescription(
        key="do_not_disturb",
        translation_key="do_not_disturb",
        tiers=frozenset({Tier.DO_NOT_DISTURB}),
        exists_fn=lambda data: data.do_not_disturb is not None,
        is_on_fn=lambda data: data.do_not_disturb,
    ),
    PolyPhoneBinarySensorDescription(
        key="push",
        translation_key="push",
        entity_category=EntityCategory.DIAGNOSTIC,
        tiers=frozenset(),
        is_on_fn=lambda data: data.is_push_proven,
    ),
)


def _line(number: int) -> PolyPhoneBinarySensorDescription:
    """Describe the registration of a line."""

    def line(data: PhoneData) -> Line | None:
        lines = data.lines or ()
        return lines[number - 1] if number <= len(lines) else None

    def attributes(data: PhoneData) -> Mapping[str, Any]:
        found = line(data)
        return {
            "label": found.label if found else None,
            "address": found.address if found else None,
        }

    return PolyPhoneBinarySensorDescription(
        key=f"line_{number}",
        translation_key="line",
        translation_placeholders={"number": str(number)},
        device_class=BinarySensorDeviceClass.CONNECTIVITY,
        entity_category=EntityCategory.DIAGNOSTIC,
        tiers=frozenset({Tier.LINES}),
        is_on_fn=lambda data: found.is_registered if (found := line(data)) else None,
        attributes_fn=attributes,
    )


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the binary sensors of a phone."""
    coordinator = entry.runtime_data
    shown = len(coordinator.data.lines or ())

    @callback
    def follow_lines() -> None:
        """Add the lines that are new, and remove those that are gone."""
        nonlocal shown
        lines = coordinator.data.lines
        if lines is None or (count := len(lines)) == shown:
            return
        async_add_entities(
            PolyPhoneBinarySensor(coordinator, _line(number))
            for number in range(shown + 1, count + 1)
        )
        registry = er.async_get(hass)
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
            prefix, _, number = entity.unique_id.rpartition("_line_")
            if prefix and int(number) > count:
                registry.async_remove(entity.entity_id)
        shown = count

    def is_untold(key: str) -> bool:
        if key == "do_not_disturb":
            return coordinator.offers(Tier.DO_NOT_DISTURB)
        return key.startswith("line_") and coordinator.data.lines is None

    registrations = (_line(number) for number in range(1, shown + 1))
    binary_sensors = (
        PolyPhoneBinarySensor(coordinator, description)
        for description in (*BINARY_SENSORS, *registrations)
        if description.exists_fn(coordinator.data)
    )
    async_offer(entry, async_add_entities, binary_sensors, is_untold=is_untold)
    entry.async_on_unload(coordinator.async_add_listener(follow_lines))


class PolyPhoneBinarySensor(PolyPhoneEntity, BinarySensorEntity):
    """A binary sensor of a phone."""

    entity_description: PolyPhoneBinarySensorDescription

    def __init__(
        self,
        coordinator: PhoneCoordinator,
        description: PolyPhoneBinarySensorDescription,
    ) -> None:
        """Set up a binary sensor."""
        super().__init__(coordinator, description, description.tiers)

    @property
    @override
    def _shown(self) -> object:
        return super()._shown, self.is_on, self.extra_state_attributes

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the sensor is on."""
        return self.entity_description.is_on_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what else the sensor tells."""
        return self.entity_description.attributes_fn(self.coordinator.data)
