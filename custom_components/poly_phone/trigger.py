"""Triggers of automations: call events and state changes of a phone."""

from typing import override

from homeassistant.components.event import ATTR_EVENT_TYPE
from homeassistant.const import STATE_OFF, STATE_ON, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    EntityTargetStateTriggerBase,
    EntityTriggerBase,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
    Trigger,
)

from .automation_targets import filter_phone_entities
from .calls.events import CallEventType


class PhoneTrigger(EntityTriggerBase):
    """A trigger that watches one entity of each phone."""

    _translation_key: str

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities to watch."""
        return filter_phone_entities(
            self._hass, super().entity_filter(entities), self._translation_key
        )


def _call_event(event_type: CallEventType) -> type[Trigger]:
    """Return a trigger class for a type of call event."""
    domain_specs: dict[str, DomainSpec] = {Platform.EVENT: DomainSpec()}

    class CallEventTrigger(PhoneTrigger, StatelessEntityTriggerBase):
        """Fires for a call event."""

        _domain_specs = domain_specs
        _translation_key = "call"

        @override
        def is_valid_state(
            self, state: State, report_not_triggered: NotTriggeredReasonReporter
        ) -> bool:
            """Return whether the latest event has this type."""
            return bool(state.attributes.get(ATTR_EVENT_TYPE) == event_type)

    return CallEventTrigger


def _turned(
    state: str,
    domains: str | tuple[str, ...],
    translation_key: str,
    *,
    primary_entities_only: bool = True,
) -> type[Trigger]:
    """Return a trigger class for an entity that turns on or off."""
    names = (domains,) if isinstance(domains, str) else domains
    domain_specs = {name: DomainSpec() for name in names}
    to_states = {state}

    class TurnedTrigger(PhoneTrigger, EntityTargetStateTriggerBase):
        """Fires when an entity turns on or off."""

        _domain_specs = domain_specs
        _translation_key = translation_key
        _to_states = to_states
        _primary_entities_only = primary_entities_only

    return TurnedTrigger


# Phones that only report do not disturb have a binary sensor for it.
_DO_NOT_DISTURB = (Platform.SWITCH, Platform.BINARY_SENSOR)

TRIGGERS: dict[str, type[Trigger]] = {
    "incoming_call": _call_event(CallEventType.INCOMING),
    "call_connected": _call_event(CallEventType.CONNECTED),
    "call_ended": _call_event(CallEventType.ENDED),
    "call_missed": _call_event(CallEventType.MISSED),
    "do_not_disturb_on": _turned(STATE_ON, _DO_NOT_DISTURB, "do_not_disturb"),
    "do_not_disturb_off": _turned(STATE_OFF, _DO_NOT_DISTURB, "do_not_disturb"),
    "muted": _turned(STATE_ON, Platform.SWITCH, "mute"),
    "unmuted": _turned(STATE_OFF, Platform.SWITCH, "mute"),
    # Lines are diagnostic entities, which targets leave out by default.
    "line_lost": _turned(
        STATE_OFF, Platform.BINARY_SENSOR, "line", primary_entities_only=False
    ),
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
