"""What is known of a phone, and how each part of it is asked for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from homeassistant.util import dt as dt_util

from .calls import TrackedCall, track
from .ucs import (
    Call,
    CallLog,
    DeviceInfo,
    DeviceStatistics,
    Line,
    NetworkStatistics,
    UcsClient,
)


@dataclass(frozen=True, kw_only=True)
class PhoneData:
    """What is known of a phone; None is what it did not tell."""

    device: DeviceInfo
    started_at: datetime | None = None
    tracked_calls: tuple[TrackedCall, ...] | None = None
    is_muted: bool | None = None
    lines: tuple[Line, ...] | None = None
    do_not_disturb: bool | None = None
    presence: str | None = None
    """In the phone's own words, on phones that have one."""

    call_log: CallLog | None = None
    network: NetworkStatistics | None = None
    load: DeviceStatistics | None = None

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


type Changes = Mapping[str, Any]
"""Fields of `PhoneData` with their new values."""

type Read = Callable[[UcsClient, PhoneData], Awaitable[Changes]]


@dataclass(frozen=True, kw_only=True)
class Part:
    """How to ask for a tier."""

    read: Read
    interval: int
    """Seconds between two questions."""

    fields: tuple[str, ...]
    """What is unknown when the phone fails to tell."""


async def read_device(client: UcsClient) -> PhoneData:
    """Read model and firmware, and when the phone started."""
    device = await client.device_info()
    started_at = None
    if device.uptime is not None:
        started_at = dt_util.utcnow().replace(microsecond=0) - device.uptime
    return PhoneData(device=device, started_at=started_at)


async def _read_device(client: UcsClient, _: PhoneData) -> Changes:
    data = await read_device(client)
    return {"device": data.device, "started_at": data.started_at}


async def _read_calls(client: UcsClient, data: PhoneData) -> Changes:
    """Read the calls, and whether the microphone is muted in them."""
    calls = await client.calls()
    is_muted = next((call.muted for call in calls if call.muted is not None), None)
    if not calls:
        is_muted = False
    elif is_muted is None and (info := await client.communication_info()):
        is_muted = info.is_muted
    return {
        "tracked_calls": track(data.tracked_calls or (), calls, dt_util.utcnow()),
        "is_muted": is_muted,
    }


async def _read_do_not_disturb(client: UcsClient, _: PhoneData) -> Changes:
    """Read whether any line refuses calls."""
    told = {line.do_not_disturb for line in await client.lines_with_do_not_disturb()}
    return {"do_not_disturb": None if told <= {None} else True in told}


def _as[ValueT](field: str, ask: Callable[[UcsClient], Awaitable[ValueT]]) -> Read:
    """Return what reads one field as the client tells it."""

    async def read(client: UcsClient, _: PhoneData) -> Changes:
        return {field: await ask(client)}

    return read


PARTS: Final[Mapping[Tier, Part]] = {
    Tier.CALLS: Part(
        read=_read_calls, interval=5, fields=("tracked_calls", "is_muted")
    ),
    Tier.LINES: Part(
        read=_as("lines", UcsClient.lines), interval=60, fields=("lines",)
    ),
    Tier.DO_NOT_DISTURB: Part(
        read=_read_do_not_disturb, interval=60, fields=("do_not_disturb",)
    ),
    Tier.PRESENCE: Part(
        read=_as("presence", UcsClient.presence), interval=60, fields=("presence",)
    ),
    Tier.DEVICE: Part(read=_read_device, interval=300, fields=("started_at",)),
    Tier.CALL_LOG: Part(
        read=_as("call_log", UcsClient.call_log), interval=600, fields=("call_log",)
    ),
    Tier.NETWORK: Part(
        read=_as("network", UcsClient.network_statistics),
        interval=60,
        fields=("network",),
    ),
    Tier.LOAD: Part(
        read=_as("load", UcsClient.device_statistics), interval=60, fields=("load",)
    ),
}
