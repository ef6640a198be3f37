"""Messages that others push to the screen: what is shown, and what waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from simulator.clock import Timeline, Timer
from simulator.configuration.layers import Config

PRIORITIES: Final = ("Normal", "Important", "High", "Critical")
"""The least urgent first."""

ALL_PRIORITIES = 5
"""The value of `apps.push.messageType` that lets all in; lower ones only one each."""


@dataclass(frozen=True)
class Message:
    """A message."""

    title: str
    text: str
    priority: str

    @property
    def rank(self) -> int:
        """How urgent it is: from 1 for the least."""
        return PRIORITIES.index(self.priority) + 1


class Messages:
    """What the microbrowser of one phone shows: for a while, unless somebody goes back."""

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

    def push(self, message: Message) -> None:
        """Show a message at once or later; one of a priority that is not let in, never.

        During calls critical ones are shown, others only if they are more urgent than the
        one before, and normal ones not at all until the phone is idle.
        """
        if int(self._config["apps.push.messageType"]) not in (
            message.rank,
            ALL_PRIORITIES,
        ):
            return
        critical = message.rank == len(PRIORITIES)
        if not self._is_busy() or critical or message.rank > max(1, self._last_rank):
            self._show(message)
        else:
            self._waiting.append(message)

    def resume(self) -> None:
        """Show what waited for the phone to be idle, the most urgent first."""
        if self._is_busy():
            return
        self._last_rank = 0
        if self._waiting:
            first = max(self._waiting, key=lambda message: message.rank)
            self._waiting.remove(first)
            self._show(first)

    def dismiss(self) -> None:
        """Go back to what the phone shows otherwise, or to the next one that waits."""
        self._hide()
        self.resume()
        self._on_change()

    def clear(self) -> None:
        """Forget them all."""
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
