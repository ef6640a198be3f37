"""Receives the phone's telephony notifications."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..const import DOMAIN
from ..ucs import MAX_SIZE, Notification, UcsReplyError, parse_notification
from .address import PhoneSource

RESOLVE_INTERVAL: Final = timedelta(hours=1)


class NotificationWebhook:
    """The webhook of one phone."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        *,
        source: PhoneSource,
        on_notification: Callable[[Notification], None],
        counts: Counter[str],
    ) -> None:
        """Set up for the phone of an entry.

        Args:
            hass: Home Assistant.
            entry: The config entry, whose unique ID is the MAC address.
            source: The addresses of the phone.
            on_notification: Called with each notification of the phone.
            counts: Counts requests by result.

        """
        self._hass = hass
        self._entry = entry
        self._mac = str(entry.unique_id).replace(":", "")
        self._source = source
        self._on_notification = on_notification
        self._counts = counts

    async def async_start(self) -> None:
        """Register the webhook until the entry is unloaded."""
        webhook_id: str = self._entry.data[CONF_WEBHOOK_ID]
        if self._source.is_name:
            await self._source.async_resolve()
            self._entry.async_on_unload(
                async_track_time_interval(
                    self._hass, self._async_resolve, RESOLVE_INTERVAL
                )
            )
        webhook.async_register(
            self._hass,
            DOMAIN,
            self._entry.title,
            webhook_id,
            self._async_receive,
            local_only=True,
            allowed_methods=["POST"],
        )
        self._entry.async_on_unload(
            partial(webhook.async_unregister, self._hass, webhook_id)
        )

    async def _async_resolve(self, _: datetime) -> None:
        await self._source.async_resolve()

    async def _async_receive(
        self, _hass: HomeAssistant, _webhook_id: str, request: web.Request
    ) -> web.Response:
        """Receive a notification. Answer first, so that the phone does not wait."""
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > MAX_SIZE:
                break
        self._hass.loop.call_soon(self._handle, bytes(body), request.remote)
        return web.Response()

    @callback
    def _handle(self, body: bytes, remote: str | None) -> None:
        """Pass a notification on if it comes from the phone."""
        try:
            notification = parse_notification(body)
        except UcsReplyError:
            self._counts["malformed"] += 1
            return
        if notification.mac != self._mac:
            self._counts["other phone"] += 1
        elif not self._source.matches(remote):
            self._counts["other address"] += 1
        else:
            self._counts["accepted"] += 1
            self._on_notification(notification)
