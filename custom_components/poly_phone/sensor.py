"""Sensors of a phone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

from homeassistant.components.sensor import (
    SensorDeviceClass,
    SensorEntity,
    SensorEntityDescription,
)
from homeassistant.const import EntityCategory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.helpers.typing import StateType

from .calls import PhoneState, Presence, focused, phone_state, presence
from .coordinator import PhoneCoordinator, PhoneData, PolyPhoneConfigEntry, Tier
from .entity import PolyPhoneEntity

# Reads only; the coordinator talks to the phone.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PolyPhoneSensorDescription(SensorEntityDescription):
    """What a sensor shows, and of which parts of the phone's state."""

    tiers: frozenset[Tier]
    value_fn: Callable[[PhoneData], StateType | datetime]
    attributes_fn: Callable[[PhoneData], Mapping[str, Any]] | None = None


def _call_state(data: PhoneData) -> PhoneState | None:
    return None if data.calls is None else phone_state(data.calls)


def _reported_presence(data: PhoneData) -> Presence | None:
    word = (data.presence or "").lower().replace(" ", "_")
    return Presence(word) if word in Presence else None


def _presence(data: PhoneData) -> Presence | None:
    return _reported_presence(data) or presence(_call_state(data), data.lines)


def _remote_party(data: PhoneData) -> str | None:
    call = focused(data.calls or ())
    return (call.name or call.number) if call else None


def _remote_number(data: PhoneData) -> Mapping[str, Any]:
    call = focused(data.calls or ())
    return {"number": call.number if call else None}


def _call_started(data: PhoneData) -> datetime | None:
    call = focused(data.tracked_calls or ())
    return call.started_at if call else None


SENSORS = (
    PolyPhoneSensorDescription(
        key="call_state",
        translation_key="call_state",
        device_class=SensorDeviceClass.ENUM,
        options=[state.value for state in PhoneState],
        tiers=frozenset({Tier.CALLS}),
        value_fn=_call_state,
    ),
    PolyPhoneSensorDescription(
        key="presence",
        translation_key="presence",
        device_class=SensorDeviceClass.ENUM,
        options=[state.value for state in Presence],
        tiers=frozenset({Tier.CALLS, Tier.LINES, Tier.PRESENCE}),
        value_fn=_presence,
        attributes_fn=lambda data: {
            "source": "phone" if _reported_presence(data) else "derived"
        },
    ),
    PolyPhoneSensorDescription(
        key="remote_party",
        translation_key="remote_party",
        tiers=frozenset({Tier.CALLS}),
        value_fn=_remote_party,
        attributes_fn=_remote_number,
    ),
    PolyPhoneSensorDescription(
        key="call_started",
        translation_key="call_started",
        device_class=SensorDeviceClass.TIMESTAMP,
        tiers=frozenset({Tier.CALLS}),
        value_fn=_call_started,
    ),
    PolyPhoneSensorDescription(
        key="uptime",
        translation_key="uptime",
        device_class=SensorDeviceClass.UPTIME,
        entity_category=EntityCategory.DIAGNOSTIC,
        tiers=frozenset({Tier.DEVICE}),
        value_fn=lambda data: data.started_at,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of a phone."""
    async_add_entities(
        PolyPhoneSensor(entry.runtime_data, description) for description in SENSORS
    )


class PolyPhoneSensor(PolyPhoneEntity, SensorEntity):
    """A sensor of a phone."""

    entity_description: PolyPhoneSensorDescription

    def __init__(
        self, coordinator: PhoneCoordinator, description: PolyPhoneSensorDescription
    ) -> None:
        """Set up a sensor."""
        super().__init__(coordinator, description, description.tiers)

    @property
    @override
    def native_value(self) -> StateType | datetime:
        """Return what the sensor shows."""
        return self.entity_description.value_fn(self.coordinator.data)

    @property
    @override
    def extra_state_attributes(self) -> Mapping[str, Any] | None:
        """Return what else the sensor tells."""
        if (attributes_fn := self.entity_description.attributes_fn) is None:
            return None
        return attributes_fn(self.coordinator.data)
