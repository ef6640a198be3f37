"""Notify entity of a phone: shows messages on its screen."""

from dataclasses import dataclass
from typing import override

from homeassistant.components.notify import (
    NotifyEntity,
    NotifyEntityDescription,
    NotifyEntityFeature,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .coordinator import PolyPhoneConfigEntry
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .screen.messages import async_show, message_login

# The phone accepts one message at a time.
PARALLEL_UPDATES = 1


@dataclass(frozen=True, kw_only=True)
class PolyPhoneNotifyDescription(PolyPhoneEntityDescription, NotifyEntityDescription):
    """Description of a notify entity."""


NOTIFIERS = (
    PolyPhoneNotifyDescription(
        key="screen",
        translation_key="screen",
        exists_fn=lambda phone: message_login(phone.config_entry.options) is not None,
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the notify entity, if there is a login for messages."""
    async_setup_descriptions(entry, async_add_entities, ScreenNotify, NOTIFIERS)


class ScreenNotify(PolyPhoneEntity, NotifyEntity):
    """The screen of a phone, which shows messages."""

    _attr_supported_features = NotifyEntityFeature.TITLE

    @override
    async def async_send_message(self, message: str, title: str | None = None) -> None:
        """Show a message."""
        await async_show(self.coordinator, message, title=title)
