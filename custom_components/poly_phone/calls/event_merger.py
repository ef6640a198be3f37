"""Remembers calls, so that each of their events is told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from ..ucs import CallLog
from .events import (
    CallEvent,
    CallEventType,
    EndedCall,
    LoggedCall,
    events,
    is_same_party,
    logged_calls,
    reconcile,
)
from .tracking import TrackedCall

STRAGGLERS: Final = timedelta(seconds=10)
"""How long after the end of a call other news of it may still arrive."""

_ENDS = frozenset({CallEventType.ENDED, CallEventType.MISSED})


class CallJournal:
    """The calls that are over, until nothing more can come of them."""

    def __init__(self) -> None:
        """Start without knowing any."""
        self._log: frozenset[LoggedCall] | None = None
        self._ended: list[EndedCall] = []
        self._logged: list[EndedCall] = []
        """Calls that the log told first; whoever is late with them is not heard."""

        self._gone: dict[str, datetime] = {}

    def observe(
        self,
        old: Sequence[TrackedCall],
        new: Sequence[TrackedCall],
        now: datetime,
        *,
        has_log: bool,
    ) -> list[CallEvent]:
        """Return what happened between two states.

        What looks missed waits for the log, which knows whether it was answered.
        """
        self._gone = {
            handle: at for handle, at in self._gone.items() if at + STRAGGLERS > now
        } | dict.fromkeys(
            {one.call.handle for one in old} - {one.call.handle for one in new}, now
        )
        told = []
        for event in events(old, new, now):
            is_end = event.kind in _ENDS
            if is_end and self._was_logged(event, now):
                continue
            waits = has_log and event.kind is CallEventType.MISSED
            if not waits:
                told.append(event)
            if is_end and has_log:
                self._ended.append(
                    EndedCall(event=event, ended_at=now, is_told=not waits)
                )
        return told

    def _was_logged(self, event: CallEvent, now: datetime) -> bool:
        """Tell whether the log was faster with the end of a call."""
        for call in self._logged:
            if call.ended_at + STRAGGLERS > now and is_same_party(call.event, event):
                self._logged.remove(call)
                return True
        return False

    def is_gone(self, handle: str, now: datetime) -> bool:
        """Tell whether a call ended so lately that news of it are old ones."""
        return handle in self._gone and self._gone[handle] + STRAGGLERS > now

    def read(self, log: CallLog | None, now: datetime) -> list[CallEvent]:
        """Return what the phone's log tells that was not known; None could not be read.

        The first one only shows what was there before. So does one that has nothing in
        common with it: the phone's clock was set, which changes all times.
        """
        fresh: list[LoggedCall] | None = None
        if log is not None:
            fresh, calls = [], logged_calls(log)
            if self._log is not None and (
                not self._log or not self._log.isdisjoint(calls)
            ):
                fresh = [call for call in calls if call not in self._log]
            self._log = frozenset(calls)
        told, unseen, self._ended = reconcile(self._ended, fresh, now)
        self._logged = [
            call for call in self._logged if call.ended_at + STRAGGLERS > now
        ] + [EndedCall(event=event, ended_at=now, is_told=True) for event in unseen]
        return told + unseen
