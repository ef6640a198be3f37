"""Events of a phone."""

from typing import Final, override

from homeassistant.components.event import EventEntity, EventEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .calls.events import CallEvent, CallEventType
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import PolyPhoneEntity
from .offer import async_offer
from .phone.polling import Tier

# Reads only; the coordinator talks to the phone.
PARALLEL_UPDATES = 0

CALL: Final = EventEntityDescription(
    key="call",
    translation_key="call",
    event_types=[kind.value for kind in CallEventType],
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the events of a phone."""
    async_offer(entry, async_add_entities, [CallEventEntity(entry.runtime_data)])


class CallEventEntity(PolyPhoneEntity, EventEntity):
    """What happens to the calls of a phone."""

    def __init__(self, coordinator: PhoneCoordinator) -> None:
        """Set up the event."""
        super().__init__(coordinator, CALL, frozenset({Tier.CALLS, Tier.CALL_LOG}))

    @override
    async def async_added_to_hass(self) -> None:
        """Listen to the phone."""
        await super().async_added_to_hass()
        self.async_on_remove(self.coordinator.async_subscribe_events(self._handle))

    @callback
    def _handle(self, event: CallEvent) -> None:
        """Tell what happened."""
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
        self.async_write_ha_state()
