"""Merges call events from polls and from the call log, so that each fires once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from ..ucs import CallLog
from .events import CallEvent, CallEventType, events
from .logged_calls import LoggedCall, logged_calls
from .tracking import TrackedCall

LATE_NEWS_WINDOW: Final = timedelta(seconds=10)
"""After the end of a call, polls and notifications may still report it this long."""

LOG_DELAY_LIMIT: Final = timedelta(minutes=2)
"""An ended call appears in the phone's log within this time, or never."""

LOG_DELAY_LIMIT_UNREADABLE: Final = timedelta(hours=1)
"""The same while the log cannot be read."""

CLOCK_TOLERANCE: Final = timedelta(seconds=3)
"""Difference between the times of one call in the log and in polls."""

_ENDS = frozenset({CallEventType.ENDED, CallEventType.MISSED})


@dataclass(frozen=True, kw_only=True)
class EndedCall:
    """A call that ended, and that the phone's log does not contain yet."""

    event: CallEvent
    ended_at: datetime
    is_fired: bool
    """Whether the event was fired. A missed call waits for the log to confirm it."""


class CallEventMerger:
    """Keeps ended calls until the other source has reported them too."""

    def __init__(
        self,
        number_key: Callable[[str], str],
        local_time: Callable[[datetime], datetime],
    ) -> None:
        """Start with no calls.

        Args:
            number_key: Returns what all spellings of a number have in common.
            local_time: Returns a time of the phone's clock with its time zone.

        """
        self._number_key = number_key
        self._local_time = local_time
        self._log: frozenset[LoggedCall] | None = None
        self._ended: list[EndedCall] = []
        self._logged: list[EndedCall] = []
        """Calls found in the log first; their later poll events are dropped."""

        self._end_times: dict[str, datetime] = {}
        """Times at which calls ended, by handle."""

    def observe(
        self,
        old: Sequence[TrackedCall],
        new: Sequence[TrackedCall],
        now: datetime,
        *,
        has_log: bool,
    ) -> list[CallEvent]:
        """Return the events between two lists of calls.

        A call that looks missed waits for the log, because only the log shows whether
        it was answered between two polls.
        """
        self._end_times = {
            handle: ended_at
            for handle, ended_at in self._end_times.items()
            if ended_at + LATE_NEWS_WINDOW > now
        } | dict.fromkeys(
            {one.call.handle for one in old} - {one.call.handle for one in new}, now
        )
        result = []
        for event in events(old, new, now):
            is_end = event.kind in _ENDS
            if is_end and self._was_logged(event, now):
                continue
            waits = has_log and event.kind is CallEventType.MISSED
            if not waits:
                result.append(event)
            if is_end and has_log:
                self._ended.append(
                    EndedCall(event=event, ended_at=now, is_fired=not waits)
                )
        return result

    def ended_recently(self, handle: str, now: datetime) -> bool:
        """Return whether news of a call are outdated, because it has just ended."""
        return (
            handle in self._end_times
            and self._end_times[handle] + LATE_NEWS_WINDOW > now
        )

    def read_log(self, log: CallLog | None, now: datetime) -> list[CallEvent]:
        """Return the events that a new reading of the log adds.

        The first reading adds none. A log without any call of the last reading adds
        none either: the phone's clock was set, which changes all times.

        Args:
            log: The call log; None if it could not be read.
            now: The present time.

        """
        fresh: list[LoggedCall] | None = None
        if log is not None:
            fresh, calls = [], logged_calls(log)
            if self._log is not None and (
                not self._log or not self._log.isdisjoint(calls)
            ):
                fresh = [call for call in calls if call not in self._log]
            self._log = frozenset(calls)
        confirmed, unseen, self._ended = self._reconcile(fresh, now)
        self._logged = [
            call for call in self._logged if call.ended_at + LATE_NEWS_WINDOW > now
        ] + [EndedCall(event=event, ended_at=now, is_fired=True) for event in unseen]
        return confirmed + unseen

    def _was_logged(self, event: CallEvent, now: datetime) -> bool:
        """Return whether the log reported this end of a call before the poll."""
        for is_same in self._comparisons:
            for call in self._logged:
                is_recent = call.ended_at + LATE_NEWS_WINDOW > now
                if is_recent and is_same(event, call.event):
                    self._logged.remove(call)
                    return True
        return False

    def _reconcile(
        self, fresh: Iterable[LoggedCall] | None, now: datetime
    ) -> tuple[list[CallEvent], list[CallEvent], list[EndedCall]]:
        """Match ended calls with new entries of the log.

        The log decides whether a call was missed. It also contains calls that started
        and ended between two polls.

        Args:
            fresh: The new entries of the log; None if it could not be read.
            now: The present time.

        Returns:
            The events of ended calls that waited, the events of calls that only the log
            contains, and the ended calls that are still not in the log.

        """
        confirmed: list[CallEvent] = []
        waiting = list(self._ended)
        unseen = [self._logged_event(logged) for logged in fresh or ()]
        limit = LOG_DELAY_LIMIT_UNREADABLE if fresh is None else LOG_DELAY_LIMIT
        for is_same in self._comparisons:
            entries, unseen = unseen, []
            for entry in entries:
                match = next(
                    (call for call in waiting if is_same(call.event, entry)), None
                )
                if match is None:
                    unseen.append(entry)
                    continue
                waiting.remove(match)
                if not match.is_fired:
                    confirmed.append(
                        replace(match.event, kind=entry.kind, duration=entry.duration)
                    )
        confirmed += [call.event for call in waiting if not call.is_fired]
        waiting = [
            replace(call, is_fired=True)
            for call in waiting
            if call.ended_at + limit > now
        ]
        return confirmed, unseen, waiting

    @property
    def _comparisons(self) -> tuple[Callable[[CallEvent, CallEvent], bool], ...]:
        """Comparisons of a call with an entry of the log, the most certain one first."""
        return self._is_same_party, _may_be_same_party, _is_same_time

    def _is_same_party(self, event: CallEvent, entry: CallEvent) -> bool:
        """Return whether both have the same direction and party."""
        return event.direction is entry.direction and (
            self._number_key(event.number or "") == self._number_key(entry.number or "")
        )

    def _logged_event(self, logged: LoggedCall) -> CallEvent:
        """Return an entry of the log as an event."""
        entry = logged.entry
        started_at = self._local_time(entry.started) if entry.started else None
        return CallEvent(
            kind=CallEventType.MISSED if logged.is_missed else CallEventType.ENDED,
            direction=logged.direction,
            number=entry.number,
            name=entry.name,
            line=entry.line,
            duration=entry.duration,
            started_at=started_at,
            ended_at=started_at and started_at + (entry.duration or timedelta()),
        )


def _may_be_same_party(event: CallEvent, entry: CallEvent) -> bool:
    """Return whether the parties may be the same, because a number is missing."""
    is_known = event.number and entry.number
    return event.direction is entry.direction and not is_known


def _is_same_time(event: CallEvent, entry: CallEvent) -> bool:
    """Return whether both are calls of one line that started or ended at one time.

    The log may contain another number, for example of the colleague who picked up.
    """
    if event.direction is not entry.direction:
        return False
    if None not in (event.line, entry.line) and event.line != entry.line:
        return False
    pairs = ((event.started_at, entry.started_at), (event.ended_at, entry.ended_at))
    return any(
        one and other and abs(one - other) <= CLOCK_TOLERANCE for one, other in pairs
    )
