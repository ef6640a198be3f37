"""What a phone tells of itself, on every model."""

from datetime import timedelta

import pytest

from custom_components.poly_phone.ucs import (
    Command,
    Line,
    UcsClient,
    UcsNotSupportedError,
    read_certificate,
)
from simulator import PROFILES, ManualClock, SimulatedPhone

from .conftest import EDGE, OLD_TRIO


@pytest.mark.parametrize("profile", PROFILES)
async def test_first_contact(
    client: UcsClient, phone: SimulatedPhone, clock: ManualClock
) -> None:
    clock.advance(90_061)
    certificate = await read_certificate(phone.host, phone.port)
    assert certificate.fingerprint == phone.fingerprint
    device = await client.device_info()
    assert device.mac == certificate.mac == phone.mac
    assert device.model == phone.profile.model
    assert device.vendor == phone.profile.vendor
    assert device.firmware == phone.profile.firmware
    assert device.uptime == timedelta(days=1, hours=1, minutes=1, seconds=1)
    assert device.ip_address == phone.host
    assert bool(device.has_camera) is (phone.profile.form == "vvx")
    assert device.expansion_modules == 0
    assert device.has_call_control is (phone.profile.name != EDGE)
    assert client.supports(Command.DEVICE_INFO_2) is ("v2" in phone.profile.features)


@pytest.mark.parametrize("profile", PROFILES)
async def test_lines(client: UcsClient, phone: SimulatedPhone) -> None:
    expected = phone.lines
    lines = await client.lines()
    assert [(line.label, line.address, line.user) for line in lines] == [
        (line.label, line.address, line.user) for line in expected
    ]
    assert all(line.is_registered for line in lines)
    assert all(line.proxy and line.port is not None for line in lines)
    phone.set_registered(False, 1)
    assert [line.is_registered for line in await client.lines()] == [
        False,
        *[True] * (len(expected) - 1),
    ]


@pytest.mark.parametrize("profile", PROFILES)
async def test_do_not_disturb(client: UcsClient, phone: SimulatedPhone) -> None:
    async def read() -> set[bool | None]:
        lines: tuple[Line, ...] = await client.lines_with_do_not_disturb()
        assert len(lines) == len(phone.lines)
        return {line.do_not_disturb for line in lines}

    if "v2" not in phone.profile.features:
        with pytest.raises(UcsNotSupportedError):
            await read()
        return
    assert await read() == {False}
    if phone.profile.dnd:
        phone.set_dnd(True)
        assert await read() == {True}


@pytest.mark.parametrize("profile", PROFILES)
async def test_statistics_and_settings(
    client: UcsClient, phone: SimulatedPhone, clock: ManualClock
) -> None:
    clock.advance(3600)
    network = await client.network_info()
    assert network.ip_address == phone.host
    assert network.uses_dhcp is True
    assert network.port_status == "active"
    packets = await client.network_statistics()
    assert packets.uptime == timedelta(hours=1)
    assert packets.rx_packets is not None
    assert packets.tx_packets is not None
    load = await client.device_statistics()
    assert load.cpu_current is not None
    assert load.cpu_average is not None
    assert load.memory_total
    assert load.memory_used
    assert load.memory_used < load.memory_total
    assert "SNTP" in await client.running_configuration()
    assert "House Number" in await client.location_info()
    [*users] = await client.sip_status()
    assert [user.name for user in users] == [line.extension for line in phone.lines]
    assert {user.registration for user in users} == {"Registered"}
    assert all(user.expires for user in users)
    assert (await client.poll_status()).state == "Idle"
    assert await client.transfer_type() == "Consultative"


@pytest.mark.parametrize("profile", PROFILES)
async def test_probe(client: UcsClient, phone: SimulatedPhone) -> None:
    """It finds what the model lacks, and does no harm to the old Trio."""
    await client.probe()
    features = phone.profile.features
    assert client.supports(Command.CALL_STATUS_2, Command.LINE_INFO_2) is (
        "v2" in features
    )
    assert client.supports(Command.DIAL) is ("callctrl" in features)
    assert client.supports(Command.SESSION_STATISTICS) is (
        phone.profile.name != OLD_TRIO
    )
    assert not client.supports(Command.PRESENCE)
    assert client.supports(Command.CALL_LOG, Command.TRANSFER_TYPE)
    assert not phone.is_frozen
