"""Reads one phone, tier by tier, and keeps its latest state."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
import logging
from typing import Any, Final

from ..calls.tracking import TrackedCall, apply_notification, phases
from ..ucs import (
    Call,
    Notification,
    UcsClient,
    UcsCommandError,
    UcsDefaultPasswordError,
    UcsError,
    UcsNoAnswerError,
    UcsReplyError,
)
from .call_event_queue import CallEventQueue
from .polling import TIERS, Tier, read_device
from .push_status import PushStatus
from .schedule import PollSchedule
from .state import LatestState, PhoneData

_LOGGER: Final = logging.getLogger(__package__)


class PhonePoller:
    """Reads each tier of a phone as often as it needs.

    The poller has the newest state. Entities show the coordinator's copy of it, which
    Home Assistant replaces after each poll.
    """

    _latest: LatestState

    def __init__(
        self,
        client: UcsClient,
        *,
        name: str,
        mac: str,
        push_status: PushStatus,
        call_events: CallEventQueue,
    ) -> None:
        """Set up without a request."""
        self._client = client
        self._name = name
        self._push_status = push_status
        self._call_events = call_events
        self._schedule = PollSchedule(mac)
        self._failures: dict[Tier, UcsError] = {}

    @property
    def data(self) -> PhoneData:
        """The newest state."""
        return self._latest.data

    async def connect(self, known_firmware: str | None) -> None:
        """Read the device, and probe its commands if the firmware is new.

        Raises:
            UcsError: the phone cannot be read.

        """
        self._schedule.started(Tier.DEVICE)
        self._latest = LatestState(await read_device(self._client))
        if self.data.device.firmware != known_firmware:
            self._client.unsupported.clear()
            await self._client.probe()
        self._schedule.finished(Tier.DEVICE, self.data, None)

    async def poll(
        self, needed: Collection[Tier], parameters: Collection[str] = ()
    ) -> PhoneData:
        """Read the needed tiers and parameters that are due.

        Raises:
            UcsError: the phone cannot be reached, or no needed tier can be read.

        """
        self._push_status.update()
        self._latest.needed_parameters = parameters
        self._change(is_push_proven=self._push_status.is_proven)
        for tier in Tier:
            if tier in needed and self._schedule.is_due(tier):
                await self._read(tier, needed)
        if needed and set(needed) <= self._failures.keys():
            raise next(iter(self._failures.values()))
        return self.data

    def notified(self, notification: Notification | None) -> None:
        """Record a notification, and make the tiers due that it is about."""
        self._push_status.notified()
        self._change(is_push_proven=True)
        self.make_due(Tier.CALLS)
        if notification and "Registration" in notification.kind:
            self.make_due(Tier.LINES)

    def apply(self, call: Call, needed: Collection[Tier]) -> None:
        """Apply the call of a notification."""
        if self._call_events.ended_recently(call.handle):
            return
        known = self._latest.last_known_calls or ()
        calls = apply_notification(known, call, datetime.now(UTC))
        self._latest.last_known_calls = calls
        if self.data.tracked_calls is not None:
            self._change(tracked_calls=calls)
        self._add_events(known, needed)

    def commanded(self) -> None:
        """Record a command, which may change the calls."""
        self._push_status.commanded()
        self._schedule.commanded()

    def make_due(self, *tiers: Tier) -> None:
        """Make tiers due now."""
        self._schedule.make_due(*tiers)

    def seconds_to_next(self, needed: Collection[Tier]) -> float:
        """Return the seconds until a needed tier is due."""
        return self._schedule.seconds_to_next(needed)

    async def _read(self, tier: Tier, needed: Collection[Tier]) -> None:
        """Read one tier. If only this tier fails, its fields become unknown."""
        self._schedule.started(tier)
        try:
            changes = await TIERS[tier].read(self._client, self._latest)
        except (UcsCommandError, UcsNoAnswerError, UcsReplyError) as err:
            if isinstance(err, UcsDefaultPasswordError):
                raise
            await self._handle_failure(tier, needed, err)
            changes = dict.fromkeys(TIERS[tier].fields)
        else:
            self._failures.pop(tier, None)
        known = self._latest.last_known_calls
        self._change(**changes)
        self._schedule.finished(tier, self.data, self._failures.get(tier))
        if tier is Tier.CALL_LOG:
            self._call_events.read_log(self.data.call_log)
        elif tier is Tier.CALLS and self.data.tracked_calls is not None:
            self._latest.last_known_calls = self.data.tracked_calls
            self._compare_calls(known, needed)

    async def _handle_failure(
        self, tier: Tier, needed: Collection[Tier], err: UcsError
    ) -> None:
        """Find out whether only this tier fails, or the phone is gone."""
        if isinstance(err, UcsNoAnswerError):
            if tier is Tier.CALLS:
                raise err
            await self._read(Tier.CALLS, needed)
        elif tier not in self._failures:
            self.make_due(*set(Tier) - {tier})
        _LOGGER.debug("%s: cannot read %s: %s", self._name, tier, err)
        self._failures[tier] = err

    def _compare_calls(
        self, known: Sequence[TrackedCall] | None, needed: Collection[Tier]
    ) -> None:
        """Add the events since the last reading; the first reading has none."""
        if known is None or known == self._latest.last_known_calls:
            return
        self._add_events(known, needed)
        if phases(known) != phases(self._latest.last_known_calls or ()):
            self._push_status.calls_changed()
            # A notification may still arrive, and explain the change.
            self._schedule.poll_calls_again()

    def _add_events(
        self, known: Sequence[TrackedCall], needed: Collection[Tier]
    ) -> None:
        """Add the events between the known calls and the latest ones."""
        calls = self._latest.last_known_calls or ()
        self._call_events.observe(known, calls, has_log=Tier.CALL_LOG in needed)
        if phases(known).keys() - phases(calls).keys():
            self._schedule.call_ended()

    def _change(self, **changes: Any) -> None:
        """Change fields of the state."""
        self._latest.data = replace(self.data, **changes)
