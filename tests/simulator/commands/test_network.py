"""Tests of the replies about the network."""

from datetime import timedelta, timezone

import pytest

from simulator import ManualClock, SimulatedPhone
from tests.simulator.conftest import Api

CAPTURE = "v1/mgmt/network/uploadBgCapture"


@pytest.mark.parametrize(
    ("profile", "wifi"), [("vvx501-6.4", False), ("edgeE350-8.6", True)]
)
async def test_network_info(api: Api, wifi: bool) -> None:
    data = (await api.get("v1/mgmt/network/info"))["data"]
    assert (data["DHCP"], data["ZTPStatus"]) == ("enabled", "disabled")
    assert data["IPV4Address"] == "127.0.0.1"
    assert data["AlternateDNSServer"] == ""
    assert ("Wifi" in data) is wifi
    if wifi:
        assert data["Wifi"]["Signal Strength"] == "0%"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (125, "0 day 0:02:05"),
        (86400 + 6110, "1 day 1:41:50"),
        (2 * 86400, "2 days 0:00:00"),
    ],
)
async def test_network_stats(
    api: Api, clock: ManualClock, seconds: int, text: str
) -> None:
    before = (await api.get("v1/mgmt/network/stats"))["data"]
    clock.advance(seconds)
    after = (await api.get("v1/mgmt/network/stats"))["data"]
    assert after["UpTime"] == text
    for counter in ("RxPackets", "TxPackets"):
        assert int(after[counter]) > int(before[counter])


async def test_running_config(api: Api, phone: SimulatedPhone) -> None:
    phone.zone = timezone(timedelta(hours=-5))
    phone.configure(
        {
            "device.set": "1",
            "device.net.lldpEnabled.set": "1",
            "device.net.lldpEnabled": "0",
        }
    )
    data = (await api.get("v1/mgmt/device/runningConfig"))["data"]
    assert set(data) == {"Network", "DHCP", "DNS", "Provisioning", "SNTP", "Syslog"}
    assert (data["Network"]["CDP"], data["Network"]["LLDP"]) == ("Enabled", "Disabled")
    assert data["SNTP"]["GMTOffsetSeconds"] == "-18000"
    assert data["SNTP"]["GMTOffsetHours"] == "-5"


async def test_capture(api: Api, phone: SimulatedPhone, clock: ManualClock) -> None:
    assert await api.post(CAPTURE) == {"Status": "5000"}
    phone.configure({"diags.pcap.enabled": "1", "diags.pcap.background.enabled": "1"})
    clock.advance(31)
    await phone.settle()
    assert await api.post(CAPTURE) == {"Status": "2000"}
    assert await api.post(CAPTURE, {"url": "here"}) == {"Status": "4000"}
    url = "http://192.0.2.9/capture"
    assert await api.post(CAPTURE, {"url": url}) == {"Status": "2000"}
    assert list(phone.uploads)[1:] == [url]
