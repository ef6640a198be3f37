"""Tests of the replies about the device."""

import re

import pytest

from simulator import PROFILES, ManualClock, SimulatedPhone
from tests.simulator.conftest import Api

DAY = 86400

all_profiles = pytest.mark.parametrize("profile", PROFILES)


@all_profiles
async def test_device_info_v1(api: Api, phone: SimulatedPhone) -> None:
    data = (await api.get("v1/mgmt/device/info"))["data"]
    assert data["ModelNumber"] == phone.profile.model
    assert data["FirmwareRelease"].startswith(phone.profile.name.partition("-")[2])
    assert data["DeviceType"] == "hardwareEndpoint"
    assert data["MACAddress"] == phone.mac
    assert re.fullmatch("[0-9a-f]{12}", phone.mac)
    assert data["IPV4Address"] == "127.0.0.1"
    assert data["IPV6Address"] == "::"


@pytest.mark.parametrize(
    ("profile", "seconds", "text"),
    [
        ("trio8800-7.2.2", 745, "0 Day 0:12:25"),
        ("trio8800-7.2.2", DAY + 7200, "1 Day 2:00:00"),
        ("edgeE350-8.6", 20 * DAY + 58302, "20 Days 16:11:42"),
        ("vvx501-6.4", 3 * DAY + 8686, "3.02:24:46"),
    ],
)
async def test_uptime_v1(api: Api, clock: ManualClock, seconds: int, text: str) -> None:
    clock.advance(seconds)
    data = (await api.get("v1/mgmt/device/info"))["data"]
    assert data["UpTimeSinceLastReboot"] == text


@pytest.mark.parametrize(
    ("profile", "hardware"),
    [
        ("trio8800-7.2.2", {}),
        ("vvx501-6.4", {"EM": [], "Camera": "yes"}),
        ("ccx500-7.3", {"EM": []}),
    ],
)
async def test_device_info_v2(
    api: Api, phone: SimulatedPhone, clock: ManualClock, hardware: dict
) -> None:
    clock.advance(DAY + 3 * 3600 + 4 * 60 + 5)
    data = (await api.get("v2/mgmt/device/info"))["data"]
    version, built = data["Firmware"]["Application"].split(" ", 1)
    assert version == phone.profile.firmware
    assert re.fullmatch(r"\d\d-\w{3}-\d\d \d\d:\d\d", built)
    assert set(data["Firmware"]) == {"Application", "Updater", "BootBlock"}
    assert data["UpTime"] == {
        "Days": "1",
        "Hours": "3",
        "Minutes": "4",
        "Seconds": "5",
    }
    assert data["AttachedHardware"] == hardware
    assert data["DeviceType"] == "HardwareEndpoint"
    assert (data["AppState"], data["ReadyToUse"]) == ("AppStateMenu", "True")
    phone.ring("300")
    data = (await api.get("v2/mgmt/device/info"))["data"]
    assert data["AppState"] == "AppStateCall"


async def test_device_stats(api: Api, phone: SimulatedPhone) -> None:
    data = (await api.get("v1/mgmt/device/stats"))["data"]
    assert re.fullmatch(r"\d+\.\d", data["CPU"]["Current"])
    memory = data["Memory"]
    assert int(memory["Used"]) + int(memory["Free"]) == int(memory["Total"])
    assert set(memory["pgui"]) == {"arena", "hblkhd", "uordblks", "fordblks"}
    assert data["RAMDiskSize"]


@pytest.mark.parametrize("profile", ["trio8800-5.7.1"])
async def test_old_firmware_has_the_ram_disk_inside_memory(api: Api) -> None:
    data = (await api.get("v1/mgmt/device/stats"))["data"]
    assert "RAMDiskSize" not in data
    assert data["Memory"]["RAMDiskSize"]


async def test_location(api: Api, phone: SimulatedPhone) -> None:
    data = (await api.get("v1/mgmt/location/info"))["data"]
    assert data["City"]
    assert data["House Number"] == data["House Num. Suff."] == ""
    phone.set_skype(True)
    assert await api.get("v1/mgmt/location/info") == {"Status": "4004"}


@pytest.mark.parametrize("profile", ["trio8800-7.2.2"])
async def test_paired_devices(api: Api) -> None:
    data = (await api.get("v1/mgmt/mrpair/info"))["data"]
    (device,) = data["ConnectedDeviceList"]
    kinds = [part["componentType"] for part in device["ComponentList"]]
    assert kinds == ["displayUI", "cameraSrc"]
