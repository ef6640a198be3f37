"""Remembers which missed calls the user has seen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2s

from ..ucs import CallLog, CallLogEntry


@dataclass(frozen=True, kw_only=True)
class SeenMarker:
    """The missed calls that the user has seen, by keys without personal data."""

    keys: Sequence[str] = field(default=())

    def unseen(self, missed: Iterable[CallLogEntry]) -> list[bool]:
        """Return for each missed call, oldest first, whether it is unseen."""
        seen = Counter(self.keys)
        result = []
        for call in missed:
            key = _key(call)
            result.append(seen[key] == 0)
            seen[key] -= 1 if seen[key] else 0
        return result

    def with_seen(self, missed: Iterable[CallLogEntry]) -> SeenMarker:
        """Return the marker after the user has also seen these calls."""
        return SeenMarker(keys=(*self.keys, *map(_key, missed)))

    def without_deleted(self, log: CallLog) -> SeenMarker:
        """Return the marker without calls that the phone no longer has."""
        left = Counter(map(_key, log.missed)) & Counter(self.keys)
        if left or not self.keys:
            return SeenMarker(keys=tuple(left.elements()))
        # The clock of the phone was set, which can change the times of all calls.
        parties = Counter(key.partition(":")[0] for key in self.keys)
        seen = []
        for key in map(_key, log.missed):
            party = key.partition(":")[0]
            if parties[party]:
                parties[party] -= 1
                seen.append(key)
        return SeenMarker(keys=tuple(seen))


def seen_until(log: CallLog, until: datetime | None, undated: int) -> SeenMarker:
    """Return the marker of an older version, which stored a time and a count."""
    dated = [
        call for call in log.missed if call.started and until and call.started <= until
    ]
    without_time = [call for call in log.missed if call.started is None]
    return SeenMarker().with_seen([*dated, *without_time[:undated]])


def _key(call: CallLogEntry) -> str:
    """Return a key of a call in the log: the party, and the time."""
    return f"{_hash(f'{call.number}|{call.line}')}:{_hash(str(call.started))}"


def _hash(text: str) -> str:
    return blake2s(text.encode(), digest_size=6).hexdigest()
