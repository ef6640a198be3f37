"""What is known of a phone, and how each part of it is asked for."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from homeassistant.util import dt as dt_util

from ..calls.tracking import TrackedCall, focused, track
from ..ucs import (
    Call,
    CallLog,
    Command,
    DeviceInfo,
    DeviceStatistics,
    Line,
    NetworkStatistics,
    Stream,
    UcsClient,
    UcsCommandError,
    UcsNoAnswerError,
    UcsReplyError,
)


@dataclass(frozen=True, kw_only=True)
class PhoneData:
    """What is known of a phone; None is what it did not tell."""

    device: DeviceInfo
    started_at: datetime | None = None
    last_calls: tuple[TrackedCall, ...] = ()
    """The calls when the phone last told them."""

    are_calls_known: bool | None = None
    """Whether those still count: not after the phone failed to tell its calls."""

    is_muted: bool | None = None
    lines: tuple[Line, ...] | None = None
    do_not_disturb: bool | None = None
    presence: str | None = None
    """In the phone's own words, on phones that have one."""

    call_log: CallLog | None = None
    network: NetworkStatistics | None = None
    network_started_at: datetime | None = None
    load: DeviceStatistics | None = None
    voice: Stream | None = None
    """The audio of the call in focus."""

    is_push_proven: bool = False
    """Whether the phone tells by itself what happens to it."""

    transfer_type: str | None = None
    """How the phone's own key transfers, in the phone's words."""

    @property
    def tracked_calls(self) -> tuple[TrackedCall, ...] | None:
        """The calls, and when what happened to them."""
        return self.last_calls if self.are_calls_known else None

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
    DO_NOT_DISTURB = "do_not_disturb"
    PRESENCE = "presence"
    DEVICE = "device"
    CALL_LOG = "call_log"
    NETWORK = "network"
    LOAD = "load"
    VOICE = "voice"
    TRANSFER_TYPE = "transfer_type"


type Changes = Mapping[str, Any]
"""Fields of `PhoneData` with their new values."""

type State = Callable[[], PhoneData]
"""Returns what is known by now: notifications change it while a reply is awaited."""

type Read = Callable[[UcsClient, State], Awaitable[Changes]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """How to ask for a tier."""

    read: Read
    interval: int
    """Seconds between two questions."""

    proven_interval: int | None = None
    """The same while the phone tells by itself what happens, where that differs."""

    fields: tuple[str, ...]
    """What is unknown when the phone fails to tell."""

    command: Command | None = None
    """What it takes, where not all phones have that."""

    is_urgent: bool = False
    """Whether it belongs to the first impression of a phone."""


async def read_device(client: UcsClient) -> PhoneData:
    """Read model and firmware, and when the phone started."""
    device = await client.device_info()
    return PhoneData(device=device, started_at=_ago(device.uptime))


def _ago(span: timedelta | None) -> datetime | None:
    """Return the second at which a span of time began."""
    return None if span is None else dt_util.utcnow().replace(microsecond=0) - span


async def _read_device(client: UcsClient, _: State) -> Changes:
    data = await read_device(client)
    return {"device": data.device, "started_at": data.started_at}


async def _read_calls(client: UcsClient, state: State) -> Changes:
    """Read the calls, and whether the microphone is muted in them."""
    asked_at = dt_util.utcnow()
    calls = await client.calls()
    is_muted = next((call.muted for call in calls if call.muted is not None), None)
    if not calls:
        is_muted = False
    elif is_muted is None:
        # Phones that fail to tell this still tell their calls.
        with suppress(UcsCommandError, UcsNoAnswerError, UcsReplyError):
            info = await client.communication_info()
            is_muted = info.is_muted if info else None
    return {
        "last_calls": track(
            state().last_calls, calls, dt_util.utcnow(), asked_at=asked_at
        ),
        "are_calls_known": True,
        "is_muted": is_muted,
    }


async def _read_do_not_disturb(client: UcsClient, _: State) -> Changes:
    """Read whether any line refuses calls."""
    told = {line.do_not_disturb for line in await client.lines_with_do_not_disturb()}
    return {"do_not_disturb": None if told <= {None} else True in told}


async def _read_network(client: UcsClient, _: State) -> Changes:
    """Read the packet counters, and since when they count."""
    network = await client.network_statistics()
    return {"network": network, "network_started_at": _ago(network.uptime)}


async def _read_voice(client: UcsClient, state: State) -> Changes:
    """Read the audio quality of the call in focus, if there is a call."""
    if not (call := focused(state().calls or ())):
        return {"voice": None}
    voices = {
        (session.ref or "").lower().removeprefix("0x"): session.voice
        for session in await client.sessions()
    }
    return {"voice": voices.get(call.handle)}


def _as[ValueT](field: str, ask: Callable[[UcsClient], Awaitable[ValueT]]) -> Read:
    """Return what reads one field as the client tells it."""

    async def read(client: UcsClient, _: State) -> Changes:
        return {field: await ask(client)}

    return read


PARTS: Final[Mapping[Tier, Part]] = {
    Tier.CALLS: Part(
        read=_read_calls,
        interval=5,
        proven_interval=30,
        fields=("are_calls_known", "is_muted"),
        is_urgent=True,
    ),
    Tier.LINES: Part(
        read=_as("lines", UcsClient.lines),
        interval=60,
        proven_interval=120,
        fields=("lines",),
        is_urgent=True,
    ),
    Tier.DO_NOT_DISTURB: Part(
        read=_read_do_not_disturb,
        interval=60,
        fields=("do_not_disturb",),
        command=Command.LINE_INFO_2,
        is_urgent=True,
    ),
    Tier.PRESENCE: Part(
        read=_as("presence", UcsClient.presence),
        interval=60,
        fields=("presence",),
        command=Command.PRESENCE,
        is_urgent=True,
    ),
    Tier.DEVICE: Part(read=_read_device, interval=300, fields=("started_at",)),
    Tier.CALL_LOG: Part(
        read=_as("call_log", UcsClient.call_log),
        interval=120,
        proven_interval=600,
        fields=("call_log",),
        command=Command.CALL_LOG,
        is_urgent=True,
    ),
    Tier.NETWORK: Part(
        read=_read_network,
        interval=60,
        fields=("network", "network_started_at"),
        command=Command.NETWORK_STATISTICS,
    ),
    Tier.LOAD: Part(
        read=_as("load", UcsClient.device_statistics),
        interval=60,
        fields=("load",),
        command=Command.DEVICE_STATISTICS,
    ),
    Tier.VOICE: Part(
        read=_read_voice,
        interval=5,
        fields=("voice",),
        command=Command.SESSION_STATISTICS,
    ),
    Tier.TRANSFER_TYPE: Part(
        read=_as("transfer_type", UcsClient.transfer_type),
        interval=300,
        fields=("transfer_type",),
        command=Command.TRANSFER_TYPE,
    ),
}
