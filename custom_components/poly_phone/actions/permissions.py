"""Checks whether a user or an automation may run an action."""

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, HomeAssistant, ServiceCall
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.chat_session import current_session
from homeassistant.helpers.script import script_stack_cv

from ..const import CONF_ALLOW_EMERGENCY, CONF_OUTSIDE_PREFIX
from ..coordinator import PolyPhoneConfigEntry
from ..errors import action_error
from ..phone_numbers import number_plan
from .emergency_numbers import is_emergency_number, may_be_emergency_number
from .table import Action


async def async_check_permission(
    call: ServiceCall, action: Action, entry: PolyPhoneConfigEntry
) -> None:
    """Check that the user or the automation may run an action on a phone.

    Raises:
        ServiceValidationError: an automation calls an emergency number without the
            owner's permission.
        Unauthorized: the user lacks permission for the phone.

    """
    if action.dialed_number and (
        number := action.dialed_number(entry.runtime_data, call.data)
    ):
        plan = number_plan(call.hass)
        prefix = entry.options.get(CONF_OUTSIDE_PREFIX, "")
        is_human = await async_is_human(call.hass, call.context)
        if (
            may_be_emergency_number(number, plan, prefix)
            and not is_human
            and not entry.options.get(CONF_ALLOW_EMERGENCY)
        ):
            raise action_error("emergency_number", [entry.title])
        if (
            action.waives_permissions
            and is_human
            and is_emergency_number(number, plan, prefix)
        ):
            return
    await _async_check_user(call, action, entry)


async def _async_check_user(
    call: ServiceCall, action: Action, entry: PolyPhoneConfigEntry
) -> None:
    """Require permission for all main entities of the phone."""
    if call.context.user_id is None:
        return
    if not (user := await call.hass.auth.async_get_user(call.context.user_id)):
        raise UnknownUser(context=call.context)
    if action.needs_admin_fn(call.data) and not user.is_admin:
        raise Unauthorized(context=call.context)
    policy = POLICY_READ if action.only_reads_calls else POLICY_CONTROL
    for entity in er.async_entries_for_config_entry(
        er.async_get(call.hass), entry.entry_id
    ):
        if entity.entity_category is None and not user.permissions.check_entity(
            entity.entity_id, policy
        ):
            raise Unauthorized(
                context=call.context, entity_id=entity.entity_id, permission=policy
            )


async def async_is_human(hass: HomeAssistant, context: Context) -> bool:
    """Return whether a person runs the action, not an automation or an assistant.

    Automations have no user. Add-ons and cloud services have a system user. A script
    or a voice conversation has the user who started it, but the script or the assistant
    chose the number.
    """
    if context.user_id is None or current_session.get() or script_stack_cv.get():
        return False
    user = await hass.auth.async_get_user(context.user_id)
    return user is not None and not user.system_generated
