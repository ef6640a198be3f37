"""Registers the actions."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, ServiceResponse, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
import voluptuous as vol

from .actions.permissions import async_check_permission
from .actions.table import ACTIONS, Action
from .actions.targets import async_target_entries
from .const import DOMAIN
from .errors import action_error


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
    """Return a function that runs an action on its target phones."""

    async def handle(call: ServiceCall) -> ServiceResponse:
        entries = async_target_entries(call)
        if len(entries) > 1 and not action.allows_several:
            raise action_error("several_phones", [entry.title for entry in entries])
        for entry in entries:
            await async_check_permission(call, action, entry)
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
