"""Changes of a phone, for those that watch it."""

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
    """Something that changed at a phone."""

    kind: EventKind
    call: Call | None = None
    """The call whose state changed."""


type Observer = Callable[[PhoneEvent], None]
