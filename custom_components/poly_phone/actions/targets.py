"""Finds the phones in the target of an action."""

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import ServiceCall, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from ..coordinator import PolyPhoneConfigEntry
from ..entries import phone_entries
from ..errors import action_error


@callback
def async_target_entries(call: ServiceCall) -> list[PolyPhoneConfigEntry]:
    """Return the entries of the target phones.

    Raises:
        ServiceValidationError: there is no target, or part of it is no loaded phone.

    """
    selection = TargetSelection(call.data)
    if not selection.has_any_target:
        raise action_error("no_target")
    selected = async_extract_referenced_entity_ids(
        call.hass, selection, primary_entities_only=False
    )
    devices = {
        device.id: device.config_entry_id
        for device_id in selected.referenced_devices
        if (device := dr.async_get(call.hass).async_get(device_id))
    }
    entities = {
        entity.entity_id: entity.config_entry_id
        for entity_id in selected.referenced | selected.indirectly_referenced
        if (entity := er.async_get(call.hass).async_get(entity_id))
    }
    phones = {entry.entry_id: entry for entry in phone_entries(call.hass)}
    owners = devices | entities
    if others := sorted(
        target
        for target in selection.device_ids | selected.referenced
        if owners.get(target) not in phones
    ):
        raise action_error("not_a_phone_target", others)
    found = [phones[key] for key in phones if key in owners.values()]
    if not found:
        raise action_error("no_phone_found")
    if not_loaded := [
        entry.title for entry in found if entry.state is not ConfigEntryState.LOADED
    ]:
        raise action_error("phone_not_loaded", not_loaded)
    return found
