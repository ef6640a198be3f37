"""The state of one phone: what to ask when, and what to do with a command."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain
from math import inf
from time import monotonic
from typing import Any, Final, override

from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import (
    ConfigEntryAuthFailed,
    HomeAssistantError,
    ServiceValidationError,
)
from homeassistant.helpers import device_registry as dr
from homeassistant.helpers.aiohttp_client import async_get_clientsession
from homeassistant.helpers.update_coordinator import DataUpdateCoordinator, UpdateFailed
from homeassistant.util import dt as dt_util

from .calls import CallCommand, CallSelectionError, TrackedCall, select, track
from .const import CONF_FINGERPRINT, DOMAIN, LOGGER
from .errors import translated
from .ucs import (
    Call,
    DeviceInfo,
    Line,
    UcsAuthenticationError,
    UcsCertificateError,
    UcsClient,
    UcsCommandError,
    UcsDefaultPasswordError,
    UcsError,
    UcsInputError,
    UcsReplyError,
)

GOLDEN_RATIO: Final = 0.6180339887
"""Its multiples spread evenly over an interval, also those of neighbouring numbers."""

type PolyPhoneConfigEntry = ConfigEntry[PhoneCoordinator]


@dataclass(frozen=True, kw_only=True)
class PhoneData:
    """What is known of the phone; None is what it did not tell."""

    device: DeviceInfo
    started_at: datetime | None = None
    tracked_calls: tuple[TrackedCall, ...] | None = None
    is_muted: bool | None = None
    lines: tuple[Line, ...] | None = None
    presence: str | None = None
    """In the phone's own words, on phones that have one."""

    @property
    def calls(self) -> tuple[Call, ...] | None:
        """The calls as the phone told them."""
        if self.tracked_calls is None:
            return None
        return tuple(tracked.call for tracked in self.tracked_calls)


class Tier(StrEnum):
    """A part of the phone's state that is asked for by itself, on its own clock."""

    CALLS = "calls"
    LINES = "lines"
    PRESENCE = "presence"
    DEVICE = "device"


async def _read_calls(client: UcsClient, data: PhoneData) -> PhoneData:
    """Read the calls, and whether the microphone is muted in them."""
    calls = await client.calls()
    is_muted = next((call.muted for call in calls if call.muted is not None), None)
    if not calls:
        is_muted = False
    elif is_muted is None and (info := await client.communication_info()):
        is_muted = info.is_muted
    return replace(
        data,
        tracked_calls=track(data.tracked_calls or (), calls, dt_util.utcnow()),
        is_muted=is_muted,
    )


async def _read_lines(client: UcsClient, data: PhoneData) -> PhoneData:
    """Read the registrations."""
    return replace(data, lines=await client.lines())


async def _read_presence(client: UcsClient, data: PhoneData) -> PhoneData:
    """Read the presence in the phone's words."""
    return replace(data, presence=await client.presence())


async def _read_device(client: UcsClient, data: PhoneData | None) -> PhoneData:
    """Read model and firmware, and when the phone started."""
    device = await client.device_info()
    started_at = None
    if device.uptime is not None:
        started_at = dt_util.utcnow().replace(microsecond=0) - device.uptime
    if data is None:
        return PhoneData(device=device, started_at=started_at)
    return replace(data, device=device, started_at=started_at)


@dataclass(frozen=True, kw_only=True)
class _Part:
    """How to ask for a tier."""

    read: Callable[[UcsClient, PhoneData], Awaitable[PhoneData]]
    interval: int
    """Seconds between two questions."""

    forget: Callable[[PhoneData], PhoneData]
    """What is left when the phone fails to tell."""

    is_optional: bool = False
    """Whether to give it up for good when the phone refuses it at set-up."""


_PARTS: Final[Mapping[Tier, _Part]] = {
    Tier.CALLS: _Part(
        read=_read_calls,
        interval=5,
        forget=lambda data: replace(data, tracked_calls=None, is_muted=None),
    ),
    Tier.LINES: _Part(
        read=_read_lines, interval=60, forget=lambda data: replace(data, lines=None)
    ),
    Tier.PRESENCE: _Part(
        read=_read_presence,
        interval=60,
        forget=lambda data: replace(data, presence=None),
        is_optional=True,
    ),
    Tier.DEVICE: _Part(
        read=_read_device,
        interval=300,
        forget=lambda data: replace(data, started_at=None),
    ),
}

CALL_INTERVAL: Final = 1
"""Seconds between two questions for calls while there are some."""

RETRY_INTERVAL: Final = 10
"""Seconds, at most, until a part that the phone failed to tell is asked for again."""

SETTLE_TIME: Final = 5
"""Seconds in which the effects of a command may still show."""

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

    def __init__(self, hass: HomeAssistant, entry: PolyPhoneConfigEntry) -> None:
        """Set up without asking anything."""
        super().__init__(
            hass,
            LOGGER,
            config_entry=entry,
            name=entry.title,
            update_interval=timedelta(seconds=CALL_INTERVAL),
            always_update=False,
        )
        self.mac = str(entry.unique_id)
        self.client = UcsClient(
            async_get_clientsession(hass, verify_ssl=False),
            entry.data[CONF_HOST],
            username=entry.data[CONF_USERNAME],
            password=entry.data[CONF_PASSWORD],
            port=entry.data[CONF_PORT],
            fingerprint=entry.data[CONF_FINGERPRINT],
        )
        self._state: PhoneData
        self._is_starting = True
        self._offered = set(Tier)
        self._failed: dict[Tier, UcsError] = {}
        self._due = dict.fromkeys(Tier, 0.0)
        self._settled_at = 0.0

    @override
    async def _async_setup(self) -> None:
        """Learn what the phone is, which decides about its entities."""
        try:
            self._state = await _read_device(self.client, None)
        except UcsError as err:
            raise self._update_error(err) from err
        self._schedule(Tier.DEVICE)

    @override
    async def _async_update_data(self) -> PhoneData:
        """Ask for what is due and what somebody needs."""
        firmware = self._state.device.firmware
        if not self.last_update_success:
            self._due = dict.fromkeys(Tier, 0.0)
        for tier in Tier:
            # The timer may fire up to a second early.
            if tier in self._needed and self._due[tier] < monotonic() + 1:
                await self._async_refresh_tier(tier)
        if self._needed and self._needed <= self._failed.keys():
            err = next(iter(self._failed.values()))
            raise self._update_error(err) from err
        if firmware != self._state.device.firmware:
            self._async_update_firmware()
        pause = (
            min((self._due[tier] for tier in self._needed), default=inf) - monotonic()
        )
        self.update_interval = timedelta(
            seconds=min(max(pause, CALL_INTERVAL), _PARTS[Tier.DEVICE].interval)
        )
        self._is_starting = False
        return self._state

    @property
    def _needed(self) -> set[Tier]:
        """The parts that entities show, all of them before there are entities."""
        if self._is_starting:
            return self._offered
        return self._offered.intersection(chain.from_iterable(self.async_contexts()))

    async def _async_refresh_tier(self, tier: Tier) -> None:
        """Ask for one part; it is unknown when the phone fails to tell just that."""
        part = _PARTS[tier]
        try:
            self._state = await part.read(self.client, self._state)
        except (UcsCommandError, UcsReplyError) as err:
            if isinstance(err, UcsDefaultPasswordError):
                raise self._update_error(err) from err
            LOGGER.debug("%s: no %s told: %s", self.name, tier, err)
            self._state = part.forget(self._state)
            if part.is_optional and self._is_starting:
                self._offered.discard(tier)
                return
            if tier not in self._failed:
                # Is it only this part, or everything?
                self._due = dict.fromkeys(Tier, 0.0)
            self._failed[tier] = err
        except UcsError as err:
            raise self._update_error(err) from err
        else:
            self._failed.pop(tier, None)
        self._schedule(tier)

    def _schedule(self, tier: Tier) -> None:
        """Set when to ask for a part again."""
        seconds: float = _PARTS[tier].interval
        if tier in self._failed:
            seconds = min(seconds, RETRY_INTERVAL)
        elif tier is Tier.CALLS and (
            self._state.tracked_calls or monotonic() < self._settled_at
        ):
            seconds = CALL_INTERVAL
        elif self._is_starting:
            # Phones that are set up together would be asked together for ever after.
            seconds *= int(self.mac.replace(":", ""), 16) * GOLDEN_RATIO % 1
        self._due[tier] = monotonic() + seconds

    def _async_update_firmware(self) -> None:
        """Show a new firmware on the device's page."""
        registry = dr.async_get(self.hass)
        if device := registry.async_get_device_by_identifier(
            (DOMAIN, self.mac), self.config_entry.entry_id
        ):
            registry.async_update_device(
                device.id, sw_version=self._state.device.firmware
            )

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
        try:
            return select(self.data.calls or (), command, call_id)
        except CallSelectionError:
            self._due[Tier.CALLS] = 0.0
            await self.async_refresh()
        try:
            return select(self.data.calls or (), command, call_id)
        except CallSelectionError as err:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key=err.translation_key,
                translation_placeholders={"phone": self.name},
            ) from err

    async def async_execute(self, command: Awaitable[None]) -> None:
        """Carry out a command of the client, then show what it changed."""
        try:
            await command
        except UcsInputError as err:
            raise translated(ServiceValidationError, err, self.name) from err
        except UcsError as err:
            if isinstance(err, UcsAuthenticationError | UcsCertificateError):
                self.config_entry.async_start_reauth(self.hass)
            raise translated(HomeAssistantError, err, self.name) from err
        finally:
            self._settled_at = monotonic() + SETTLE_TIME
            self._due[Tier.CALLS] = 0.0
        await self.async_refresh()

    def _update_error(self, err: UcsError) -> HomeAssistantError:
        """Return what tells Home Assistant that the phone cannot be read."""
        needs_user = UcsAuthenticationError | UcsCertificateError
        kind = ConfigEntryAuthFailed if isinstance(err, needs_user) else UpdateFailed
        return translated(kind, err, self.name)
