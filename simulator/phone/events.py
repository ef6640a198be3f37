"""The changes of a phone, for its observers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from simulator.telephony.call import Call

type EventKind = Literal[
    "call",
    "config",
    "dnd",
    "line",
    "log",
    "mute",
    "notification",
    "power",
    "request",
    "screen",
]


@dataclass(frozen=True)
class PhoneEvent:
    """A change of a phone."""

    kind: EventKind
    call: Call | None = None
    """The call whose state changed."""


type Observer = Callable[[PhoneEvent], None]
