"""Has the phone tell by itself what happens to it: the webhook, and the phone's settings."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_address
import re
import socket
from typing import Any, Final

from aiohttp import web
from homeassistant.components import webhook
from homeassistant.const import (
    CONF_HOST,
    CONF_WEBHOOK_ID,
    EVENT_CORE_CONFIG_UPDATE,
)
from homeassistant.core import (
    CALLBACK_TYPE,
    Event,
    HassJob,
    HomeAssistant,
    callback,
)
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.network import NoURLAvailableError, get_url
from homeassistant.util.network import is_ip_address
from yarl import URL

from ..const import CONF_PUSH, CONF_PUSH_BEFORE, CONF_PUSH_TAKEN_OVER, DOMAIN, LOGGER
from ..coordinator import PhoneCoordinator, PolyPhoneConfigEntry
from ..phone.connection import create_client
from ..phone.issues import Issue, async_clear, async_raise
from ..phone.polling import Tier
from ..ucs import (
    MAX_SIZE,
    UcsClient,
    UcsCommandError,
    UcsError,
    UcsReplyError,
    parse_notification,
)

_PREFIX: Final = "apps.telNotification."
URL_PARAMETER: Final = f"{_PREFIX}URL"
SWITCHES: Final = tuple(
    f"{_PREFIX}{event}Event"
    for event in (
        "callStateChange",
        "incoming",
        "onhook",
        "offhook",
        "lineRegistration",
    )
)
"""The events that tell of calls and lines; others would only cost the phone time."""

CHECK_INTERVAL: Final = timedelta(days=1)
RETRY_INTERVAL: Final = timedelta(minutes=1)
"""The pause while somebody talks, and the first one after a failure, which then doubles."""

_REFUSALS: Final = frozenset({4000, 4004})
"""Return codes of phones that will not, whenever they are asked."""

_WEBHOOK_ID: Final = re.compile(r"[0-9a-f]{64}")
"""What is made up for an entry; people and other integrations choose otherwise."""

_ISSUES: Final = (Issue.PUSH_NO_ADDRESS, Issue.PUSH_REFUSED, Issue.PUSH_URL_TAKEN)


class PushManager:
    """Notifications from one phone."""

    def __init__(self, hass: HomeAssistant, phone: PhoneCoordinator) -> None:
        """Set up without doing anything."""
        self.hass = hass
        self.phone = phone
        self.entry = phone.config_entry
        self.counts: Counter[str] = Counter()
        """What became of what was posted here, for diagnostics."""

        self._webhook_id: str = self.entry.data[CONF_WEBHOOK_ID]
        self._addresses: frozenset[str] = frozenset()
        self._last_url: str | None = None
        self._retry = RETRY_INTERVAL
        self._started_at = phone.data.started_at
        self._cancel_check: CALLBACK_TYPE | None = None

    @callback
    def async_start(self) -> None:
        """Listen, and have the phone post here; or put back what was there before."""
        if self._is_wanted:
            webhook.async_register(
                self.hass,
                DOMAIN,
                self.entry.title,
                self._webhook_id,
                self._async_receive,
                local_only=True,
                allowed_methods=["POST"],
            )
            for stop in (
                partial(webhook.async_unregister, self.hass, self._webhook_id),
                self.phone.async_add_listener(
                    self._check_restart, frozenset({Tier.DEVICE})
                ),
                self.hass.bus.async_listen(
                    EVENT_CORE_CONFIG_UPDATE, self._check_address
                ),
            ):
                self.entry.async_on_unload(stop)
        self.entry.async_on_unload(self._stop_checks)
        self._check()

    @property
    def _is_wanted(self) -> bool:
        """Whether the owner wants the phone to post here."""
        return bool(self.entry.options.get(CONF_PUSH, True))

    async def _async_addresses(self) -> frozenset[str]:
        """Return the addresses that the phone may post from."""
        host = self.entry.data[CONF_HOST]
        if is_ip_address(host):
            found = {str(ip_address(host))}
        else:
            found = await self._async_look_up(host)
        return frozenset(found | {self.phone.data.device.ip_address or host})

    async def _async_look_up(self, name: str) -> set[str]:
        """Return the addresses of a name."""
        try:
            found = await self.hass.loop.getaddrinfo(
                name, None, type=socket.SOCK_STREAM
            )
        except OSError:
            return set()
        return {str(info[4][0]) for info in found}

    async def _async_receive(
        self, _hass: HomeAssistant, _webhook_id: str, request: web.Request
    ) -> web.Response:
        """Take a notification; the phone gets its answer before anything is done."""
        body = bytearray()
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > MAX_SIZE:
                break
        self.hass.loop.call_soon(self._handle, bytes(body), request.remote)
        return web.Response()

    @callback
    def _handle(self, body: bytes, remote: str | None) -> None:
        """Pass a notification on, if it is one and comes from the phone."""
        try:
            notification = parse_notification(body)
        except UcsReplyError:
            self.counts["malformed"] += 1
            return
        if notification.mac != self.phone.mac.replace(":", ""):
            self.counts["other phone"] += 1
        elif not self._is_from_phone(remote):
            self.counts["other address"] += 1
        else:
            self.counts["accepted"] += 1
            self.phone.async_notified(notification)

    def _is_from_phone(self, remote: str | None) -> bool:
        try:
            address = ip_address(remote or "")
        except ValueError:
            return False
        mapped = getattr(address, "ipv4_mapped", None)
        return str(mapped or address) in self._addresses

    @callback
    def _check_restart(self) -> None:
        """Look at the phone's settings again after it started anew."""
        before, now = self._started_at, self.phone.data.started_at
        if before and now and now - before > timedelta(minutes=1):
            self._check_soon(RETRY_INTERVAL)
        self._started_at = now or before

    @callback
    def _check_address(self, _: Event) -> None:
        """Look at the phone's settings if Home Assistant is to be found elsewhere now.

        It tells all phones that something may have changed whenever it starts.
        """
        if self._url() != self._last_url:
            self._check()

    @callback
    def _check_soon(self, delay: timedelta) -> None:
        """Look at the phone's settings after a while."""
        self._stop_checks()
        self._cancel_check = async_call_later(self.hass, delay, self._check)

    @callback
    def _stop_checks(self) -> None:
        """Look at the phone's settings no more."""
        if self._cancel_check:
            self._cancel_check()
            self._cancel_check = None

    @callback
    def _check(self, _: datetime | None = None) -> None:
        """Look at the phone's settings."""
        self._stop_checks()
        self.entry.async_create_background_task(
            self.hass, self._async_check(), f"{DOMAIN} push settings"
        )

    async def _async_check(self) -> None:
        """Have the phone's settings be as they should, now or later."""
        settle = self._async_set_up if self._is_wanted else self._async_put_back
        try:
            is_done = await settle()
        except UcsError as err:
            LOGGER.debug("%s: push not set: %s", self.phone.name, err)
            pause, self._retry = self._retry, min(self._retry * 2, CHECK_INTERVAL)
        else:
            pause = CHECK_INTERVAL if is_done else RETRY_INTERVAL
            self._retry = RETRY_INTERVAL
        self._check_soon(pause)

    async def _async_put_back(self) -> bool:
        """Put back what was there before; tell whether there is nothing left to do."""
        self._settle(None)
        if CONF_PUSH_BEFORE not in self.entry.data:
            return True
        if await self.phone.client.calls():
            return False
        await async_restore(self.phone.client, self.entry.data)
        data = dict(self.entry.data)
        del data[CONF_PUSH_BEFORE]
        data.pop(CONF_PUSH_TAKEN_OVER, None)
        self.hass.config_entries.async_update_entry(self.entry, data=data)
        return True

    async def _async_set_up(self) -> bool:
        """Have the phone post here, unless somebody else uses its notifications.

        Returns:
            Whether there is nothing left to do: while somebody talks, nothing is set.

        """
        self._addresses = await self._async_addresses()
        url = self._last_url = self._url()
        if url is None:
            return self._settle(Issue.PUSH_NO_ADDRESS)
        client = self.phone.client
        current = {
            name: parameter.value
            for name, parameter in (
                await client.config_get([URL_PARAMETER, *SWITCHES])
            ).items()
        }
        if URL_PARAMETER not in current:
            return self._settle(None)
        there = current[URL_PARAMETER]
        is_ours = self._leads_here(there, url)
        if not is_ours and there not in {"", self.entry.data.get(CONF_PUSH_TAKEN_OVER)}:
            return self._settle(Issue.PUSH_URL_TAKEN, url=there)
        wanted = {URL_PARAMETER: url} | dict.fromkeys(SWITCHES, "1")
        changes = {
            name: value
            for name, value in wanted.items()
            if name in current and current[name] != value
        }
        if not changes:
            return self._settle(None)
        if await client.calls():
            return False
        before = {name: current[name] for name in changes}
        self._remember(before | {URL_PARAMETER: ""} if is_ours else before)
        is_set = await self._async_write(changes)
        return self._settle(None if is_set else Issue.PUSH_REFUSED, url=url)

    async def _async_write(self, changes: Mapping[str, str]) -> bool:
        """Change the phone's settings; tell whether it did that."""
        client = self.phone.client
        try:
            await client.config_set(changes)
        except UcsCommandError as err:
            if err.code in _REFUSALS:
                return False
            raise
        now = await client.config_get(list(changes))
        return all(
            name in now and now[name].value == value for name, value in changes.items()
        )

    def _leads_here(self, there: str, url: str) -> bool:
        """Tell whether a URL on the phone is this entry's, or that of one that is gone."""
        prefix = url.removesuffix(self._webhook_id)
        return there.endswith(webhook.async_generate_path(self._webhook_id)) or (
            there.startswith(prefix)
            and _WEBHOOK_ID.fullmatch(there, len(prefix)) is not None
        )

    def _url(self) -> str | None:
        """Return where the phone can post to; it has no way to check a certificate."""
        try:
            base = URL(
                get_url(
                    self.hass,
                    allow_external=False,
                    allow_ip=True,
                    prefer_external=False,
                )
            )
        except NoURLAvailableError:
            return None
        if base.scheme != "http":
            return None
        if str(base.host).endswith(".local"):
            # Phones ask only servers for names, and none knows this one.
            api = self.hass.config.api
            if api is None or ip_address(api.local_ip).is_loopback:
                return None
            base = base.with_host(api.local_ip)
        return str(base.with_path(webhook.async_generate_path(self._webhook_id)))

    def _remember(self, before: Mapping[str, str]) -> None:
        """Keep what was on the phone before, to put it back one day."""
        known = self.entry.data.get(CONF_PUSH_BEFORE, {})
        self.hass.config_entries.async_update_entry(
            self.entry,
            data={**self.entry.data, CONF_PUSH_BEFORE: {**before, **known}},
        )

    @callback
    def _settle(self, issue: Issue | None, **placeholders: str) -> bool:
        """Tell the owner what stands in the way, and no longer what does not."""
        over = (one for one in _ISSUES if one is not issue)
        async_clear(self.hass, self.entry, *over)
        if issue:
            async_raise(self.hass, self.entry, issue, **placeholders)
        return True


async def async_restore(client: UcsClient, data: Mapping[str, Any]) -> None:
    """Put back what was on the phone before it posted here, if it still does.

    Raises:
        UcsError: the phone cannot be reached or refuses.

    """
    current = await client.config_get([URL_PARAMETER])
    path = webhook.async_generate_path(data[CONF_WEBHOOK_ID])
    if URL_PARAMETER in current and current[URL_PARAMETER].value.endswith(path):
        await client.config_set({URL_PARAMETER: "", **data[CONF_PUSH_BEFORE]})


async def async_leave(
    hass: HomeAssistant, entry: PolyPhoneConfigEntry, _: datetime | None = None
) -> None:
    """Put back what was on a phone that is given up, but not while somebody talks."""
    if CONF_PUSH_BEFORE not in entry.data:
        return
    client = create_client(hass, entry.data, entry.options)
    try:
        if await client.calls():
            later = HassJob(partial(async_leave, hass, entry), cancel_on_shutdown=True)
            async_call_later(hass, RETRY_INTERVAL, later)
        else:
            await async_restore(client, entry.data)
    except UcsError as err:
        LOGGER.warning("%s still posts to Home Assistant: %s", entry.title, err)


@callback
def async_setup_push(hass: HomeAssistant, phone: PhoneCoordinator) -> None:
    """Have the phone tell by itself what happens to it, or no longer."""
    phone.push = PushManager(hass, phone)
    phone.push.async_start()
