"""Messages to whoever looks at a phone."""

from typing import Final, override

from homeassistant.components.notify import (
    NotifyEntity,
    NotifyEntityDescription,
    NotifyEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import PolyPhoneEntity
from .offer import async_offer
from .screen.messages import async_show, message_login

# The phone takes one message at a time.
PARALLEL_UPDATES = 1

SCREEN: Final = NotifyEntityDescription(key="screen", translation_key="screen")


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the display, if there is a login for messages."""
    displays = (
        [ScreenNotify(entry.runtime_data)] if message_login(entry.options) else []
    )
    async_offer(entry, async_add_entities, displays)


class ScreenNotify(PolyPhoneEntity, NotifyEntity):
    """The display, as something that shows messages."""

    _attr_supported_features = NotifyEntityFeature.TITLE

    def __init__(self, coordinator: PhoneCoordinator) -> None:
        """Set up the display, which shows nothing of the phone's state."""
        super().__init__(coordinator, SCREEN, frozenset())

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Show a message."""
        await async_show(self.coordinator, message, title=title)
