"""Event entity of a phone: its calls."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .calls.events import CallEvent, CallEventType
from .coordinator import PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .phone.polling import Tier

# Reads only; the coordinator sends the requests.
PARALLEL_UPDATES = 0


@dataclass(frozen=True, kw_only=True)
class PolyPhoneEventDescription(PolyPhoneEntityDescription, EventEntityDescription):
    """Description of an event entity."""


EVENTS = (
    PolyPhoneEventDescription(
        key="call",
        translation_key="call",
        event_types=[kind.value for kind in CallEventType],
        tiers=frozenset({Tier.CALLS, Tier.CALL_LOG}),
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the event entity of a phone."""
    async_setup_descriptions(entry, async_add_entities, CallEventEntity, EVENTS)


class CallEventEntity(PolyPhoneEntity, EventEntity):
    """The events of the calls of a phone."""

    @override
    async def async_added_to_hass(self) -> None:
        """Subscribe to the call events."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.call_events.subscribe(self._fire))

    @callback
    def _fire(self, event: CallEvent) -> None:
        """Fire an event."""
        duration = event.duration
        self._trigger_event(
            event.kind,
            {
                "call_id": event.call_id,
                "direction": event.direction,
                "number": event.number,
                "name": self.coordinator.name_of(event),
                "line": event.line,
                "duration": round(duration.total_seconds()) if duration else None,
            },
        )
        self.write_if_changed()
