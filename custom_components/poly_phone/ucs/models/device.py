"""The device: identity, load and network."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from .. import parsing


@dataclass(frozen=True, kw_only=True)
class DeviceInfo:
    """The identity of a phone. Source: `GET v1/mgmt/device/info`, or version 2."""

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
    """Number of attached modules."""

    is_ready: bool | None = None
    """False while the phone boots; only version 2 reports it."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> DeviceInfo | None:
        """Parse a reply; return None without a model."""
        if not (model := parsing.label(data, "ModelNumber")):
            return None
        firmware, hardware = data.get("Firmware"), data.get("AttachedHardware")
        application = (
            parsing.label(firmware, "Application")
            if isinstance(firmware, Mapping)
            else None
        )
        if not isinstance(hardware, Mapping):
            hardware = {}
        return cls(
            mac=parsing.mac(parsing.text(data, "MACAddress") or ""),
            model=model.removeprefix("RealPresence "),
            vendor=parsing.label(data, "DeviceVendor"),
            firmware=(
                application or parsing.label(data, "FirmwareRelease") or ""
            ).partition(" ")[0]
            or None,
            uptime=parsing.duration(
                data.get("UpTime", data.get("UpTimeSinceLastReboot"))
            ),
            ip_address=parsing.label(data, "IPAddress", "IPV4Address"),
            has_camera=parsing.flag(hardware, "Camera"),
            expansion_modules=len(list(parsing.objects(hardware.get("EM")))),
            is_ready=parsing.flag(data, "ReadyToUse"),
        )

    @property
    def has_call_control(self) -> bool:
        """Whether HTTP can control calls. Edge phones only report them."""
        return not self.model.startswith("Edge")


@dataclass(frozen=True, kw_only=True)
class DeviceStatistics:
    """The load of the phone. Source: `GET v1/mgmt/device/stats`."""

    cpu_current: float | None
    """Percent."""

    cpu_average: float | None
    """Percent."""

    memory_total: int | None
    """Bytes."""

    memory_used: int | None
    """Bytes, without caches that can be reclaimed."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> DeviceStatistics:
        """Parse a reply."""
        cpu, memory = (
            part if isinstance(part := data.get(key), Mapping) else {}
            for key in ("CPU", "Memory")
        )
        used = parsing.integer(memory, "Used")
        reclaimable = parsing.integer(memory, "SReclaim") or 0
        return cls(
            cpu_current=parsing.number(cpu, "Current"),
            cpu_average=parsing.number(cpu, "Average"),
            memory_total=parsing.integer(memory, "Total"),
            memory_used=None if used is None else used - reclaimable,
        )


@dataclass(frozen=True, kw_only=True)
class NetworkInfo:
    """The network settings. Source: `GET v1/mgmt/network/info`."""

    ip_address: str | None = field(repr=False)
    subnet_mask: str | None
    gateway: str | None = field(repr=False)
    dns_server: str | None = field(repr=False)
    vlan: int | None
    """VLAN number; None without a VLAN."""

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
            ip_address=parsing.label(data, "IPV4Address"),
            subnet_mask=parsing.label(data, "SubnetMask"),
            gateway=parsing.label(data, "DefaultGateway"),
            dns_server=parsing.label(data, "DNSServer"),
            vlan=parsing.integer(data, "VLANID"),
            uses_dhcp=parsing.flag(data, "DHCP"),
            port_status=parsing.label(data, "LANPortStatus"),
            speed=parsing.label(data, "LANSpeed"),
            provisioning_server=parsing.label(data, "ProvServerAddress"),
        )


@dataclass(frozen=True, kw_only=True)
class NetworkStatistics:
    """The packet counters. Source: `GET v1/mgmt/network/stats`."""

    uptime: timedelta | None
    """Time since the counters started."""

    rx_packets: int | None
    tx_packets: int | None

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> NetworkStatistics:
        """Parse a reply."""
        return cls(
            uptime=parsing.duration(data.get("UpTime")),
            rx_packets=parsing.integer(data, "RxPackets"),
            tx_packets=parsing.integer(data, "TxPackets"),
        )


@dataclass(frozen=True, kw_only=True)
class PollStatus:
    """The phone's own summary. Source: `GET v1/mgmt/pollForStatus`."""

    state: str | None
    """`Idle` or `Active`; other words name an error."""

    detail: str | None
    """An English sentence with a time or a duration."""

    @classmethod
    def from_reply(cls, data: Mapping[str, Any]) -> PollStatus:
        """Parse a reply."""
        return cls(
            state=parsing.label(data, "State"), detail=parsing.label(data, "StateData")
        )
