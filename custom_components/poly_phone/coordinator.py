"""Home Assistant's view of one phone: refresh, commands and errors."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from datetime import datetime, timedelta, tzinfo
from typing import Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util
from homeassistant.util.hass_dict import HassKey

from . import contacts
from .calls.event_merger import CallEventMerger
from .calls.events import CallEvent
from .calls.selection import CALL_COMMANDS, CallCommand, CallSelectionError, select
from .calls.tracking import TrackedCall
from .const import CONF_TIME_ZONE, DOMAIN, LOGGER
from .errors import as_home_assistant_error
from .phone import issues
from .phone.call_event_queue import CallEventQueue
from .phone.capabilities import KnownCapabilities
from .phone.connection import create_client
from .phone.poller import PhonePoller
from .phone.polling import TIERS, Tier, read_calls
from .phone.push_proof import PushProof
from .phone.push_status import PushStatus
from .phone.schedule import CALL_INTERVAL
from .phone.seen_calls import SeenCalls
from .phone.setting_watch import SettingWatch
from .phone.settings import PARAMETERS
from .phone.state import PhoneData
from .phone_numbers import number_plan
from .ucs import (
    Call,
    CallLogEntry,
    CallState,
    Notification,
    UcsAuthenticationError,
    UcsError,
    UcsInputError,
)

type PolyPhoneConfigEntry = ConfigEntry[PhoneCoordinator]

BURST: Final = 0.3
"""Seconds within which several notifications cause one refresh."""

DATA_PENDING_EVENTS: Final[HassKey[dict[str, list[CallEvent]]]] = HassKey(
    f"{DOMAIN}_pending_events"
)
"""Call events that a reload would lose, by entry ID."""

_ESSENTIAL_TIERS = {tier for tier in Tier if TIERS[tier].is_essential}


class PhoneCoordinator(DataUpdateCoordinator[PhoneData]):
    """One phone."""

    config_entry: PolyPhoneConfigEntry

    def __init__(
        self,
        hass: HomeAssistant,
        entry: PolyPhoneConfigEntry,
        notification_url: str | None,
    ) -> None:
        """Set up without a request.

        Args:
            hass: Home Assistant.
            entry: The config entry of the phone.
            notification_url: The URL for notifications; None if there is none.

        """
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=timedelta(seconds=CALL_INTERVAL),
            always_update=False,
            # Several notifications in a row cause one refresh.
            request_refresh_debouncer=Debouncer(
                hass, LOGGER, cooldown=BURST, immediate=True, background=True
            ),
        )
        self.mac = str(entry.unique_id)
        self.capabilities = KnownCapabilities(hass, entry)
        self.client = create_client(
            hass,
            entry.data,
            entry.options,
            unsupported=self.capabilities.unsupported,
        )
        self.push_status = PushStatus()
        self._push_proof = PushProof(hass, entry, notification_url)
        self.setting_watch = SettingWatch(hass, entry, self.capabilities)
        self.seen_calls = SeenCalls(hass, entry)
        self.call_events = CallEventQueue(
            CallEventMerger(
                lambda number: number_plan(hass).key(number), self.local_time
            ),
            hass.data.get(DATA_PENDING_EVENTS, {}).pop(entry.entry_id, ()),
        )
        entry.async_on_unload(self._keep_events)
        self.poller = PhonePoller(
            self.client,
            name=self.name,
            mac=self.mac,
            push_status=self.push_status,
            call_events=self.call_events,
        )
        self._time_zone: tzinfo | None = None

    @callback
    def _keep_events(self) -> None:
        """Keep the events that could not be delivered, for after a reload."""
        if self.call_events and not self.last_update_success:
            kept = self.hass.data.setdefault(DATA_PENDING_EVENTS, {})
            kept[self.config_entry.entry_id] = self.call_events.pending

    @override
    async def _async_setup(self) -> None:
        """Learn the phone's model and commands, which decide about its entities."""
        if name := self.config_entry.options.get(CONF_TIME_ZONE):
            self._time_zone = await dt_util.async_get_time_zone(name)
        try:
            await self.poller.connect(self.capabilities.firmware)
        except UcsError as err:
            raise self._update_error(err) from err
        firmware = self.poller.data.device.firmware
        self.capabilities.async_probed(firmware, self.client)
        self.push_status.is_proven = self._push_proof.is_valid(firmware)
        self.config_entry.async_on_unload(
            contacts.async_subscribe(self.hass, self.async_update_listeners)
        )

    @override
    async def _async_update_data(self) -> PhoneData:
        """Read the tiers that are due and that entities need."""
        before, firmware = self.data, self.poller.data.device.firmware
        needed = self.needed_tiers
        if not self.last_update_success:
            self.poller.make_due(*Tier)
        try:
            data = await self.poller.poll(needed, self.needed_parameters)
        except UcsError as err:
            raise self._update_error(err) from err
        if self.is_starting or not self.last_update_success:
            issues.async_update_warnings(
                self.hass, self.config_entry, self.client, data.device
            )
        if firmware != data.device.firmware:
            self._async_update_firmware(data.device.firmware)
        self.capabilities.async_update(self.client)
        self.setting_watch.async_check(data)
        self._save_push_proof()
        if data.call_log and (self.is_starting or data.call_log is not before.call_log):
            self.seen_calls.async_update(data.call_log)
        self.update_interval = timedelta(seconds=self.poller.seconds_to_next(needed))
        # Home Assistant compares the result with the data of before the poll. It would
        # not update entities if the poll undid a notification that arrived meanwhile.
        if self.data is not before:
            self.hass.loop.call_soon(self.async_update_listeners)
        # Events of a failed update were kept, because unavailable entities cannot
        # fire them.
        if self.call_events and not self.is_starting:
            self.hass.loop.call_soon(self.call_events.deliver)
        return data

    @property
    def is_starting(self) -> bool:
        """Whether no update has succeeded yet."""
        return self.data is None

    @property
    def device(self) -> dr.DeviceEntry | None:
        """The device in Home Assistant's registry."""
        return dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, self.mac), self.config_entry.entry_id
        )

    @property
    def needed_tiers(self) -> set[Tier]:
        """The tiers that enabled entities show, and that the phone supports."""
        tiers = {need for need in self._needs if isinstance(need, Tier)}
        return {tier for tier in tiers if self.supports_tier(tier)}

    @property
    def needed_parameters(self) -> set[str]:
        """The parameters that enabled entities show."""
        return {need for need in self._needs if not isinstance(need, Tier)}

    @property
    def _needs(self) -> set[str]:
        """The tiers and the parameters that enabled entities show."""
        if self.is_starting:
            return {*_ESSENTIAL_TIERS, *PARAMETERS}
        return set(self.setting_watch.tiers).union(*self.async_contexts())

    def supports_tier(self, tier: Tier) -> bool:
        """Return whether the phone has the command that reads a tier."""
        command = TIERS[tier].command
        return command is None or self.client.supports(command)

    @callback
    def async_notified(self, notification: Notification | None) -> None:
        """Apply a notification where that is safe, then confirm it with a poll.

        None stands for a notification that could not be read.
        """
        call = notification.call if notification else None
        self.poller.notified(notification)
        self._save_push_proof()
        if self.last_update_success:
            if call:
                self.poller.apply(call, self.needed_tiers)
            if self.poller.data != self.data:
                # Not `async_set_updated_data`, which cancels the debounced refresh.
                self.data = self.poller.data
                self.async_update_listeners()
            self.call_events.deliver()
        # Only a reply ends a call, so the refresh does not wait for more notifications.
        is_end = call is not None and call.state is CallState.DISCONNECTED
        refresh = self.async_refresh if is_end else self.async_request_refresh
        self.config_entry.async_create_background_task(
            self.hass, refresh(), f"{DOMAIN} notified"
        )

    @callback
    def async_forget_push(self) -> None:
        """Doubt notifications, because the phone got another URL for them."""
        self.push_status.is_proven = False
        self._save_push_proof()

    def _save_push_proof(self) -> None:
        self._push_proof.async_update(
            self.poller.data.device.firmware, is_proven=self.push_status.is_proven
        )

    @callback
    def _async_update_firmware(self, firmware: str | None) -> None:
        """Show the new firmware, and reload to probe what it supports."""
        if device := self.device:
            dr.async_get(self.hass).async_update_device(device.id, sw_version=firmware)
        self.hass.config_entries.async_schedule_reload(self.config_entry.entry_id)

    def name_of(self, party: Call | CallLogEntry | CallEvent) -> str | None:
        """Return the name of the other party, the name of a contact first."""
        return contacts.name_of(self.hass, party.number) or party.name

    def local_time(self, time: datetime) -> datetime:
        """Return a time of the phone's clock with its time zone."""
        return time.replace(tzinfo=self._time_zone or dt_util.get_default_time_zone())

    async def async_mark_missed_calls_seen(self) -> None:
        """Mark all missed calls of the log as seen."""
        log = await self.async_read(self.client.call_log())
        self.seen_calls.async_mark(log.missed)
        self.poller.make_due(Tier.CALL_LOG)
        await self.async_refresh()
        self.async_update_listeners()

    async def async_call_command(
        self, command: CallCommand, call_id: str | None = None
    ) -> None:
        """Run a command on the given call, or on the only call it can apply to."""
        call = await self.async_select_call(command, call_id)
        send = CALL_COMMANDS[command].send
        assert send
        await self.async_execute(send(self.client, call.ref))

    async def async_select_call(
        self, command: CallCommand, call_id: str | None = None
    ) -> Call:
        """Return the call that a command applies to, also one that has just arrived."""
        with suppress(CallSelectionError):
            return select(self.data.calls or (), command, call_id)
        calls = await self.async_read_calls()
        try:
            return select([one.call for one in calls], command, call_id)
        except CallSelectionError as err:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key=err.translation_key,
                translation_placeholders={"phone": self.name},
            ) from err

    async def async_read_calls(self) -> tuple[TrackedCall, ...]:
        """Read the present calls, with the times known so far."""
        return await self.async_read(
            read_calls(self.client, lambda: self.data.tracked_calls or ())
        )

    async def async_read_tier(self, tier: Tier) -> None:
        """Read a part of the state now, and update its entities."""
        self.poller.make_due(tier)
        # The poll continues if the action is canceled. A canceled poll would make the
        # phone unavailable.
        await asyncio.shield(
            self.config_entry.async_create_background_task(
                self.hass, self.async_refresh(), f"{DOMAIN} read"
            )
        )

    async def async_execute(
        self, command: Awaitable[None], *, then: Tier = Tier.CALLS
    ) -> None:
        """Run a command of the client, then read what it changed."""
        try:
            await self.async_read(command)
        except asyncio.CancelledError:
            # The phone may have received the command.
            self.poller.make_due(then)
            raise
        finally:
            self.poller.commanded()
        await self.async_read_tier(then)

    async def async_read[ValueT](self, request: Awaitable[ValueT]) -> ValueT:
        """Return the result of a request of the client."""
        try:
            return await request
        except UcsError as err:
            issues.async_report_connection_error(self.hass, self.config_entry, err)
            if isinstance(err, UcsAuthenticationError):
                self.config_entry.async_start_reauth(self.hass)
            is_input_error = isinstance(err, UcsInputError)
            kind = ServiceValidationError if is_input_error else HomeAssistantError
            raise as_home_assistant_error(kind, err, self.name) from err
        finally:
            self.capabilities.async_update(self.client)

    def _update_error(self, err: UcsError) -> HomeAssistantError:
        """Create an issue if the owner can help; return the error of the update."""
        issues.async_report_connection_error(self.hass, self.config_entry, err)
        is_rejected = isinstance(err, UcsAuthenticationError)
        kind = ConfigEntryAuthFailed if is_rejected else UpdateFailed
        return as_home_assistant_error(kind, err, self.name)
