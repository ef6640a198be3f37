"""Messages that others push to the screen: what is shown, and what waits."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .clock import Timer
    from .phone import Phone

PRIORITIES: Final = ("Normal", "Important", "High", "Critical")
"""The least urgent first."""

ALL = 5
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

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self.shown: Message | None = None
        self._waiting: list[Message] = []
        self._last_rank = 0
        self._end: Timer | None = None

    def push(self, message: Message) -> None:
        """Show a message at once or later; one of a priority that is not let in, never.

        During calls critical ones are shown, others only if they are more urgent than the
        one before, and normal ones not at all until the phone is idle.
        """
        if int(self._phone.config["apps.push.messageType"]) not in (message.rank, ALL):
            return
        critical = message.rank == len(PRIORITIES)
        if not self._phone.calls or critical or message.rank > max(1, self._last_rank):
            self._show(message)
        else:
            self._waiting.append(message)

    def resume(self) -> None:
        """Show what waited for the phone to be idle, the most urgent first."""
        if self._phone.calls:
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
        self._phone.publish("screen")

    def clear(self) -> None:
        """Forget them all."""
        self._waiting.clear()
        self._last_rank = 0
        self._hide()

    def _show(self, message: Message) -> None:
        self._hide()
        self.shown = message
        self._last_rank = message.rank
        seconds = self._phone.seconds("mb.main.idleTimeout")
        self._end = self._phone.timeline.after(seconds, self.dismiss)
        self._phone.publish("screen")

    def _hide(self) -> None:
        self.shown = None
        if self._end:
            self._end.cancel()
            self._end = None
