"""When each tier of one phone is due."""

from collections import Counter
from collections.abc import Iterable
from math import inf
from time import monotonic
from typing import Final

from ..ucs import UcsError, UcsNoAnswerError
from .polling import TIERS, Tier
from .state import PhoneData

CALL_INTERVAL: Final = 1
"""Seconds between two polls of the calls during a call."""

RETRY_INTERVAL: Final = 10
"""Seconds, at most, until a tier that could not be read is read again."""

NO_ANSWER_INTERVAL: Final = 60
"""The same for a tier without an answer, because its timeout delays all others."""

SETTLE_TIME: Final = 5
"""Seconds in which a command may still change the calls."""

LOG_DELAY: Final = 2
"""Seconds from the end of a call until the phone's log contains it."""

GOLDEN_RATIO: Final = 0.6180339887
"""Multiples of it spread evenly over an interval, even for consecutive numbers."""


class PollSchedule:
    """When to read each tier of one phone."""

    def __init__(self, mac: str) -> None:
        """Make every tier due."""
        self._due = dict.fromkeys(Tier, 0.0)
        self._fast_polling_until = 0.0
        self._finished: set[Tier] = set()
        self._failures: Counter[Tier] = Counter()
        """Number of failures since the last successful reading."""

        self._share = int(mac.replace(":", ""), 16) * GOLDEN_RATIO % 1

    def is_due(self, tier: Tier) -> bool:
        """Return whether to read a tier now."""
        # The timer of Home Assistant may fire up to a second early.
        return self._due[tier] < monotonic() + 1

    def seconds_to_next(self, tiers: Iterable[Tier]) -> float:
        """Return the seconds until one of the tiers is due."""
        pause = min((self._due[tier] for tier in tiers), default=inf) - monotonic()
        return min(max(pause, CALL_INTERVAL), TIERS[Tier.DEVICE].interval)

    def make_due(self, *tiers: Tier) -> None:
        """Make tiers due now."""
        self._due |= dict.fromkeys(tiers, 0.0)

    def started(self, tier: Tier) -> None:
        """Record the start of a reading. The tier can become due during it."""
        self._due[tier] = inf

    def finished(self, tier: Tier, data: PhoneData, err: UcsError | None) -> None:
        """Set the next reading of a tier, unless it became due during this one."""
        is_first = tier not in self._finished
        self._finished.add(tier)
        self._failures[tier] = self._failures[tier] + 1 if err else 0
        if self._due[tier] < inf:
            return
        seconds: float = TIERS[tier].interval
        if err:
            # Some firmware can never read a tier, so each failure doubles the delay.
            delay = RETRY_INTERVAL * 2 ** min(self._failures[tier] - 1, 8)
            is_silent = isinstance(err, UcsNoAnswerError)
            seconds = NO_ANSWER_INTERVAL if is_silent else min(seconds, delay)
        elif tier is Tier.CALLS and (
            data.tracked_calls or monotonic() < self._fast_polling_until
        ):
            seconds = CALL_INTERVAL
        elif data.is_push_proven:
            seconds = TIERS[tier].proven_interval or seconds
        if is_first and not err and not data.tracked_calls:
            # Spread the first polls, or phones set up together would stay in step.
            seconds *= self._share
        self._due[tier] = monotonic() + seconds

    def commanded(self) -> None:
        """Poll the calls fast for a while, because a command may change them."""
        self._fast_polling_until = monotonic() + SETTLE_TIME

    def call_ended(self) -> None:
        """Read the log as soon as it contains the call."""
        self._due[Tier.CALL_LOG] = monotonic() + LOG_DELAY

    def poll_calls_again(self) -> None:
        """Read the calls again in a second."""
        self._due[Tier.CALLS] = min(self._due[Tier.CALLS], monotonic() + CALL_INTERVAL)
