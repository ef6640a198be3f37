"""Calls: those that are going on, and those that are over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from .. import parsing


class CallDirection(StrEnum):
    """Who called."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class CallState(StrEnum):
    """Where a call stands."""

    DIALTONE = "dialtone"
    """Off hook, nothing dialled yet."""
    SETUP = "setup"
    PROCEEDING = "proceeding"
    RINGBACK = "ringback"
    """It rings at the other party."""
    OFFERING = "offering"
    """It rings here."""
    CONNECTED = "connected"
    CONFERENCE = "conference"
    HOLD = "hold"
    """This phone put the other party on hold."""
    HELD = "held"
    """The other party put this phone on hold."""
    DISCONNECTED = "disconnected"
    UNKNOWN = "unknown"

    @classmethod
    def parse(cls, word: str | None) -> CallState:
        """Understand the words of REST replies and of notifications, in any case."""
        word = (word or "").lower()
        return next(
            (state for part, state in _CALL_STATE_WORDS if part in word), cls.UNKNOWN
        )


_CALL_STATE_WORDS = (
    ("dialtone", CallState.DIALTONE),
    ("setup", CallState.SETUP),
    ("proceeding", CallState.PROCEEDING),
    ("ringback", CallState.RINGBACK),
    ("offering", CallState.OFFERING),
    ("ring", CallState.OFFERING),
    ("disconnected", CallState.DISCONNECTED),
    ("free", CallState.DISCONNECTED),
    ("connected", CallState.CONNECTED),
    ("hold", CallState.HOLD),
    ("held", CallState.HELD),
    ("conference", CallState.CONFERENCE),
)
"""Parts of the phone's words, the first that is contained decides."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call on the phone. Source: `callStatus`, version 1 or 2."""

    ref: str
    """The handle as this firmware writes it, the way commands want it back."""

    state: CallState
    direction: CallDirection | None = None
    line: int | None = None
    """Number of the line, 1 for the first."""

    number: str | None = field(default=None, repr=False)
    """The other party: a bare number, or `user@host`."""

    name: str | None = field(default=None, repr=False)
    """What the phone displays of the other party, often its number or address."""

    duration: timedelta | None = field(default=None, compare=False)
    """How long the call has been connected, in whole seconds.

    It is not compared: a call that merely goes on is the same call.
    """

    muted: bool | None = None
    ringing: bool | None = None
    is_focused: bool = True
    """Whether keys on the phone act on this call."""

    @property
    def handle(self) -> str:
        """The handle in the form that is the same in all versions and notifications."""
        return self.ref.lower().removeprefix("0x")

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Call | None:
        """Parse one call; None for an object that names none."""
        if not (ref := parsing.text(data, "CallHandle")):
            return None
        kind = (parsing.text(data, "Type") or "").lower()
        appearance = parsing.text(data, "UIAppearanceIndex")
        seconds = parsing.text(data, "DurationSeconds", "DurationInSeconds")
        return cls(
            ref=ref,
            state=CallState.parse(parsing.text(data, "CallState")),
            direction=CallDirection(kind) if kind in CallDirection else None,
            line=parsing.integer(data, "LineID", "LineId", "LineNumber"),
            number=parsing.address(data, "RemotePartyNumber"),
            name=parsing.name(data, "RemotePartyName"),
            duration=parsing.duration(seconds),
            muted=parsing.flag(data, "Muted"),
            ringing=parsing.flag(data, "Ringing"),
            is_focused=appearance is None or appearance.endswith("*"),
        )


def parse_calls(data: object) -> tuple[Call, ...]:
    """Parse all calls, of version 2 (a list) or version 1 (the focused one)."""
    calls = (Call.from_reply(item) for item in parsing.objects(data))
    return tuple(
        call for call in calls if call and call.state is not CallState.DISCONNECTED
    )


@dataclass(frozen=True, kw_only=True)
class CallLogEntry:
    """A call that is over. Source: `callLogs`."""

    line: int | None
    started: datetime | None
    duration: timedelta | None
    """None when it was never connected."""

    number: str | None = field(repr=False)
    name: str | None = field(repr=False)

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> CallLogEntry:
        """Parse one entry."""
        return cls(
            line=parsing.integer(data, "LineNumber"),
            started=parsing.moment(data, "StartTime"),
            duration=parsing.duration(parsing.text(data, "Duration")),
            number=parsing.address(data, "RemotePartyNumber"),
            name=parsing.name(data, "RemotePartyName"),
        )


@dataclass(frozen=True, kw_only=True)
class CallLog:
    """The phone's call lists, oldest call first."""

    missed: tuple[CallLogEntry, ...] = ()
    received: tuple[CallLogEntry, ...] = ()
    placed: tuple[CallLogEntry, ...] = ()

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> CallLog:
        """Parse a reply."""
        return cls(
            missed=_entries(data.get("Missed")),
            received=_entries(data.get("Received")),
            placed=_entries(data.get("Placed")),
        )


def _entries(data: object) -> tuple[CallLogEntry, ...]:
    return tuple(map(CallLogEntry.from_reply, parsing.objects(data)))
