"""The first replies of every model, over HTTPS."""

from datetime import timedelta

import pytest

from custom_components.poly_phone.ucs import (
    Command,
    UcsClient,
    read_certificate,
)
from simulator import PROFILES, ManualClock, SimulatedPhone

from .conftest import EDGE, OLD_TRIO


@pytest.mark.parametrize("profile", PROFILES)
async def test_first_contact_identifies_the_phone(
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
async def test_lines_match_the_model(client: UcsClient, phone: SimulatedPhone) -> None:
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
async def test_probe_finds_unsupported_commands(
    client: UcsClient, phone: SimulatedPhone
) -> None:
    """The probe does not freeze the old Trio."""
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
