"""Pictures of what a phone shows."""

import asyncio
from math import inf
from time import monotonic
from typing import Any, Final, override

from homeassistant.components.image import ImageEntity, ImageEntityDescription
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .const import LOGGER
from .coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from .entity import PolyPhoneEntity
from .offer import async_offer
from .ucs import Picture

# Pictures are taken one by one as it is.
PARALLEL_UPDATES = 0

CACHE_SECONDS: Final = 5
"""How long a picture will do for all who look, unless the phone's state changes."""

SCREEN: Final = ImageEntityDescription(
    key="screen", translation_key="screen", entity_registry_enabled_default=False
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the display of a phone."""
    async_offer(entry, async_add_entities, [ScreenImage(entry.runtime_data)])


class ScreenImage(PolyPhoneEntity, ImageEntity):
    """The display, of which a picture is taken whenever somebody looks."""

    def __init__(self, coordinator: PhoneCoordinator) -> None:
        """Set up the display without taking a picture."""
        PolyPhoneEntity.__init__(self, coordinator, SCREEN, frozenset())
        ImageEntity.__init__(self, coordinator.hass)
        self._turn = asyncio.Lock()
        self._picture: Picture | None = None
        self._taken_at = -inf
        self._has_failed = False
        self._known = self._told

    @property
    def _told(self) -> tuple[Any, ...]:
        """What the phone told of that which it shows."""
        data = self.coordinator.data
        return data.calls, data.is_muted, data.do_not_disturb, data.lines

    @property
    @override
    def _shown(self) -> object:
        return super()._shown, self.image_last_updated

    @override
    async def async_image(self) -> bytes | None:
        """Return a picture, a recent one where there is one."""
        async with self._turn:
            if self._picture and monotonic() < self._taken_at + CACHE_SECONDS:
                return self._picture.content
            return (await self._async_capture()).content

    async def _async_capture(self) -> Picture:
        """Take a picture, and have those who look at an older one look again."""
        phone = self.coordinator
        try:
            picture = await phone.async_read(phone.client.screen.capture())
        except HomeAssistantError as err:
            if not self._has_failed:
                LOGGER.warning("No picture of what %s shows: %s", phone.name, err)
            self._has_failed = True
            raise
        self._has_failed = False
        self._taken_at = monotonic()
        if picture != self._picture:
            self._picture = picture
            self._attr_content_type = picture.content_type
            self._attr_image_last_updated = dt_util.utcnow()
            self.async_write_ha_state()
        return picture

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Have whoever looks at the picture look again once the phone shows more."""
        if self._told != self._known and self._picture:
            self._taken_at = -inf
            self._attr_image_last_updated = dt_util.utcnow()
        self._known = self._told
        super()._handle_coordinator_update()
