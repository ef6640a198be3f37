"""Conditions of automations: what a phone does right now."""

from typing import override

from homeassistant.const import STATE_ON, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .automation_targets import own_entities
from .calls.tracking import PhoneState


class PhoneCondition(EntityStateConditionBase):
    """A condition on the state of one entity of each phone."""

    _translation_key: str

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities to look at."""
        return own_entities(
            self._hass, super().entity_filter(entities), self._translation_key
        )

    # All phones are idle only if each is known to be, and if there is one: what
    # is not known must not let an automation through.

    @override
    def _should_include(self, _state: State) -> bool:
        return True

    @override
    def _check_all_match_state(self, states: list[State]) -> bool:
        return bool(states) and super()._check_all_match_state(states)


def _is(state: str, domain: str, translation_key: str) -> type[Condition]:
    """Return the condition that an entity is in a state."""
    domain_specs = {domain: DomainSpec()}
    states: set[str | bool] = {state}

    class IsCondition(PhoneCondition):
        """Condition that an entity is in a state."""

        _domain_specs = domain_specs
        _translation_key = translation_key
        _states = states

    return IsCondition


CONDITIONS: dict[str, type[Condition]] = {
    "is_idle": _is(PhoneState.IDLE, Platform.SENSOR, "call_state"),
    "is_in_call": _is(STATE_ON, Platform.BINARY_SENSOR, "in_call"),
    "is_muted": _is(STATE_ON, Platform.SWITCH, "mute"),
    "is_ringing": _is(STATE_ON, Platform.BINARY_SENSOR, "ringing"),
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
