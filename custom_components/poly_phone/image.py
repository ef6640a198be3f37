"""Image entity of a phone: a picture of its screen."""

import asyncio
from dataclasses import dataclass
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
from .entity import (
    PolyPhoneEntity,
    PolyPhoneEntityDescription,
    async_setup_descriptions,
)
from .ucs import Picture

# The entity takes one picture at a time.
PARALLEL_UPDATES = 0

CACHE_SECONDS: Final = 5
"""Seconds that a picture serves all viewers, unless the state of the phone changes."""


@dataclass(frozen=True, kw_only=True)
class PolyPhoneImageDescription(PolyPhoneEntityDescription, ImageEntityDescription):
    """Description of an image entity."""


IMAGES = (
    PolyPhoneImageDescription(
        key="screen", translation_key="screen", entity_registry_enabled_default=False
    ),
)


async def async_setup_entry(
    hass: HomeAssistant,
    entry: PolyPhoneConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the image entity of a phone."""
    async_setup_descriptions(entry, async_add_entities, ScreenImage, IMAGES)


class ScreenImage(PolyPhoneEntity, ImageEntity):
    """A picture of the screen, taken when a user views it."""

    def __init__(
        self, coordinator: PhoneCoordinator, description: PolyPhoneImageDescription
    ) -> None:
        """Set up without a picture."""
        PolyPhoneEntity.__init__(self, coordinator, description)
        ImageEntity.__init__(self, coordinator.hass)
        self._lock = asyncio.Lock()
        self._picture: Picture | None = None
        self._taken_at = -inf
        self._has_failed = False
        self._last_content = self._screen_content

    @property
    def _screen_content(self) -> tuple[Any, ...]:
        """The part of the state that the screen shows."""
        data = self.coordinator.data
        return data.calls, data.is_muted, data.do_not_disturb, data.lines

    @override
    async def async_image(self) -> bytes | None:
        """Return a picture, a cached one if it is recent."""
        async with self._lock:
            if self._picture and monotonic() < self._taken_at + CACHE_SECONDS:
                return self._picture.content
            return (await self._async_capture()).content

    async def _async_capture(self) -> Picture:
        """Take a picture; browsers load it again if it differs from the last one."""
        phone = self.coordinator
        try:
            picture = await phone.async_read(phone.client.screen.capture())
        except HomeAssistantError as err:
            if not self._has_failed:
                LOGGER.warning("No picture of the screen of %s: %s", phone.name, err)
            self._has_failed = True
            raise
        self._has_failed = False
        self._taken_at = monotonic()
        if picture != self._picture:
            self._picture = picture
            self._attr_content_type = picture.content_type
            self._attr_image_last_updated = dt_util.utcnow()
            self.write_if_changed()
        return picture

    @override
    @callback
    def _handle_coordinator_update(self) -> None:
        """Make browsers load a new picture when the screen shows something else."""
        if self._screen_content != self._last_content and self._picture:
            self._taken_at = -inf
            self._attr_image_last_updated = dt_util.utcnow()
        self._last_content = self._screen_content
        super()._handle_coordinator_update()
