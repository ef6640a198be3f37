"""The state of a phone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from ..calls.tracking import TrackedCall
from ..ucs import (
    Call,
    CallLog,
    DeviceInfo,
    DeviceStatistics,
    Line,
    NetworkStatistics,
    Parameter,
    Stream,
)


@dataclass(frozen=True, kw_only=True)
class PhoneData:
    """The state of a phone; None stands for what the phone did not report."""

    device: DeviceInfo
    started_at: datetime | None = None
    tracked_calls: tuple[TrackedCall, ...] | None = None
    """The calls with the times of their changes."""

    is_muted: bool | None = None
    lines: tuple[Line, ...] | None = None
    do_not_disturb: bool | None = None
    presence: str | None = None
    """In the phone's own words, on phones with the Skype profile."""

    call_log: CallLog | None = None
    network: NetworkStatistics | None = None
    network_started_at: datetime | None = None
    load: DeviceStatistics | None = None
    voice: Stream | None = None
    """The audio of the call in focus."""

    is_push_proven: bool = False
    """Whether notifications of the phone arrive."""

    transfer_type: str | None = None
    """The transfer type of the transfer key, as the phone names it."""

    settings: Mapping[str, Parameter] | None = None
    """The parameters of settings, by name."""

    @property
    def calls(self) -> tuple[Call, ...] | None:
        """The calls as the phone reported them."""
        if self.tracked_calls is None:
            return None
        return tuple(tracked.call for tracked in self.tracked_calls)


@dataclass
class LatestState:
    """The latest state of a phone. It can change while a reply is awaited."""

    data: PhoneData
    last_known_calls: tuple[TrackedCall, ...] | None = None
    """The calls of the last successful reading; None before the first one."""

    needed_parameters: Collection[str] = ()
    """The parameters that entities show."""
