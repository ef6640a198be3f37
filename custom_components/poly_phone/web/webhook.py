"""Receives the phone's telephony notifications."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Final

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_time_interval

from ..const import DOMAIN
from ..phone.issues import Issue, async_raise
from ..ucs import MAX_SIZE, Notification, UcsReplyError, parse_notification
from .address import PhoneSource

RESOLVE_INTERVAL: Final = timedelta(hours=1)

BODY_TIMEOUT: Final = 5
"""Seconds in which the body of a notification must arrive."""

RATE: Final = 50
RATE_PERIOD: Final = 10
"""More notifications than `RATE` in these seconds only cause a poll."""

OTHER_ADDRESS_LIMIT: Final = 3
"""The phone's notifications from another address until the user is asked."""

MAX_OTHER_ADDRESSES: Final = 8
"""Other addresses whose notifications are read."""


class NotificationWebhook:
    """The webhook of one phone."""

    def __init__(
        self,
        hass: HomeAssistant,
        entry: ConfigEntry,
        *,
        source: PhoneSource,
        on_notification: Callable[[Notification | None], None],
        counts: Counter[str],
    ) -> None:
        """Set up for the phone of an entry.

        Args:
            hass: Home Assistant.
            entry: The config entry, whose unique ID is the MAC address.
            source: The addresses of the phone.
            on_notification: Called with each notification of the phone; with None for
                any other request from its address.
            counts: Counts requests by result.

        """
        self._hass = hass
        self._entry = entry
        self._mac = str(entry.unique_id).replace(":", "")
        self._source = source
        self._on_notification = on_notification
        self._counts = counts
        self._times: deque[float] = deque(maxlen=RATE)
        self._other_addresses: Counter[str] = Counter()

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
        remote = request.remote or ""
        is_phone = self._source.matches(remote)
        if not is_phone and not self._may_be_phone(remote):
            self._counts["other address"] += 1
            return web.Response()
        try:
            async with asyncio.timeout(BODY_TIMEOUT):
                body = await _async_body(request)
        except TimeoutError:
            self._counts["too slow"] += 1
            return web.Response(status=HTTPStatus.REQUEST_TIMEOUT)
        handle = self._handle if is_phone else partial(self._handle_other, remote)
        self._hass.loop.call_soon(handle, body)
        return web.Response()

    @callback
    def _handle(self, body: bytes) -> None:
        """Pass on a notification that comes from an address of the phone."""
        now = monotonic()
        is_flood = len(self._times) == RATE and now < self._times[0] + RATE_PERIOD
        self._times.append(now)
        notification = None
        result = "too many"
        if not is_flood:
            notification, result = self._parse(body)
        self._counts[result] += 1
        self._on_notification(notification)

    def _parse(self, body: bytes) -> tuple[Notification | None, str]:
        """Return the notification, and the result for the counts."""
        try:
            notification = parse_notification(body)
        except UcsReplyError:
            return None, "malformed"
        if notification.mac != self._mac:
            return None, "other phone"
        return notification, "accepted"

    def _may_be_phone(self, remote: str) -> bool:
        """Return whether to read notifications from another address."""
        others = self._other_addresses
        is_known = remote in others or len(others) < MAX_OTHER_ADDRESSES
        return is_known and others[remote] < OTHER_ADDRESS_LIMIT

    @callback
    def _handle_other(self, remote: str, body: bytes) -> None:
        """Ask the user if the phone sends its notifications from another address.

        Network address translation or a container network can change the address.
        """
        self._counts["other address"] += 1
        _, result = self._parse(body)
        if result != "accepted":
            return
        self._other_addresses[remote] += 1
        if self._other_addresses[remote] == OTHER_ADDRESS_LIMIT:
            async_raise(
                self._hass, self._entry, Issue.PUSH_OTHER_ADDRESS, address=remote
            )


async def _async_body(request: web.Request) -> bytes:
    """Return the body, as much of it as a notification can have."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MAX_SIZE:
            break
    return bytes(body)
