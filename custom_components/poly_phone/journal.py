"""Remembers calls, so that each of their events is told once."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from .call_events import (
    CallEvent,
    CallEventType,
    EndedCall,
    events,
    logged_calls,
    reconcile,
)
from .calls import TrackedCall
from .ucs import CallLog

STRAGGLERS: Final = timedelta(seconds=10)
"""How long after the end of a call notifications of it may still arrive."""


class CallJournal:
    """The calls that are over, until nothing more can come of them."""

    def __init__(self) -> None:
        """Start without knowing any."""
        self._log: CallLog | None = None
        self._ended: list[EndedCall] = []
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
            waits = has_log and event.kind is CallEventType.MISSED
            if not waits:
                told.append(event)
            if event.kind in (CallEventType.ENDED, CallEventType.MISSED):
                self._ended.append(
                    EndedCall(event=event, ended_at=now, is_told=not waits)
                )
        return told

    def is_gone(self, handle: str, now: datetime) -> bool:
        """Tell whether a call ended so lately that news of it are old ones."""
        return handle in self._gone and self._gone[handle] + STRAGGLERS > now

    def read(self, log: CallLog | None, now: datetime) -> list[CallEvent]:
        """Return what the phone's log tells that was not known; None could not be read.

        The first one only shows what was there before.
        """
        fresh = []
        if log is not None:
            if self._log is not None:
                known = set(logged_calls(self._log))
                fresh = [call for call in logged_calls(log) if call not in known]
            self._log = log
        told, self._ended = reconcile(self._ended, fresh, now)
        return told
