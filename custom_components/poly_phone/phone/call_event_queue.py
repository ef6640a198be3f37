"""Collects call events, and delivers them after the new states are written."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

from ..calls.event_merger import CallEventMerger
from ..calls.events import CallEvent
from ..calls.tracking import TrackedCall
from ..ucs import CallLog

type CallEventListener = Callable[[CallEvent], None]


class CallEventQueue:
    """The call events of one phone."""

    def __init__(
        self, merger: CallEventMerger, pending: Iterable[CallEvent] = ()
    ) -> None:
        """Start with the events that wait for delivery."""
        self._merger = merger
        self.pending = list(pending)
        """Events that wait for delivery."""

        self._listeners: list[CallEventListener] = []

    def __bool__(self) -> bool:
        """Return whether events wait for delivery."""
        return bool(self.pending)

    def observe(
        self,
        old: Sequence[TrackedCall],
        new: Sequence[TrackedCall],
        *,
        has_log: bool,
    ) -> None:
        """Add the events between two lists of calls."""
        self.pending += self._merger.observe(
            old, new, datetime.now(UTC), has_log=has_log
        )

    def read_log(self, log: CallLog | None) -> None:
        """Add the events of calls that are new in the log; None if it is unreadable."""
        self.pending += self._merger.read_log(log, datetime.now(UTC))

    def ended_recently(self, handle: str) -> bool:
        """Return whether news of a call are outdated, because it has just ended."""
        return self._merger.ended_recently(handle, datetime.now(UTC))

    def subscribe(self, listener: CallEventListener) -> Callable[[], None]:
        """Add a listener for events; return a function that removes it."""
        self._listeners.append(listener)
        return partial(self._listeners.remove, listener)

    def deliver(self) -> None:
        """Deliver the events. Automations may run meanwhile and add new ones."""
        while self.pending:
            event = self.pending.pop(0)
            for listener in tuple(self._listeners):
                listener(event)
