"""Registers the actions, and finds the phones that they are meant for."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import (
    config_validation as cv,
    device_registry as dr,
    entity_registry as er,
)
from homeassistant.helpers.service import async_register_admin_service
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)
import voluptuous as vol

from .actions.emergency_numbers import async_is_person, is_emergency_number
from .actions.table import ACTIONS, Action
from .const import CONF_ALLOW_EMERGENCY, DOMAIN
from .coordinator import PolyPhoneConfigEntry
from .errors import refusal


@callback
def async_setup_services(hass: HomeAssistant) -> None:
    """Register the actions."""
    for name, action in ACTIONS.items():
        schema = vol.Schema({**cv.TARGET_SERVICE_FIELDS, **action.fields})
        if action.is_admin:
            async_register_admin_service(
                hass, DOMAIN, name, _handler(action), schema, action.response
            )
        else:
            hass.services.async_register(
                DOMAIN, name, _handler(action), schema, action.response
            )


def _handler(
    action: Action,
) -> Callable[[ServiceCall], Coroutine[Any, Any, ServiceResponse]]:
    """Return what carries out an action on the phones that it is meant for."""

    async def handle(call: ServiceCall) -> ServiceResponse:
        entries = _targets(call)
        if len(entries) > 1 and not action.takes_several:
            raise refusal("several_phones", [entry.title for entry in entries])
        for entry in entries:
            if not await _async_calls_for_help(call, action, entry):
                await _async_check_user(call, action, entry)
        results = await asyncio.gather(
            *(action.run(entry.runtime_data, call.data) for entry in entries),
            return_exceptions=True,
        )
        response: ServiceResponse = None
        for result in results:
            if isinstance(result, BaseException):
                raise result
            response = result
        return response if call.return_response else None

    return handle


async def _async_check_user(
    call: ServiceCall, action: Action, entry: PolyPhoneConfigEntry
) -> None:
    """Let users do with a phone what they may do with all of its main entities."""
    if call.context.user_id is None:
        return
    if not (user := await call.hass.auth.async_get_user(call.context.user_id)):
        raise UnknownUser(context=call.context)
    only_reads = action.response is SupportsResponse.ONLY
    policy = POLICY_READ if only_reads else POLICY_CONTROL
    for entity in er.async_entries_for_config_entry(
        er.async_get(call.hass), entry.entry_id
    ):
        if entity.entity_category is None and not user.permissions.check_entity(
            entity.entity_id, policy
        ):
            raise Unauthorized(
                context=call.context, entity_id=entity.entity_id, permission=policy
            )


async def _async_calls_for_help(
    call: ServiceCall, action: Action, entry: PolyPhoneConfigEntry
) -> bool:
    """Tell whether a person calls for help, from which nobody is kept.

    Raises:
        ServiceValidationError: something else does, which the owner did not allow.

    """
    number = action.dials(entry.runtime_data, call.data) if action.dials else None
    if not number or not is_emergency_number(number, call.hass.config.country):
        return False
    if await async_is_person(call.hass, call.context):
        return True
    if not entry.options.get(CONF_ALLOW_EMERGENCY):
        raise refusal("emergency_number", [entry.title])
    return False


def _targets(call: ServiceCall) -> list[PolyPhoneConfigEntry]:
    """Return the phones that an action is meant for, never a guessed one."""
    selection = TargetSelection(call.data)
    if not selection.has_any_target:
        raise refusal("no_target")
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
    ours: dict[str, PolyPhoneConfigEntry] = {
        entry.entry_id: entry
        for entry in call.hass.config_entries.async_entries(DOMAIN)
    }
    owners = devices | entities
    if strangers := sorted(
        target
        for target in selection.device_ids | selected.referenced
        if owners.get(target) not in ours
    ):
        raise refusal("not_a_phone_target", strangers)
    if not (found := [ours[key] for key in ours if key in owners.values()]):
        raise refusal("no_phone_found")
    if missing := [
        entry.title for entry in found if entry.state is not ConfigEntryState.LOADED
    ]:
        raise refusal("phone_not_loaded", missing)
    return found
