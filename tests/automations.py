"""Helpers for triggers and conditions: automations and targets."""

from collections.abc import Mapping
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall, callback
from homeassistant.helpers import (
    area_registry as ar,
    device_registry as dr,
    entity_registry as er,
    floor_registry as fr,
    label_registry as lr,
)
from homeassistant.helpers.icon import async_get_icons
from homeassistant.helpers.translation import async_get_translations
from homeassistant.setup import async_setup_component

from custom_components.poly_phone.const import DOMAIN

from .home import Home

KINDS = ("entity_id", "device_id", "area_id", "floor_id", "label_id")


def on(trigger: str, target: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """Return the triggers of an automation."""
    return {
        "triggers": {
            "trigger": f"{DOMAIN}.{trigger}",
            "target": target,
            "options": options,
        }
    }


def when(condition: str, target: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """Return the conditions of an automation."""
    return {
        "conditions": {
            "condition": f"{DOMAIN}.{condition}",
            "target": target,
            "options": options,
        }
    }


async def automate(
    hass: HomeAssistant, automations: Mapping[str, dict[str, Any]]
) -> list[str]:
    """Set up automations and return the list of their runs."""
    runs: list[str] = []

    @callback
    def record(call: ServiceCall) -> None:
        runs.append(call.data["name"])

    hass.services.async_register("test", "record", record)
    config = [
        {
            "alias": name,
            "actions": {"action": "test.record", "data": {"name": name}},
            **automation,
        }
        for name, automation in automations.items()
    ]
    assert await async_setup_component(hass, "automation", {"automation": config})
    await hass.async_block_till_done()
    return runs


def place(home: Home) -> dict[str, Any]:
    """Put a phone into an area and return all its target IDs."""
    floor = fr.async_get(home.hass).async_create("Ground floor")
    area = ar.async_get(home.hass).async_create("Hall", floor_id=floor.floor_id)
    label = lr.async_get(home.hass).async_create("Reception desk")
    dr.async_get(home.hass).async_update_device(
        home.device_id, area_id=area.id, labels={label.label_id}
    )
    return {
        "device_id": home.device_id,
        "area_id": area.id,
        "floor_id": floor.floor_id,
        "label_id": label.label_id,
    }


def target(home: Home, kind: str, entity: str) -> dict[str, Any]:
    """Return a target of this kind that includes an entity."""
    return {kind: {**place(home), "entity_id": home.entity_id(entity)}[kind]}


def other_entity(hass: HomeAssistant, area_id: str, entity: str, key: str) -> str:
    """Create an entity of another integration and return its ID."""
    registry = er.async_get(hass)
    entry = registry.async_get_or_create(
        entity, "demo", key, translation_key=key, suggested_object_id=f"other_{key}"
    )
    registry.async_update_entity(entry.entity_id, area_id=area_id)
    return entry.entity_id


async def assert_described(
    hass: HomeAssistant, category: str, described: Mapping[str, Any]
) -> None:
    """Check that all triggers or conditions have texts and an icon."""
    texts = await async_get_translations(hass, "en", category, [DOMAIN])
    icons = (await async_get_icons(hass, category, [DOMAIN]))[DOMAIN]
    for name, description in described.items():
        key = name.removeprefix(f"{DOMAIN}.")
        path = f"component.{DOMAIN}.{category}.{key}"
        needed = {f"{path}.name", f"{path}.description"} | {
            f"{path}.fields.{field}.name" for field in description["fields"]
        }
        assert {text for text in texts if text.startswith(f"{path}.")} == needed
        assert icons[key]
