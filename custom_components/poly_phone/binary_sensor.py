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

from .calls.phone_state import PhoneState, is_in_use, phone_state
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .phone.polling import Tier
from .phone.state import PhoneData
from .screen.do_not_disturb import (
    can_set_do_not_disturb,
    reports_do_not_disturb,
)
from .ucs import Line

# Reads only; the coordinator sends the requests.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PolyPhoneBinarySensorDescription(
    PolyPhoneEntityDescription, BinarySensorEntityDescription
):
    """Description of a binary sensor."""

    is_on_fn: Callable[[PhoneData], bool | None]
    attributes_fn: Callable[[PhoneData], Mapping[str, Any] | None] = lambda _: None


def _is_ringing(data: PhoneData) -> bool | None:
    """Return whether any call rings, also during another call."""
    if data.calls is None:
        return None
    return any(phone_state([call]) is PhoneState.RINGING for call in data.calls)


def _only_reports_do_not_disturb(phone: PhoneCoordinator) -> bool | None:
    """Return whether do not disturb cannot be set; None while that is unknown."""
    return not can_set_do_not_disturb(phone) and reports_do_not_disturb(phone)


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
        exists_fn=_only_reports_do_not_disturb,
        is_on_fn=lambda data: data.do_not_disturb,
    ),
    PolyPhoneBinarySensorDescription(
        key="push",
        translation_key="push",
        entity_category=EntityCategory.DIAGNOSTIC,
        is_on_fn=lambda data: data.is_push_proven,
    ),
)


def line_description(number: int) -> PolyPhoneBinarySensorDescription:
    """Return the description of the registration of a line, 1 for the first."""

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
    phone = entry.runtime_data
    count = len(phone.data.lines or ())

    @callback
    def update_lines() -> None:
        """Add the entities of new lines, and remove those of deleted lines."""
        nonlocal count
        lines = phone.data.lines
        if lines is None or len(lines) == count:
            return
        async_add_entities(
            PolyPhoneBinarySensor(phone, line_description(number))
            for number in range(count + 1, len(lines) + 1)
        )
        count = len(lines)
        registry = er.async_get(hass)
        for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
            prefix, _, number = entity.unique_id.rpartition("_line_")
            if prefix and int(number) > count:
                registry.async_remove(entity.entity_id)

    def is_unknown(key: str) -> bool:
        return key.startswith("line_") and phone.data.lines is None

    lines = (line_description(number) for number in range(1, count + 1))
    async_setup_descriptions(
        entry,
        async_add_entities,
        PolyPhoneBinarySensor,
        (*BINARY_SENSORS, *lines),
        is_unknown=is_unknown,
    )
    entry.async_on_unload(phone.async_add_listener(update_lines))


class PolyPhoneBinarySensor(PolyPhoneEntity, BinarySensorEntity):
    """A binary sensor of a phone."""

    entity_description: PolyPhoneBinarySensorDescription

    @property
    @override
    def is_on(self) -> bool | None:
        """Return whether the sensor is on."""
        return self.entity_description.is_on_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return the attributes of the sensor."""
        return self.entity_description.attributes_fn(self.coordinator.data)
