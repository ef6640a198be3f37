"""What triggers and conditions look at: one entity of each phone."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


@callback
def own_entities(
    hass: HomeAssistant, entity_ids: set[str], translation_key: str
) -> set[str]:
    """Return those entities that show one thing of a phone."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entity_ids
        if (entity := registry.async_get(entity_id))
        and entity.platform == DOMAIN
        and entity.translation_key == translation_key
    }
