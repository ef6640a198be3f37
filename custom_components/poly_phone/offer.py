"""Which entities Home Assistant keeps of a phone."""

from collections.abc import Callable, Iterable

from homeassistant.core import callback
from homeassistant.helpers import entity_registry as er
from homeassistant.helpers.entity_platform import (
    AddConfigEntryEntitiesCallback,
    async_get_current_platform,
)

from .coordinator import PolyPhoneConfigEntry
from .entity import PolyPhoneEntity


@callback
def async_offer(
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
    entities: Iterable[PolyPhoneEntity],
    *,
    is_untold: Callable[[str], bool] = lambda _: False,
) -> None:
    """Add what a phone has of a platform, and remove what it had once.

    That is what other firmware served, other options wanted, or an older version of
    this integration offered. A phone that is off does not get here, and keeps all.

    Args:
        entry: The phone.
        async_add_entities: What adds entities to the platform that is being set up.
        entities: What the phone has, whether its owner has enabled it or not.
        is_untold: Tells of a key whether the phone failed to say if it has that.

    """
    offered = list(entities)
    async_add_entities(offered)
    phone, domain = entry.runtime_data, async_get_current_platform().domain
    known = {entity.unique_id for entity in offered}
    registry = er.async_get(phone.hass)
    for found in er.async_entries_for_config_entry(registry, entry.entry_id):
        if (
            found.domain == domain
            and found.unique_id not in known
            and not is_untold(found.unique_id.removeprefix(f"{phone.mac}_"))
        ):
            registry.async_remove(found.entity_id)
