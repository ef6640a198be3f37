"""Registers the actions."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    ServiceResponse,
    SupportsResponse,
    callback,
)
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.service import async_register_admin_service
import voluptuous as vol

from .actions.permissions import async_check_permission
from .actions.responses import ResponseData
from .actions.sentences import INSTALL_FIELDS, async_install_sentences
from .actions.table import ACTIONS, Action
from .actions.targets import async_target_entries
from .const import DOMAIN
from .coordinator import PolyPhoneConfigEntry
from .errors import action_error, phones_failed


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
    async_register_admin_service(
        hass,
        DOMAIN,
        "install_sentences",
        async_install_sentences,
        vol.Schema(INSTALL_FIELDS),
        SupportsResponse.OPTIONAL,
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
        responses: list[tuple[PolyPhoneConfigEntry, ResponseData | None]] = []
        errors: list[HomeAssistantError] = []
        for entry, result in zip(entries, results, strict=True):
            if not isinstance(result, BaseException):
                responses.append((entry, result))
            elif len(entries) == 1 or not isinstance(result, HomeAssistantError):
                raise result
            else:
                errors.append(result)
        if errors:
            succeeded = [entry.title for entry, _ in responses]
            raise phones_failed(call.hass, errors, succeeded)
        if not call.return_response:
            return None
        if not action.allows_several:
            return responses[0][1]
        return {
            device.id: response
            for entry, response in responses
            if (device := entry.runtime_data.device)
        }

    return handle
