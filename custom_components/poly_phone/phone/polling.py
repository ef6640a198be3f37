"""The parts of the state: how each is read from the phone, and how often."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from ..calls.selection import focused
from ..calls.tracking import TrackedCall, track
from ..ucs import Command, UcsClient, UcsCommandError, UcsNoAnswerError, UcsReplyError
from .state import LatestState, PhoneData


class Tier(StrEnum):
    """A part of the state that is read with its own interval."""

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
    SETTINGS = "settings"


type Changes = Mapping[str, Any]
"""New values for fields of `PhoneData`."""

type Read = Callable[[UcsClient, LatestState], Awaitable[Changes]]


@dataclass(frozen=True, kw_only=True)
class TierDescription:
    """The requests and the intervals of a tier."""

    read: Read
    interval: int
    """Seconds between two polls."""

    proven_interval: int | None = None
    """Seconds between two polls while notifications arrive; None for no difference."""

    fields: tuple[str, ...]
    """Fields of `PhoneData` that become unknown when this tier cannot be read."""

    command: Command | None = None
    """The command it needs, unless all phones have it."""

    is_essential: bool = False
    """Whether it is read before the first entity is added."""


async def read_device(client: UcsClient) -> PhoneData:
    """Read model, firmware and the time of the last start."""
    device = await client.device_info()
    return PhoneData(device=device, started_at=_before_now(device.uptime))


def _before_now(duration: timedelta | None) -> datetime | None:
    """Return the time at which a duration began, in whole seconds."""
    return (
        None
        if duration is None
        else datetime.now(UTC).replace(microsecond=0) - duration
    )


async def _read_device(client: UcsClient, _: LatestState) -> Changes:
    data = await read_device(client)
    return {"device": data.device, "started_at": data.started_at}


async def _read_calls(client: UcsClient, latest: LatestState) -> Changes:
    """Read the calls, and whether the microphone is muted in them."""
    calls = await read_calls(client, lambda: latest.last_known_calls or ())
    call = focused(tracked.call for tracked in calls)
    is_muted = call.muted if call else False
    if is_muted is None:
        # The calls are known even if this request fails.
        with suppress(UcsCommandError, UcsNoAnswerError, UcsReplyError):
            info = await client.communication_info()
            is_muted = info.is_muted if info else None
    return {"tracked_calls": calls, "is_muted": is_muted}


async def read_calls(
    client: UcsClient, known: Callable[[], Sequence[TrackedCall]]
) -> tuple[TrackedCall, ...]:
    """Read the calls, with the times known from earlier readings.

    Args:
        client: The client of the phone.
        known: Returns the known calls. Notifications may add calls during a request.

    """
    requested_at = datetime.now(UTC)
    calls = await client.calls()
    hidden: int | None = 0
    # Version 1 reports one call, and none only if there is none.
    if calls and not client.supports(Command.CALL_STATUS_2):
        handles = {call.handle for call in calls}
        if any(tracked.call.handle not in handles for tracked in known()):
            hidden = await _count_hidden_calls(client, len(calls))
    return track(
        known(), calls, datetime.now(UTC), requested_at=requested_at, hidden=hidden
    )


async def _count_hidden_calls(client: UcsClient, reported: int) -> int | None:
    """Return the number of calls that a reply omitted; None if that is unknown."""
    try:
        users = await client.sip_status()
    except UcsCommandError, UcsNoAnswerError, UcsReplyError:
        return None
    counts = [user.calls for user in users]
    total = sum(count or 0 for count in counts)
    return None if None in counts or total < reported else total - reported


async def _read_do_not_disturb(client: UcsClient, _: LatestState) -> Changes:
    """Read whether do not disturb is on for any line."""
    reported = {
        line.do_not_disturb for line in await client.lines_with_do_not_disturb()
    }
    return {"do_not_disturb": None if reported <= {None} else True in reported}


async def _read_network(client: UcsClient, _: LatestState) -> Changes:
    """Read the packet counters, and the time of their last reset."""
    network = await client.network_statistics()
    return {"network": network, "network_started_at": _before_now(network.uptime)}


async def _read_voice(client: UcsClient, latest: LatestState) -> Changes:
    """Read the audio quality of the call in focus."""
    if not (call := focused(latest.data.calls or ())):
        return {"voice": None}
    voices = {
        (session.ref or "").lower().removeprefix("0x"): session.voice
        for session in await client.sessions()
    }
    return {"voice": voices.get(call.handle)}


async def _read_settings(client: UcsClient, latest: LatestState) -> Changes:
    """Read the parameters that entities show."""
    return {"settings": await client.config_get(sorted(latest.needed_parameters))}


def _read_field[ValueT](
    field: str, method: Callable[[UcsClient], Awaitable[ValueT]]
) -> Read:
    """Return a function that reads one field with one method of the client."""

    async def read(client: UcsClient, _: LatestState) -> Changes:
        return {field: await method(client)}

    return read


TIERS: Final[Mapping[Tier, TierDescription]] = {
    Tier.CALLS: TierDescription(
        read=_read_calls,
        interval=5,
        proven_interval=30,
        fields=("tracked_calls", "is_muted"),
        is_essential=True,
    ),
    Tier.LINES: TierDescription(
        read=_read_field("lines", UcsClient.lines),
        interval=60,
        proven_interval=120,
        fields=("lines",),
        is_essential=True,
    ),
    Tier.DO_NOT_DISTURB: TierDescription(
        read=_read_do_not_disturb,
        interval=60,
        fields=("do_not_disturb",),
        command=Command.LINE_INFO_2,
        is_essential=True,
    ),
    Tier.PRESENCE: TierDescription(
        read=_read_field("presence", UcsClient.presence),
        interval=60,
        fields=("presence",),
        command=Command.PRESENCE,
        is_essential=True,
    ),
    Tier.DEVICE: TierDescription(
        read=_read_device, interval=300, fields=("started_at",)
    ),
    Tier.CALL_LOG: TierDescription(
        read=_read_field("call_log", UcsClient.call_log),
        interval=120,
        proven_interval=600,
        fields=("call_log",),
        command=Command.CALL_LOG,
        is_essential=True,
    ),
    Tier.NETWORK: TierDescription(
        read=_read_network,
        interval=60,
        fields=("network", "network_started_at"),
        command=Command.NETWORK_STATISTICS,
    ),
    Tier.LOAD: TierDescription(
        read=_read_field("load", UcsClient.device_statistics),
        interval=60,
        fields=("load",),
        command=Command.DEVICE_STATISTICS,
    ),
    Tier.VOICE: TierDescription(
        read=_read_voice,
        interval=5,
        fields=("voice",),
        command=Command.SESSION_STATISTICS,
    ),
    Tier.TRANSFER_TYPE: TierDescription(
        read=_read_field("transfer_type", UcsClient.transfer_type),
        interval=300,
        fields=("transfer_type",),
        command=Command.TRANSFER_TYPE,
    ),
    Tier.SETTINGS: TierDescription(
        read=_read_settings,
        interval=300,
        fields=("settings",),
        command=Command.GET_CONFIGURATION,
        is_essential=True,
    ),
}
