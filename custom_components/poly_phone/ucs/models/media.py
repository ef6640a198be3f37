"""The media of calls: mute state and voice quality."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import parsing


@dataclass(frozen=True, kw_only=True)
class CommunicationInfo:
    """The current call's media. Source: `GET v1/mgmt/media/communicationInfo`."""

    is_muted: bool | None
    kinds: tuple[str, ...] = ()
    """Direction of each stream, for example `RxTx`."""

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
    """One audio or video stream. Source: `GET v1/mgmt/media/sessionStats`."""

    is_voice: bool
    codec: str | None
    """Codec of the received stream without its number, for example `G.722.1`."""

    packets_expected: int | None
    """Number of packets since the call started."""

    packets_lost: int | None
    """Number of lost packets among the expected ones."""

    jitter: int | None
    """Milliseconds."""

    latency: int | None
    """Milliseconds."""

    mos: float | None
    """Listening quality of the received stream, 1 (bad) to 5."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Stream:
        """Parse one stream."""
        mos = parsing.number(data, "RxMOSLQ")
        codec = parsing.label(data, "RxCodec") or ""
        return cls(
            is_voice=(parsing.text(data, "Category") or "0").startswith("0"),
            codec=codec.partition(":")[2] or codec or None,
            packets_expected=parsing.integer(data, "PacketsExpected"),
            packets_lost=parsing.integer(data, "PacketsLost"),
            jitter=parsing.integer(data, "Jitter"),
            latency=parsing.integer(data, "Latency"),
            # Phones send 127 because they have no measurement.
            mos=mos if mos is not None and 1 <= mos <= 5 else None,
        )

    @property
    def loss(self) -> float | None:
        """Lost packets in percent."""
        if not self.packets_expected or self.packets_lost is None:
            return None
        return round(100 * self.packets_lost / self.packets_expected, 2)


@dataclass(frozen=True, kw_only=True)
class Session:
    """The media of one call. Source: `GET v1/mgmt/media/sessionStats`."""

    ref: str | None
    """The call's handle as this firmware writes it."""

    is_encrypted: bool | None
    """Whether the call uses SRTP."""

    streams: tuple[Stream, ...]

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Session:
        """Parse the media of one call, which may have no streams."""
        return cls(
            ref=parsing.text(data, "Ref"),
            is_encrypted=parsing.flag(data, "SRTPCall"),
            streams=tuple(map(Stream.from_reply, parsing.objects(data.get("Streams")))),
        )

    @property
    def voice(self) -> Stream | None:
        """The voice stream."""
        return next((stream for stream in self.streams if stream.is_voice), None)
