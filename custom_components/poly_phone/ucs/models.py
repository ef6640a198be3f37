"""What the phone tells, typed. Every firmware's reply format is understood here.

Times are the phone's own wall clock, without a zone. Missing or empty values are None.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from . import values
from .values import objects


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
        if not (ref := values.text(data, "CallHandle")):
            return None
        kind = (values.text(data, "Type") or "").lower()
        appearance = values.text(data, "UIAppearanceIndex")
        seconds = values.text(data, "DurationSeconds", "DurationInSeconds")
        return cls(
            ref=ref,
            state=CallState.parse(values.text(data, "CallState")),
            direction=CallDirection(kind) if kind in CallDirection else None,
            line=values.integer(data, "LineID", "LineId", "LineNumber"),
            number=values.address(data, "RemotePartyNumber"),
            name=values.name(data, "RemotePartyName"),
            duration=values.duration(seconds),
            muted=values.flag(data, "Muted"),
            ringing=values.flag(data, "Ringing"),
            is_focused=appearance is None or appearance.endswith("*"),
        )


def parse_calls(data: object) -> tuple[Call, ...]:
    """Parse all calls, of version 2 (a list) or version 1 (the focused one)."""
    calls = (Call.from_reply(item) for item in objects(data))
    return tuple(
        call for call in calls if call and call.state is not CallState.DISCONNECTED
    )


@dataclass(frozen=True, kw_only=True)
class Line:
    """A registration of the phone with a SIP server. Source: `lineInfo`."""

    is_registered: bool | None
    label: str | None = field(default=None, repr=False)
    address: str | None = field(default=None, repr=False)
    """SIP address, `user@host` or a bare user."""

    user: str | None = field(default=None, repr=False)
    kind: str | None = None
    """`private` or `shared`."""

    protocol: str | None = None
    proxy: str | None = field(default=None, repr=False)
    port: int | None = None
    """Port of the proxy; 0 is the protocol's default."""

    do_not_disturb: bool | None = None
    """Only version 2 tells."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Line:
        """Parse one line key, of either version."""
        return cls(
            is_registered=values.flag(data, "RegistrationStatus"),
            label=values.text(data, "Label"),
            address=values.text(data, "SIPAddress"),
            user=values.text(data, "UserID", "Username"),
            kind=values.text(data, "LineType"),
            protocol=values.text(data, "Protocol"),
            proxy=values.text(data, "ProxyAddress"),
            port=values.integer(data, "Port"),
            do_not_disturb=values.flag(data, "DoNotDisturb"),
        )

    @property
    def is_placeholder(self) -> bool:
        """Whether this stands for a line that was never configured."""
        address = self.address or ""
        return (
            not self.is_registered
            and self.proxy is None
            and "@" not in address
            and not values.is_number(address)
        )


def parse_lines(data: object) -> tuple[Line, ...]:
    """Parse the registrations out of a list of line keys, which may show one twice."""
    lines = (
        Line.from_reply(item) for item in objects(data) if item.get("CallServers") != []
    )
    return tuple(dict.fromkeys(line for line in lines if not line.is_placeholder))


@dataclass(frozen=True, kw_only=True)
class DeviceInfo:
    """What the phone is. Source: `device/info`, version 1 or 2."""

    mac: str | None = field(repr=False)
    """12 lower-case hex digits."""

    model: str
    vendor: str | None = None
    firmware: str | None = None
    """Version of the application, without build date."""

    uptime: timedelta | None = None
    """Time since the last start."""

    ip_address: str | None = field(default=None, repr=False)
    has_camera: bool | None = None
    expansion_modules: int = 0
    is_ready: bool | None = None
    """False while the phone starts; only version 2 tells."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> DeviceInfo | None:
        """Parse a reply; None when it does not describe a phone."""
        if not (model := values.text(data, "ModelNumber")):
            return None
        firmware, hardware = data.get("Firmware"), data.get("AttachedHardware")
        application = (
            values.text(firmware, "Application")
            if isinstance(firmware, Mapping)
            else None
        )
        if not isinstance(hardware, Mapping):
            hardware = {}
        return cls(
            mac=values.mac(values.text(data, "MACAddress") or ""),
            model=model.removeprefix("RealPresence "),
            vendor=values.text(data, "DeviceVendor"),
            firmware=(
                application or values.text(data, "FirmwareRelease") or ""
            ).partition(" ")[0]
            or None,
            uptime=values.duration(
                data.get("UpTime", data.get("UpTimeSinceLastReboot"))
            ),
            ip_address=values.text(data, "IPAddress", "IPV4Address"),
            has_camera=values.flag(hardware, "Camera"),
            expansion_modules=len(list(objects(hardware.get("EM")))),
            is_ready=values.flag(data, "ReadyToUse"),
        )

    @property
    def has_call_control(self) -> bool:
        """Whether calls can be controlled over HTTP: Edge phones only read them."""
        return not self.model.startswith("Edge")


@dataclass(frozen=True, kw_only=True)
class NetworkInfo:
    """How the phone is connected. Source: `network/info`."""

    ip_address: str | None = field(repr=False)
    subnet_mask: str | None
    gateway: str | None = field(repr=False)
    dns_server: str | None = field(repr=False)
    vlan: int | None
    uses_dhcp: bool | None
    port_status: str | None
    """`active` or `inactive`."""

    speed: str | None
    """For example `100Mbps`."""

    provisioning_server: str | None = field(repr=False)

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> NetworkInfo:
        """Parse a reply."""
        return cls(
            ip_address=values.text(data, "IPV4Address"),
            subnet_mask=values.text(data, "SubnetMask"),
            gateway=values.text(data, "DefaultGateway"),
            dns_server=values.text(data, "DNSServer"),
            vlan=values.integer(data, "VLANID"),
            uses_dhcp=values.flag(data, "DHCP"),
            port_status=values.text(data, "LANPortStatus"),
            speed=values.text(data, "LANSpeed"),
            provisioning_server=values.text(data, "ProvServerAddress"),
        )


@dataclass(frozen=True, kw_only=True)
class NetworkStatistics:
    """What went over the network. Source: `network/stats`."""

    uptime: timedelta | None
    rx_packets: int | None
    tx_packets: int | None

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> NetworkStatistics:
        """Parse a reply."""
        return cls(
            uptime=values.duration(data.get("UpTime")),
            rx_packets=values.integer(data, "RxPackets"),
            tx_packets=values.integer(data, "TxPackets"),
        )


@dataclass(frozen=True, kw_only=True)
class DeviceStatistics:
    """How busy the phone is. Source: `device/stats`."""

    cpu_current: float | None
    """Percent."""

    cpu_average: float | None
    """Percent."""

    memory_total: int | None
    """Bytes."""

    memory_used: int | None
    """Bytes, without what caches give back on demand."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> DeviceStatistics:
        """Parse a reply."""
        cpu, memory = (
            part if isinstance(part := data.get(key), Mapping) else {}
            for key in ("CPU", "Memory")
        )
        used = values.integer(memory, "Used")
        reclaimable = values.integer(memory, "SReclaim") or 0
        return cls(
            cpu_current=values.number(cpu, "Current"),
            cpu_average=values.number(cpu, "Average"),
            memory_total=values.integer(memory, "Total"),
            memory_used=None if used is None else used - reclaimable,
        )


@dataclass(frozen=True, kw_only=True)
class SipUser:
    """A SIP user and its registration. Source: `sipStatus`."""

    line: int | None
    name: str | None = field(repr=False)
    registration: str | None
    """The phone's word, `Registered` or `Registering` among others."""

    expires: timedelta | None
    """Time until the registration must be renewed."""

    calls: int | None

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> SipUser:
        """Parse one user."""
        register = next(
            (
                event
                for event in objects(data.get("Events"))
                if values.text(event, "Type") == "Register"
            ),
            {},
        )
        return cls(
            line=values.integer(data, "LineNumber"),
            name=values.text(data, "Name"),
            registration=values.text(register, "RegistrationState"),
            expires=values.duration(values.text(register, "Expires")),
            calls=values.integer(data, "TotalCalls"),
        )


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
            is_muted=values.flag(data, "PhoneMuteState"),
            kinds=tuple(kind for kind in kinds if isinstance(kind, str))
            if isinstance(kinds, list)
            else (),
        )


@dataclass(frozen=True, kw_only=True)
class PollStatus:
    """The phone in one word. Source: `pollForStatus`."""

    state: str | None
    """`Idle` or `Active`, anything else is an error."""

    detail: str | None

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> PollStatus:
        """Parse a reply."""
        return cls(
            state=values.text(data, "State"), detail=values.text(data, "StateData")
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
            line=values.integer(data, "LineNumber"),
            started=values.moment(data, "StartTime"),
            duration=values.duration(values.text(data, "Duration")),
            number=values.address(data, "RemotePartyNumber"),
            name=values.name(data, "RemotePartyName"),
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
            missed=parse_call_list(data.get("Missed")),
            received=parse_call_list(data.get("Received")),
            placed=parse_call_list(data.get("Placed")),
        )


def parse_call_list(data: object) -> tuple[CallLogEntry, ...]:
    """Parse one of the lists."""
    return tuple(map(CallLogEntry.from_reply, objects(data)))


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """A configuration parameter. Source: `config/get`."""

    value: str = field(repr=False)
    """Empty where nothing is set."""

    source: str | None
    """Who set it: `default`, `config` (provisioning), `web`, `device`, `local`."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Parameter:
        """Parse one parameter."""
        return cls(
            value=values.text(data, "Value", "value") or "",
            source=(values.text(data, "Source", "source") or "").lower() or None,
        )


@dataclass(frozen=True, kw_only=True)
class Stream:
    """The audio or video of a call. Source: `sessionStats`."""

    is_voice: bool
    codec: str | None
    """Of what is received, without its number: `G.722.1`."""

    packets_expected: int | None
    packets_lost: int | None
    jitter: int | None
    """Milliseconds."""

    latency: int | None
    """Milliseconds."""

    mos: float | None
    """Listening quality of what is received, 1 (bad) to 5."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Stream:
        """Parse one stream."""
        mos = values.number(data, "RxMOSLQ")
        codec = values.text(data, "RxCodec") or ""
        return cls(
            is_voice=(values.text(data, "Category") or "0").startswith("0"),
            codec=codec.partition(":")[2] or codec or None,
            packets_expected=values.integer(data, "PacketsExpected"),
            packets_lost=values.integer(data, "PacketsLost"),
            jitter=values.integer(data, "Jitter"),
            latency=values.integer(data, "Latency"),
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
    is_encrypted: bool | None
    streams: tuple[Stream, ...]

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> Session:
        """Parse the media of one call; a call without any has no streams."""
        return cls(
            ref=values.text(data, "Ref"),
            is_encrypted=values.flag(data, "SRTPCall"),
            streams=tuple(map(Stream.from_reply, objects(data.get("Streams")))),
        )

    @property
    def voice(self) -> Stream | None:
        """The stream with the voices."""
        return next((stream for stream in self.streams if stream.is_voice), None)
