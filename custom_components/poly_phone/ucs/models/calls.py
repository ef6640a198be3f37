"""Calls and call logs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from .. import parsing


class CallDirection(StrEnum):
    """The direction of a call, seen from the phone."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class CallState(StrEnum):
    """The state of a call."""

    DIALTONE = "dialtone"
    """Off hook, no number dialed yet."""
    SETUP = "setup"
    PROCEEDING = "proceeding"
    RINGBACK = "ringback"
    """The other party's phone rings."""
    OFFERING = "offering"
    """This phone rings."""
    CONNECTED = "connected"
    CONFERENCE = "conference"
    HOLD = "hold"
    """This phone put the other party on hold."""
    HELD = "held"
    """The other party put this phone on hold."""
    REMOTE_ACTIVE = "remote_active"
    """Another phone with the same line has the call."""
    DISCONNECTED = "disconnected"
    UNKNOWN = "unknown"

    @classmethod
    def parse(cls, word: str | None) -> CallState:
        """Parse the word of a REST reply or notification."""
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
    ("ringing", CallState.OFFERING),
    ("remoteactive", CallState.REMOTE_ACTIVE),
    ("remotehold", CallState.HELD),
    ("disconnected", CallState.DISCONNECTED),
    ("free", CallState.DISCONNECTED),
    ("connected", CallState.CONNECTED),
    ("hold", CallState.HOLD),
    ("held", CallState.HELD),
    ("conference", CallState.CONFERENCE),
)
"""Parts of the phone's words; the first part that a word contains decides."""

_ELSEWHERE = frozenset({CallState.DISCONNECTED, CallState.REMOTE_ACTIVE})
"""States of calls that this phone does not have."""


@dataclass(frozen=True, kw_only=True)
class Call:
    """A call on the phone. Source: `GET v1/webCallControl/callStatus`, or version 2."""

    ref: str
    """The handle as this firmware writes it; commands need this form."""

    state: CallState
    direction: CallDirection | None = None
    line: int | None = None
    """Number of the line, 1 for the first."""

    number: str | None = field(default=None, repr=False)
    """The other party: a bare number, or `user@host`."""

    name: str | None = field(default=None, repr=False)
    """The displayed name of the other party, often its number or address."""

    duration: timedelta | None = field(default=None, compare=False)
    """Time since the call was connected, in whole seconds.

    It is not compared, so that a call stays equal while its duration grows.
    """

    muted: bool | None = None
    ringing: bool | None = None
    is_focused: bool = True
    """Whether keys on the phone act on this call."""

    @property
    def handle(self) -> str:
        """The handle in the form that all versions and notifications share."""
        return self.ref.lower().removeprefix("0x")

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Call | None:
        """Parse one call; return None without a handle."""
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
    """Parse a list of calls (version 2) or the focused call (version 1)."""
    calls = (Call.from_reply(item) for item in parsing.objects(data))
    return tuple(call for call in calls if call and call.state not in _ELSEWHERE)


@dataclass(frozen=True, kw_only=True)
class CallLogEntry:
    """A call that has ended. Source: `GET v1/mgmt/callLogs`."""

    line: int | None
    started: datetime | None
    duration: timedelta | None
    """None if the call was never connected."""

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
    """The call lists, oldest call first. Source: `GET v1/mgmt/callLogs`."""

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
