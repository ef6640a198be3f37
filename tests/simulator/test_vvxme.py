"""The published client `vvxme`, written for real VVX phones, with a simulated phone."""

import asyncio
from collections.abc import AsyncGenerator, Callable
import logging
from typing import Any

import pytest
from vvxme import vvx

from simulator import SimulatedPhone
from simulator.control import actions


@pytest.fixture
async def client(phone: SimulatedPhone) -> AsyncGenerator[Any]:
    """Return the client, connected to the phone. It changes the level of all logs."""
    level = logging.getLogger().level
    address = f"{phone.host}:{phone.port}"
    account = ("Polycom", phone.password)
    yield await asyncio.to_thread(vvx, address, account, phone.identity is not None)
    logging.getLogger().setLevel(level)


type Run = Callable[..., Any]


@pytest.fixture
def run(client: Any) -> Run:
    """Return a function that runs a method of the client in a thread."""

    async def run(method: str, *args: Any, **kwargs: Any) -> Any:
        return await asyncio.to_thread(getattr(client, method), *args, **kwargs)

    return run


async def test_client_learns_the_phone(client: Any, phone: SimulatedPhone) -> None:
    assert client.model == phone.profile.model
    assert client.macaddress == phone.mac
    assert client.linescount == sum(line.keys for line in phone.lines)
    assert set(client.linestates.values()) == {"registered"}


@pytest.mark.parametrize(
    "method",
    [
        "getNetwork",
        "getRunningConfig",
        "getDeviceStats",
        "getNetworkStats",
        "getCallLogs",
    ],
)
async def test_client_reads(run: Run, method: str) -> None:
    reply = await run(method)
    assert reply["Status"] == "2000"
    assert reply["data"]


async def test_client_controls_a_call(run: Run, phone: SimulatedPhone) -> None:
    await run("callDial", "5550123", duration=0)
    assert [call.party.number for call in phone.calls] == ["5550123"]
    actions.hang_up(phone)
    phone.ring("301")
    await run("callAnswer")
    (call,) = phone.calls
    await run("callMute", "1")
    assert phone.muted
    await run("callHold")
    assert call.state == "Hold"
    await run("callResume")
    assert call.state == "Connected"
    await run("sendDTMF", "12")
    assert call.digits == "12"
    (shown,) = (await run("getCallStatusV2"))["data"]
    await run("callEnd", shown["CallHandle"])
    assert not phone.calls


@pytest.mark.parametrize("method", ["callReject", "callIgnore"])
async def test_client_declines_a_call(
    run: Run, phone: SimulatedPhone, method: str
) -> None:
    phone.ring("302")
    await run(method)
    assert not any(call.ringing for call in phone.calls)


async def test_client_changes_parameters(run: Run, phone: SimulatedPhone) -> None:
    name = "up.backlight.onIntensity"
    await run("setConfig", {"data": {name: "2"}})
    assert phone.config[name] == "2"
    reply = await run("getConfig", {"data": [name]})
    assert reply["data"][name]["Value"] == "2"


async def test_client_presses_keys(run: Run, phone: SimulatedPhone) -> None:
    before = phone.volume
    await run("simulateKeyEvent", "VolUp")
    assert phone.volume == before + 1
