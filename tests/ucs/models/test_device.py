"""Device, load and network of all firmware versions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.poly_phone.ucs import (
    DeviceInfo,
    DeviceStatistics,
    NetworkInfo,
    NetworkStatistics,
    PollStatus,
)

DEVICE_V1 = {
    "ModelNumber": "VVX 450",
    "FirmwareRelease": "6.3.1.2233",
    "DeviceType": "hardwareEndpoint",
    "DeviceVendor": "Polycom",
    "UpTimeSinceLastReboot": "2 Days 3:04:05",
    "IPV4Address": "192.0.2.45",
    "IPV6Address": "::",
    "MACAddress": "64167fb00001",
    "AttachedHardware": {"EM": [], "Camera": "yes"},
}
DEVICE_V2 = {
    "DeviceType": "HardwareEndpoint",
    "ModelNumber": "VVX 450",
    "DeviceVendor": "Polycom",
    "Firmware": {
        "Application": "6.3.1.2233 03-Mar-21 10:11",
        "Updater": "6.0.0.1",
        "BootBlock": "3.0.1.0001 (48450-001)",
    },
    "UpTime": {"Days": "2", "Hours": "3", "Minutes": "4", "Seconds": "5"},
    "MACAddress": "64167fb00001",
    "IPAddress": "192.0.2.45",
    "AppState": "AppStateMenu",
    "ReadyToUse": "True",
    "AttachedHardware": {"EM": [], "Camera": "yes"},
}
DEVICE = DeviceInfo(
    mac="64167fb00001",
    model="VVX 450",
    vendor="Polycom",
    firmware="6.3.1.2233",
    uptime=timedelta(days=2, hours=3, minutes=4, seconds=5),
    ip_address="192.0.2.45",
    has_camera=True,
    is_ready=True,
)


def test_device_of_version_1() -> None:
    assert DeviceInfo.from_reply(DEVICE_V1) == replace(DEVICE, is_ready=None)


def test_device_of_version_2() -> None:
    assert DeviceInfo.from_reply(DEVICE_V2) == DEVICE


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"ModelNumber": "RealPresence Trio 8800"}, "model", "Trio 8800"),
        ({"MACAddress": "64:16:7F:B0:00:01"}, "mac", "64167fb00001"),
        ({"MACAddress": "unknown"}, "mac", None),
        ({"MACAddress": ""}, "mac", None),
        ({"Firmware": {"Application": "6.3.1.2233"}}, "firmware", "6.3.1.2233"),
        ({"Firmware": {}}, "firmware", None),
        ({"Firmware": "6.3.1.2233"}, "firmware", None),
        ({"Firmware": {}, "FirmwareRelease": "6.3.1.1"}, "firmware", "6.3.1.1"),
        ({"UpTime": "0 Day 0:12:25"}, "uptime", timedelta(minutes=12, seconds=25)),
        ({"UpTime": None}, "uptime", None),
        ({"ReadyToUse": "False"}, "is_ready", False),
        ({"AttachedHardware": {}}, "has_camera", None),
        ({"AttachedHardware": "none"}, "has_camera", None),
        ({"AttachedHardware": {"EM": []}}, "expansion_modules", 0),
        ({"AttachedHardware": {"EM": [{"type": "LCD"}] * 2}}, "expansion_modules", 2),
        ({"AttachedHardware": {"EM": {"Type": "LCD"}}}, "expansion_modules", 1),
        ({"IPAddress": "", "IPV4Address": "192.0.2.46"}, "ip_address", "192.0.2.46"),
    ],
)
def test_device_fields(change: Mapping[str, Any], field: str, value: object) -> None:
    device = DeviceInfo.from_reply(DEVICE_V2 | change)
    assert getattr(device, field) == value


@pytest.mark.parametrize("data", [{}, {"ModelNumber": ""}, {"MACAddress": "64167f"}])
def test_no_device(data: Mapping[str, Any]) -> None:
    assert DeviceInfo.from_reply(data) is None


@pytest.mark.parametrize(
    ("model", "has_call_control"),
    [("Trio 8800", True), ("VVX 501", True), ("CCX 500", True), ("Edge E350", False)],
)
def test_call_control(model: str, has_call_control: bool) -> None:
    assert replace(DEVICE, model=model).has_call_control is has_call_control


def test_network_info() -> None:
    assert NetworkInfo.from_reply(
        {
            "IPV4Address": "192.0.2.45",
            "SubnetMask": "255.255.255.0",
            "DefaultGateway": "192.0.2.1",
            "DNSServer": "192.0.2.2",
            "AlternateDNSServer": "",
            "VLANID": "",
            "DHCP": "enabled",
            "LANPortStatus": "active",
            "LANSpeed": "1000Mbps",
            "ProvServerAddress": "",
        }
    ) == NetworkInfo(
        ip_address="192.0.2.45",
        subnet_mask="255.255.255.0",
        gateway="192.0.2.1",
        dns_server="192.0.2.2",
        vlan=None,
        uses_dhcp=True,
        port_status="active",
        speed="1000Mbps",
        provisioning_server=None,
    )
    other = NetworkInfo.from_reply({"DHCP": "disabled", "VLANID": "12"})
    assert (other.uses_dhcp, other.vlan) == (False, 12)


@pytest.mark.parametrize("count", ["5000000000", 5_000_000_000])
def test_network_statistics(count: object) -> None:
    assert NetworkStatistics.from_reply(
        {"UpTime": "1 day 1:41:50", "RxPackets": count, "TxPackets": "0"}
    ) == NetworkStatistics(
        uptime=timedelta(days=1, hours=1, minutes=41, seconds=50),
        rx_packets=5_000_000_000,
        tx_packets=0,
    )


def test_device_statistics() -> None:
    """Caches that can be reclaimed do not count as used."""
    memory = {"Total": "1000", "Used": "700", "Cached": "300", "SReclaim": "50"}
    assert DeviceStatistics.from_reply(
        {"CPU": {"Current": "35.5", "Average": "32.9"}, "Memory": memory}
    ) == DeviceStatistics(
        cpu_current=35.5, cpu_average=32.9, memory_total=1000, memory_used=650
    )
    del memory["SReclaim"]
    assert DeviceStatistics.from_reply({"Memory": memory}).memory_used == 700


@pytest.mark.parametrize("data", [{}, {"CPU": "", "Memory": []}, {"Memory": {}}])
def test_no_device_statistics(data: Mapping[str, Any]) -> None:
    assert DeviceStatistics.from_reply(data) == DeviceStatistics(
        cpu_current=None, cpu_average=None, memory_total=None, memory_used=None
    )


def test_poll_status() -> None:
    assert PollStatus.from_reply(
        {"State": "Active", "StateData": "Active call duration 5 mins 25 secs"}
    ) == PollStatus(state="Active", detail="Active call duration 5 mins 25 secs")
    assert PollStatus.from_reply({}) == PollStatus(state=None, detail=None)
