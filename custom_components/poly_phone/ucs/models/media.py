"""The media of calls: what is muted, and how good it sounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import parsing


@dataclass(frozen=True, kw_only=True)
class CommunicationInfo:
    """The media of the current call. Source: `media/communicationInfo`."""

    is_muted: bool | None
    kinds: tuple[str, ...] = ()
    """Direction of each stream, `RxTx` for example."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> CommunicationInfo:
        """Parse a reply."""
        kinds = data.get("CommunicationType")
        return cls(
            is_muted=parsing.flag(data, "PhoneMuteState"),
            kinds=tuple(kind for kind in kinds if isinstance(kind, str))
            if isinstance(kinds, list)
            else (),
        )


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The audio or video of a call. Source: `sessionStats`."""

    is_voice: bool
    codec: str | None
    """Of what is received, without its number: `G.722.1`."""

    packets_expected: int | None
    """So far."""

    packets_lost: int | None
    """Of those."""

    jitter: int | None
    """Milliseconds."""

    latency: int | None
    """Milliseconds."""

    mos: float | None
    """Listening quality of what is received, 1 (bad) to 5."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Stream:
        """Parse one stream."""
        mos = parsing.number(data, "RxMOSLQ")
        codec = parsing.text(data, "RxCodec") or ""
        return cls(
            is_voice=(parsing.text(data, "Category") or "0").startswith("0"),
            codec=codec.partition(":")[2] or codec or None,
            packets_expected=parsing.integer(data, "PacketsExpected"),
            packets_lost=parsing.integer(data, "PacketsLost"),
            jitter=parsing.integer(data, "Jitter"),
            latency=parsing.integer(data, "Latency"),
            # 127 stands for "not measured".
            mos=mos if mos is not None and 1 <= mos <= 5 else None,
        )

    @property
    def loss(self) -> float | None:
        """Percentage of the packets that did not arrive."""
        if not self.packets_expected or self.packets_lost is None:
            return None
        return round(100 * self.packets_lost / self.packets_expected, 2)


@dataclass(frozen=True, kw_only=True)
class Session:
    """The media of one call. Source: `sessionStats`."""

    ref: str | None
    """The call's handle as this firmware writes it."""

    is_encrypted: bool | None
    """Whether it goes over SRTP."""

    streams: tuple[Stream, ...]

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Session:
        """Parse the media of one call; a call without any has no streams."""
        return cls(
            ref=parsing.text(data, "Ref"),
            is_encrypted=parsing.flag(data, "SRTPCall"),
            streams=tuple(map(Stream.from_reply, parsing.objects(data.get("Streams")))),
        )

    @property
    def voice(self) -> Stream | None:
        """The stream with the voices."""
        return next((stream for stream in self.streams if stream.is_voice), None)
