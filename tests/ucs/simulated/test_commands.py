"""Configuration, keys, restarts and faults, on every model."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from aiohttp import ClientSession
import pytest

from custom_components.poly_phone.ucs import (
    Parameter,
    UcsApiDisabledError,
    UcsAuthenticationError,
    UcsClient,
    UcsCommandError,
    UcsConnectionError,
    UcsDefaultPasswordError,
    UcsError,
    UcsNoAnswerError,
    UcsNotSupportedError,
    UcsReplyError,
)
from simulator import PROFILES, ManualClock, SimulatedPhone
from simulator.control.actions import ACTIONS

from .conftest import EDGE

type Order = Callable[[UcsClient], Awaitable[object]]


@pytest.mark.parametrize("profile", PROFILES)
async def test_configuration(client: UcsClient, phone: SimulatedPhone) -> None:
    await client.config_set({"up.idleTimeout": "20", "device.local.deviceName": "Hall"})
    assert await client.config_get(
        ["up.idleTimeout", "device.local.deviceName", "ptt.volume", "no.such"]
    ) == {
        "up.idleTimeout": Parameter(value="20", source="web"),
        "device.local.deviceName": Parameter(value="Hall", source="device"),
        "ptt.volume": Parameter(value="-20", source="default"),
    }
    await client.set_transfer_type("Blind")
    assert await client.transfer_type() == "Blind"


async def test_capture(client: UcsClient, phone: SimulatedPhone) -> None:
    """It fails until the phone's configuration allows it."""
    with pytest.raises(UcsCommandError, match="5000"):
        await client.capture_network()
    allowed = ("diags.pcap.enabled", "diags.pcap.background.enabled")
    phone.config.write(dict.fromkeys(allowed, "1"), "config")
    await client.capture_network()
    await client.capture_network("http://192.0.2.9/capture")


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize(
    ("command", "feature"),
    [
        (lambda client: client.export_configuration("http://192.0.2.9/x"), "export"),
        (UcsClient.update_configuration, "updateConfiguration"),
        (UcsClient.display, "uixml"),
        (UcsClient.paired_devices, "mrpair"),
        (lambda client: client.press_key("VolUp"), "keys"),
        (lambda client: client.type_text("123"), "text"),
        (lambda client: client.tap(10, 10), "touch"),
        (lambda client: client.set_hook(off=True), "hook"),
    ],
)
async def test_commands_that_some_models_lack(
    client: UcsClient, phone: SimulatedPhone, command: Order, feature: str
) -> None:
    if feature in phone.profile.features:
        await command(client)
    else:
        with pytest.raises(UcsNotSupportedError):
            await command(client)


async def test_skype(client: UcsClient, phone: SimulatedPhone) -> None:
    with pytest.raises(UcsNotSupportedError):
        await client.web_sign_in()
    phone.set_skype(True)
    client.unsupported.clear()
    await client.sign_in("jane@example.com", user="jane", password="x", domain="y")
    phone.set_presence("Be Right Back")
    assert await client.presence() == "Be Right Back"
    await client.sign_out()
    assert await client.presence() == "Offline"
    await client.web_sign_in()
    await client.cancel_web_sign_in()


@pytest.mark.parametrize(
    "command",
    [
        UcsClient.restart,
        UcsClient.reboot,
        UcsClient.reset_configuration,
        lambda client: client.reset_configuration("web"),
        lambda client: client.config_set({"device.theme": "Modern"}),
    ],
    ids=["restart", "reboot", "reset", "reset of a layer", "parameter"],
)
async def test_restart(
    client: UcsClient, phone: SimulatedPhone, clock: ManualClock, command: Order
) -> None:
    """The answer comes at once; then nobody answers, and the uptime starts again."""
    clock.advance(1000)
    await command(client)
    clock.advance(0.1)
    with pytest.raises(UcsConnectionError):
        await client.device_info()
    clock.advance(60)
    await phone.settle()
    uptime = (await client.device_info()).uptime
    assert uptime is not None
    assert uptime < timedelta(seconds=60)


async def test_factory_reset(
    client: UcsClient, phone: SimulatedPhone, clock: ManualClock
) -> None:
    """Nothing is left, not even the switch of the API."""
    await client.factory_reset()
    clock.advance(0.1)
    clock.advance(60)
    await phone.settle()
    with pytest.raises(UcsApiDisabledError):
        await client.device_info()


@pytest.mark.parametrize(
    ("action", "arguments", "error"),
    [
        ("set_api", {"enabled": False}, UcsApiDisabledError),
        ("set_password", {"password": "456"}, UcsAuthenticationError),
        ("add_fault", {"kind": "drop"}, UcsNoAnswerError),
        ("add_fault", {"kind": "truncate"}, UcsNoAnswerError),
        ("add_fault", {"kind": "garbage"}, UcsReplyError),
        ("add_fault", {"kind": "html"}, UcsReplyError),
        ("add_fault", {"kind": "error"}, UcsReplyError),
        ("add_fault", {"kind": "status", "status": "5000"}, UcsCommandError),
        ("power_off", {}, UcsConnectionError),
    ],
    ids=str,
)
@pytest.mark.parametrize("profile", ["vvx501-6.4", EDGE])
async def test_what_goes_wrong(
    client: UcsClient,
    phone: SimulatedPhone,
    action: str,
    arguments: dict[str, object],
    error: type[UcsError],
) -> None:
    await client.device_info()
    ACTIONS[action](phone, arguments)
    with pytest.raises(error):
        await client.device_info()


async def test_default_password(session: ClientSession, clock: ManualClock) -> None:
    async with SimulatedPhone(password="456", clock=clock) as phone:
        client = UcsClient(
            session,
            phone.host,
            password="456",
            port=phone.port,
            fingerprint=phone.fingerprint,
        )
        with pytest.raises(UcsDefaultPasswordError, match="4010"):
            await client.device_info()
