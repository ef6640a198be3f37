"""The pushed messages on the screen, and those that wait."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from simulator.clock import Timeline, Timer
from simulator.configuration.layers import Config

PRIORITIES: Final = ("Normal", "Important", "High", "Critical")
"""The priorities, the least urgent first."""

ALL_PRIORITIES = 5
"""The `apps.push.messageType` of all priorities; a lower value allows only its own."""


@dataclass(frozen=True)
class Message:
    """A message."""

    title: str
    text: str
    priority: str

    @property
    def rank(self) -> int:
        """The urgency, from 1 for the least urgent."""
        return PRIORITIES.index(self.priority) + 1


class Messages:
    """The messages of one phone; each is shown for a while."""

    def __init__(
        self,
        config: Config,
        timeline: Timeline,
        *,
        is_busy: Callable[[], bool],
        on_change: Callable[[], None],
    ) -> None:
        self._config = config
        self._timeline = timeline
        self._is_busy = is_busy
        self._on_change = on_change
        self.shown: Message | None = None
        self._waiting: list[Message] = []
        self._last_rank = 0
        self._end: Timer | None = None

    def allows(self, message: Message) -> bool:
        """Return whether `apps.push.messageType` allows the priority."""
        allowed = int(self._config["apps.push.messageType"])
        return allowed in (message.rank, ALL_PRIORITIES)

    def push(self, message: Message) -> None:
        """Show a message, now or later, if its priority is allowed.

        During a call the phone shows critical messages, and those that are more urgent
        than the previous one. Other messages wait until the call has ended.
        """
        if not self.allows(message):
            return
        critical = message.rank == len(PRIORITIES)
        if not self._is_busy() or critical or message.rank > max(1, self._last_rank):
            self._show(message)
        else:
            self._waiting.append(message)

    def resume(self) -> None:
        """Show the most urgent waiting message if the phone is idle."""
        if self._is_busy():
            return
        self._last_rank = 0
        if self._waiting:
            first = max(self._waiting, key=lambda message: message.rank)
            self._waiting.remove(first)
            self._show(first)

    def dismiss(self) -> None:
        """Remove the message, and show the next one."""
        self._hide()
        self.resume()
        self._on_change()

    def clear(self) -> None:
        """Discard all messages."""
        self._waiting.clear()
        self._last_rank = 0
        self._hide()

    def _show(self, message: Message) -> None:
        self._hide()
        self.shown = message
        self._last_rank = message.rank
        seconds = float(self._config["mb.main.idleTimeout"])
        self._end = self._timeline.after(seconds, self.dismiss)
        self._on_change()

    def _hide(self) -> None:
        self.shown = None
        if self._end:
            self._end.cancel()
            self._end = None
