"""Checks whether a user or an automation may run an action."""

from homeassistant.auth.permissions.const import POLICY_CONTROL, POLICY_READ
from homeassistant.core import Context, HomeAssistant, ServiceCall, SupportsResponse
from homeassistant.exceptions import Unauthorized, UnknownUser
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.chat_session import current_session

from ..const import CONF_ALLOW_EMERGENCY
from ..coordinator import PolyPhoneConfigEntry
from ..errors import action_error
from .emergency_numbers import is_emergency_number
from .table import Action


async def async_check_user(
    call: ServiceCall, action: Action, entry: PolyPhoneConfigEntry
) -> None:
    """Require permission for all main entities of the phone.

    Raises:
        Unauthorized: the user lacks permission for an entity.

    """
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


async def async_check_emergency_call(
    call: ServiceCall, action: Action, entry: PolyPhoneConfigEntry
) -> bool:
    """Return whether a person makes an emergency call, which is always allowed.

    Raises:
        ServiceValidationError: an automation makes one without the owner's permission.

    """
    number = (
        action.dialed_number(entry.runtime_data, call.data)
        if action.dialed_number
        else None
    )
    if not number or not is_emergency_number(number, call.hass.config.country):
        return False
    if await async_is_human(call.hass, call.context):
        return True
    if not entry.options.get(CONF_ALLOW_EMERGENCY):
        raise action_error("emergency_number", [entry.title])
    return False


async def async_is_human(hass: HomeAssistant, context: Context) -> bool:
    """Return whether a person runs the action, not an automation or an assistant.

    Automations have no user. Add-ons and cloud services have a system user. A voice
    conversation has the speaker's user, but the assistant may have misunderstood.
    """
    if context.user_id is None or current_session.get():
        return False
    user = await hass.auth.async_get_user(context.user_id)
    return user is not None and not user.system_generated
