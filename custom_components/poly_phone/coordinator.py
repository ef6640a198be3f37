"""The state of one phone: what to ask when, and what to do with a command."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import TYPE_CHECKING, Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.debounce import Debouncer
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from . import contacts
from .calls import missed
from .calls.event_merger import CallJournal
from .calls.events import CallEvent
from .calls.tracking import (
    CallCommand,
    CallSelectionError,
    TrackedCall,
    hint,
    phases,
    select,
)
from .const import (
    CONF_CAPABILITIES,
    CONF_TIME_ZONE,
    DOMAIN,
    LOGGER,
)
from .errors import translated
from .phone import issues
from .phone.connection import (
    ATTR_FIRMWARE,
    ATTR_UNSUPPORTED,
    capabilities,
    create_client,
)
from .phone.polling import PARTS, PhoneData, Tier, read_device
from .phone.schedule import CALL_INTERVAL, Schedule
from .ucs import (
    Call,
    CallLogEntry,
    CallState,
    Notification,
    UcsAuthenticationError,
    UcsCertificateError,
    UcsClient,
    UcsCommandError,
    UcsDefaultPasswordError,
    UcsError,
    UcsInputError,
    UcsNoAnswerError,
    UcsReplyError,
)

if TYPE_CHECKING:
    from .provisioning.manager import PushManager

type PolyPhoneConfigEntry = ConfigEntry[PhoneCoordinator]

BURST: Final = 0.3
"""Seconds in which several notifications share one question."""

_NEEDS_OWNER = (UcsAuthenticationError, UcsCertificateError)
"""Errors that go away only when the owner logs in again."""

_CALL_COMMANDS: dict[
    CallCommand, Callable[[UcsClient, str], Coroutine[Any, Any, None]]
] = {
    CallCommand.ANSWER: UcsClient.answer_call,
    CallCommand.REJECT: UcsClient.reject_call,
    CallCommand.IGNORE: UcsClient.ignore_call,
    CallCommand.END: UcsClient.end_call,
    CallCommand.HOLD: UcsClient.hold_call,
    CallCommand.RESUME: UcsClient.resume_call,
}


class PhoneCoordinator(DataUpdateCoordinator[PhoneData]):
    """One phone."""

    config_entry: PolyPhoneConfigEntry

    push: PushManager | None = None
    """What has the phone tell by itself, once it is set up."""

    def __init__(self, hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> None:
        """Set up without asking anything."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=timedelta(seconds=CALL_INTERVAL),
            always_update=False,
            # What the phone tells in one breath is asked for once.
            request_refresh_debouncer=Debouncer(
                hass, LOGGER, cooldown=BURST, immediate=True, background=True
            ),
        )
        self.mac = str(entry.unique_id)
        self._capabilities: Mapping[str, Any] = entry.data[CONF_CAPABILITIES]
        self.client = create_client(
            hass,
            entry.data,
            entry.options,
            unsupported=self._capabilities.get(ATTR_UNSUPPORTED, ()),
        )
        self._time_zone: tzinfo | None = None
        self._state: PhoneData
        self._is_starting = True
        self._schedule = Schedule(self.mac)
        self._failed: dict[Tier, UcsError] = {}
        self._journal = CallJournal()
        self._events: list[CallEvent] = []
        self._event_listeners: list[Callable[[CallEvent], None]] = []

    @override
    async def _async_setup(self) -> None:
        """Learn what the phone is and can do, which decides about its entities."""
        if name := self.config_entry.options.get(CONF_TIME_ZONE):
            self._time_zone = await dt_util.async_get_time_zone(name)
        self._schedule.begin(Tier.DEVICE)
        try:
            self._state = await read_device(self.client)
            if self._capabilities.get(ATTR_FIRMWARE) != self._state.device.firmware:
                self.client.unsupported.clear()
                await self.client.probe()
        except UcsError as err:
            raise self._update_error(err) from err
        self._remember_capabilities()
        self._schedule.finish(Tier.DEVICE, self._state, None, is_first=True)

    @override
    async def _async_update_data(self) -> PhoneData:
        """Ask for what is due and what somebody needs."""
        data = self.data
        state = await self._async_ask()
        # Home Assistant compares with what it knew before it asked: it would not
        # tell entities that a notification in between was taken back.
        if self.data is not data:
            self.hass.loop.call_soon(self.async_update_listeners)
        # Those of an update that failed waited: an unavailable entity shows none.
        if self._events:
            self.hass.loop.call_soon(self._fire_events)
        return state

    async def _async_ask(self) -> PhoneData:
        """Ask for what is due and what somebody needs."""
        needed, firmware = self._needed, self._state.device.firmware
        if self._state.is_push_proven and self._schedule.is_push_doubtful:
            self._state = replace(self._state, is_push_proven=False)
        if not self.last_update_success:
            self._schedule.hasten(*Tier)
        for tier in Tier:
            if tier in needed and self._schedule.is_due(tier):
                await self._async_refresh_tier(tier)
        if needed and needed <= self._failed.keys():
            err = next(iter(self._failed.values()))
            raise self._update_error(err) from err
        if firmware != self._state.device.firmware:
            self._async_update_firmware()
        if self._is_starting or not self.last_update_success:
            issues.async_answered(
                self.hass, self.config_entry, self.client, self._state.device
            )
        self._remember_capabilities()
        self.update_interval = timedelta(seconds=self._schedule.pause(needed))
        self._is_starting = False
        return self._state

    @property
    def device(self) -> dr.DeviceEntry | None:
        """What Home Assistant has registered of the phone."""
        return dr.async_get(self.hass).async_get_device_by_identifier(
            (DOMAIN, self.mac), self.config_entry.entry_id
        )

    @property
    def _needed(self) -> set[Tier]:
        """The parts that entities show; before there are entities, the urgent ones."""
        tiers: set[Tier] = (
            {tier for tier in Tier if PARTS[tier].is_urgent}
            if self._is_starting
            else set().union(*self.async_contexts())
        )
        return set(filter(self.offers, tiers))

    def offers(self, tier: Tier) -> bool:
        """Tell whether the phone can be asked for a part."""
        command = PARTS[tier].command
        return command is None or self.client.supports(command)

    async def _async_refresh_tier(self, tier: Tier) -> None:
        """Ask for one part; it is unknown when the phone fails to tell just that."""
        part = PARTS[tier]
        self._schedule.begin(tier)
        try:
            changes = await part.read(self.client, lambda: self._state)
        except (UcsCommandError, UcsNoAnswerError, UcsReplyError) as err:
            is_silent = isinstance(err, UcsNoAnswerError)
            if isinstance(err, UcsDefaultPasswordError) or (
                is_silent and tier is Tier.CALLS
            ):
                raise self._update_error(err) from err
            LOGGER.debug("%s: no %s told: %s", self.name, tier, err)
            changes = dict.fromkeys(part.fields)
            # Is it only this part, or everything?
            if is_silent:
                await self._async_refresh_tier(Tier.CALLS)
            elif tier not in self._failed:
                self._schedule.hasten(*set(Tier) - {tier})
            self._failed[tier] = err
        except UcsError as err:
            raise self._update_error(err) from err
        else:
            self._failed.pop(tier, None)
        known = self._state.last_calls
        self._state = replace(self._state, **changes)
        self._schedule.finish(
            tier, self._state, self._failed.get(tier), is_first=self._is_starting
        )
        if tier is Tier.CALL_LOG:
            log = self._state.call_log
            self._events += self._journal.read(log, dt_util.utcnow())
            if log:
                missed.async_forget_deleted(self.hass, self.config_entry, log)
        elif self._state.last_calls != known and not self._is_starting:
            self._observe(known)
            if phases(known) != phases(self._state.last_calls):
                self._schedule.surprised()

    def _observe(self, known: Sequence[TrackedCall]) -> None:
        """Note what happened to calls."""
        has_log = Tier.CALL_LOG in self._needed
        calls = self._state.last_calls
        self._events += self._journal.observe(
            known, calls, dt_util.utcnow(), has_log=has_log
        )
        if phases(known).keys() - phases(calls).keys():
            self._schedule.call_ended()

    @callback
    def async_notified(self, notification: Notification) -> None:
        """Believe what the phone told by itself, as far as that is safe; then ask it."""
        self._schedule.notified()
        self._schedule.hasten(Tier.CALLS)
        if "Registration" in notification.kind:
            self._schedule.hasten(Tier.LINES)
        known, call, now = self._state.last_calls, notification.call, dt_util.utcnow()
        self._state = replace(self._state, is_push_proven=True)
        if self.last_update_success:
            if call and not self._journal.is_gone(call.handle, now):
                self._state = replace(self._state, last_calls=hint(known, call, now))
                self._observe(known)
            if self._state != self.data:
                # Not `async_set_updated_data`, which ends the burst.
                self.data = self._state
                self.async_update_listeners()
            self._fire_events()
        # Only the phone's own answer ends a call, so that does not wait for more news.
        is_over = call is not None and call.state is CallState.DISCONNECTED
        ask = self.async_refresh if is_over else self.async_request_refresh
        self.config_entry.async_create_background_task(
            self.hass, ask(), f"{DOMAIN} notified"
        )

    @callback
    def async_subscribe_events(
        self, listener: Callable[[CallEvent], None]
    ) -> CALLBACK_TYPE:
        """Have the events of calls told, after the states that they lead to."""
        self._event_listeners.append(listener)
        return partial(self._event_listeners.remove, listener)

    @callback
    def _fire_events(self) -> None:
        """Tell what happened; automations may run, and change things, meanwhile."""
        while self._events:
            event = self._events.pop(0)
            for listener in tuple(self._event_listeners):
                listener(event)

    def _async_update_firmware(self) -> None:
        """Show a new firmware, and find out what it can do."""
        if device := self.device:
            dr.async_get(self.hass).async_update_device(
                device.id, sw_version=self._state.device.firmware
            )
        self.hass.config_entries.async_schedule_reload(self.config_entry.entry_id)

    def _remember_capabilities(self) -> None:
        """Keep what the phone turned out to lack, for as long as its firmware stays."""
        known = capabilities(self._capabilities.get(ATTR_FIRMWARE), self.client)
        if self._is_starting:
            known = capabilities(self._state.device.firmware, self.client)
        if known != self._capabilities:
            self._capabilities = known
            self.hass.config_entries.async_update_entry(
                self.config_entry,
                data={**self.config_entry.data, CONF_CAPABILITIES: known},
            )

    def name_of(self, party: Call | CallLogEntry | CallEvent) -> str | None:
        """Return the name of the other party: the contact's, or the phone's."""
        return contacts.name_of(self.hass, party.number) or party.name

    def local_time(self, moment: datetime) -> datetime:
        """Return a point in time on the phone's clock with its zone."""
        return moment.replace(tzinfo=self._time_zone or dt_util.get_default_time_zone())

    async def async_mark_missed_calls_seen(self) -> None:
        """Count missed calls from here on."""
        if log := self.data.call_log:
            missed.async_mark_seen(self.hass, self.config_entry, log)
            self.async_update_listeners()

    async def async_call_command(
        self, command: CallCommand, call_id: str | None = None
    ) -> None:
        """Do something with a call: with the given one, or the one that is meant."""
        call = await self.async_select(command, call_id)
        await self.async_execute(_CALL_COMMANDS[command](self.client, call.ref))

    async def async_select(
        self, command: CallCommand, call_id: str | None = None
    ) -> Call:
        """Return the call that a command means, which may have come just now."""
        with suppress(CallSelectionError):
            return select(self.data.calls or (), command, call_id)
        calls = await self.async_read(self.client.calls())
        try:
            return select(calls, command, call_id)
        except CallSelectionError as err:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key=err.translation_key,
                translation_placeholders={"phone": self.name},
            ) from err

    async def async_execute(
        self, command: Awaitable[None], *, then: Tier = Tier.CALLS
    ) -> None:
        """Carry out a command of the client, then show what it changed."""
        try:
            await command
        except UcsError as err:
            raise self._command_error(err) from err
        finally:
            self._schedule.commanded()
            self._remember_capabilities()
        await self.async_refresh_now(then)

    async def async_refresh_now(self, tier: Tier) -> None:
        """Ask for one part at once, whenever it is due."""
        self._schedule.hasten(tier)
        await self.async_refresh()

    async def async_read[ValueT](self, question: Awaitable[ValueT]) -> ValueT:
        """Return what the phone answers to a question of the client."""
        try:
            return await question
        except UcsError as err:
            raise self._command_error(err) from err
        finally:
            self._remember_capabilities()

    def _command_error(self, err: UcsError) -> HomeAssistantError:
        """Return what tells a user that a command failed."""
        if isinstance(err, _NEEDS_OWNER):
            self.config_entry.async_start_reauth(self.hass)
        wrong_use = isinstance(err, UcsInputError)
        kind = ServiceValidationError if wrong_use else HomeAssistantError
        return translated(kind, err, self.name)

    def _update_error(self, err: UcsError) -> HomeAssistantError:
        """Return what tells Home Assistant that the phone cannot be read."""
        issues.async_cut_off(self.hass, self.config_entry, err)
        kind = ConfigEntryAuthFailed if isinstance(err, _NEEDS_OWNER) else UpdateFailed
        return translated(kind, err, self.name)
