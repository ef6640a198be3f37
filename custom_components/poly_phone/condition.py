"""Conditions of automations: the state of a phone."""

from typing import override

from homeassistant.const import STATE_ON, Platform
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .automation_targets import filter_phone_entities
from .calls.phone_state import PhoneState


class PhoneCondition(EntityStateConditionBase):
    """A condition on the state of one entity of each phone."""

    _translation_key: str

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the entities that the condition tests."""
        return filter_phone_entities(
            self._hass, super().entity_filter(entities), self._translation_key
        )

    # All phones are idle only if the state of each is known, and if there is a phone.
    # Otherwise an automation would run because of an unknown state.

    @override
    def _should_include(self, _state: State) -> bool:
        return True

    @override
    def _check_all_match_state(self, states: list[State]) -> bool:
        return bool(states) and super()._check_all_match_state(states)


def _is(
    state: str, domains: str | tuple[str, ...], translation_key: str
) -> type[Condition]:
    """Return a condition class for a state of an entity."""
    names = (domains,) if isinstance(domains, str) else domains
    domain_specs = {name: DomainSpec() for name in names}
    states: set[str | bool] = {state}

    class IsCondition(PhoneCondition):
        """Passes while an entity has a state."""

        _domain_specs = domain_specs
        _translation_key = translation_key
        _states = states

    return IsCondition


CONDITIONS: dict[str, type[Condition]] = {
    # Phones that only report do not disturb have a binary sensor for it.
    "is_do_not_disturb": _is(
        STATE_ON, (Platform.SWITCH, Platform.BINARY_SENSOR), "do_not_disturb"
    ),
    "is_idle": _is(PhoneState.IDLE, Platform.SENSOR, "call_state"),
    "is_in_call": _is(STATE_ON, Platform.BINARY_SENSOR, "in_call"),
    "is_muted": _is(STATE_ON, Platform.SWITCH, "mute"),
    "is_ringing": _is(STATE_ON, Platform.BINARY_SENSOR, "ringing"),
}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
