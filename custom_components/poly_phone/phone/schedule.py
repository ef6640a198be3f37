"""When to ask a phone for which part of its state."""

from collections.abc import Iterable
from math import inf
from time import monotonic
from typing import Final

from ..ucs import UcsError, UcsNoAnswerError
from .polling import PARTS, PhoneData, Tier

CALL_INTERVAL: Final = 1
"""Seconds between two questions for calls while there are some."""

RETRY_INTERVAL: Final = 10
"""Seconds, at most, until a part that the phone failed to tell is asked for again."""

SILENCE_INTERVAL: Final = 60
"""The same for a part that it leaves unanswered, which holds everything else up."""

SETTLE_TIME: Final = 5
"""Seconds in which the effects of a command may still show."""

LOG_DELAY: Final = 2
"""Seconds after the end of a call until it is looked up in the phone's log."""

GOLDEN_RATIO: Final = 0.6180339887
"""Its multiples spread evenly over an interval, also those of neighbouring numbers."""


class Schedule:
    """When to ask one phone for each part of its state."""

    def __init__(self, mac: str) -> None:
        """Have everything due."""
        self._due = dict.fromkeys(Tier, 0.0)
        self._settled_at = 0.0
        self._notified_at = -inf
        self._surprised_at = -inf
        self._share = int(mac.replace(":", ""), 16) * GOLDEN_RATIO % 1

    def is_due(self, tier: Tier) -> bool:
        """Tell whether to ask for a part."""
        # The timer may fire up to a second early.
        return self._due[tier] < monotonic() + 1

    def pause(self, tiers: Iterable[Tier]) -> float:
        """Return the seconds until one of some parts is due."""
        pause = min((self._due[tier] for tier in tiers), default=inf) - monotonic()
        return min(max(pause, CALL_INTERVAL), PARTS[Tier.DEVICE].interval)

    def hasten(self, *tiers: Tier) -> None:
        """Have parts due at once."""
        self._due |= dict.fromkeys(tiers, 0.0)

    def begin(self, tier: Tier) -> None:
        """Note that a part is being asked for; it may become due anew meanwhile."""
        self._due[tier] = inf

    def finish(
        self, tier: Tier, state: PhoneData, err: UcsError | None, *, is_first: bool
    ) -> None:
        """Set when to ask for a part again, unless it became due anew meanwhile."""
        if self._due[tier] < inf:
            return
        seconds: float = PARTS[tier].interval
        if err:
            is_silent = isinstance(err, UcsNoAnswerError)
            seconds = SILENCE_INTERVAL if is_silent else min(seconds, RETRY_INTERVAL)
        elif tier is Tier.CALLS and (
            state.tracked_calls or monotonic() < self._settled_at
        ):
            seconds = CALL_INTERVAL
        elif state.is_push_proven:
            seconds = PARTS[tier].proven_interval or seconds
        elif is_first:
            # Phones that are set up together would be asked together for ever after.
            seconds *= self._share
        self._due[tier] = monotonic() + seconds

    def call_ended(self) -> None:
        """Have the log looked into once it tells of the call."""
        self._due[Tier.CALL_LOG] = monotonic() + LOG_DELAY

    def commanded(self) -> None:
        """Note that calls may change now without being announced."""
        self._settled_at = monotonic() + SETTLE_TIME

    def notified(self) -> None:
        """Note that the phone told something by itself."""
        self._notified_at = monotonic()

    def surprised(self) -> None:
        """Note that calls turned out to have changed."""
        self._surprised_at = monotonic()
        # By then it shows whether the phone was about to tell.
        self._due[Tier.CALLS] = min(
            self._due[Tier.CALLS], self._surprised_at + CALL_INTERVAL
        )

    @property
    def is_push_doubtful(self) -> bool:
        """Whether calls changed without a notification or a command."""
        return (
            max(self._notified_at + SETTLE_TIME, self._settled_at) < self._surprised_at
        )
