"""Helpers for a phone in Home Assistant."""

from collections.abc import Awaitable, Callable
import json
from typing import Any

from homeassistant.const import (
    ATTR_ENTITY_ID,
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_USERNAME,
)
from homeassistant.core import Context, HomeAssistant, State
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.device_registry import format_mac
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.const import (
    CONF_FINGERPRINT,
    CONF_PUSH,
    CONF_TLS,
    DOMAIN,
)
from simulator import SimulatedPhone

type Wait = Callable[[float], Awaitable[None]]


class Home:
    """A set-up phone, its entities and its actions."""

    def __init__(self, hass: HomeAssistant, entry: MockConfigEntry) -> None:
        self.hass = hass
        self.entry = entry

    @property
    def device_id(self) -> str:
        """The device ID of the phone."""
        device = dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, str(self.entry.unique_id)), self.entry.entry_id
        )
        assert device
        return device.id

    def entity_id(self, entity: str) -> str | None:
        """Return the ID of an entity, for example `sensor.call_state`."""
        platform, _, key = entity.partition(".")
        return er.async_get(self.hass).async_get_entity_id(
            platform, DOMAIN, f"{self.entry.unique_id}_{key}"
        )

    def entity(self, entity: str) -> State:
        """Return the state object of an entity."""
        state = self.hass.states.get(self.entity_id(entity) or "")
        assert state, entity
        return state

    def state(self, entity: str) -> str:
        """Return the state of an entity."""
        return self.entity(entity).state

    def attribute(self, entity: str, name: str) -> Any:
        """Return an attribute of an entity."""
        return self.entity(entity).attributes[name]

    async def use(self, action: str, entity: str, **data: Any) -> None:
        """Perform an action on an entity: `button.press` on `button.answer`."""
        domain, _, name = action.partition(".")
        data[ATTR_ENTITY_ID] = self.entity_id(entity)
        await self.hass.services.async_call(domain, name, data, blocking=True)

    async def act(
        self, action: str, *, context: Context | None = None, **data: Any
    ) -> Any:
        """Perform an action of the integration and return its response."""
        response = self.hass.services.supports_response(DOMAIN, action)
        return await self.hass.services.async_call(
            DOMAIN,
            action,
            {"device_id": self.device_id, **data},
            blocking=True,
            context=context,
            return_response=response != "none",
        )

    async def error_key(self, action: str, **data: Any) -> str | None:
        """Return the translation key of the error of an action."""
        with pytest.raises(HomeAssistantError) as caught:
            await self.act(action, **data)
        return caught.value.translation_key


def entry_of(phone: SimulatedPhone) -> MockConfigEntry:
    """Return the config entry of a phone."""
    return MockConfigEntry(
        domain=DOMAIN,
        title=f"{phone.profile.model} {phone.lines[0].label}",
        unique_id=format_mac(phone.mac),
        data={
            CONF_HOST: phone.host,
            CONF_PORT: phone.port,
            CONF_TLS: True,
            CONF_USERNAME: "Polycom",
            CONF_PASSWORD: phone.password,
            CONF_FINGERPRINT: phone.fingerprint,
        },
    )


async def set_up(hass: HomeAssistant, entry: MockConfigEntry, **options: Any) -> Home:
    """Set up a phone without push, with the given options."""
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, options={CONF_PUSH: False, **options})
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return Home(hass, entry)


def sent(phone: SimulatedPhone, path: str) -> list[Any]:
    """Return the `data` of all requests to a path."""
    return [
        json.loads(request.body or b"{}").get("data")
        for request in phone.requests
        if request.path.endswith(path)
    ]
