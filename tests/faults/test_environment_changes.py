"""What changes under a phone, and under Home Assistant: power, addresses, clocks, others."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from aiohttp.resolver import AsyncResolver
from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import (
    async_get_clientsession,
)
from homeassistant.util import dt as dt_util
import pytest

from custom_components.poly_phone.phone.issues import Issue
from custom_components.poly_phone.ucs import UcsBusyError, UcsClient
from simulator import SimulatedPhone
from simulator.control import actions
from simulator.web.certificate import Identity
from simulator.web.faults import Fault
from tests.home import Home
from tests.push import Listener
from tests.test_repairs import begin, issues

from .conftest import Later, Shows, Until

POLL = 6
LONGEST = 20
GONE = {"sensor__call_state": "unavailable", "binary_sensor__line_1": "unavailable"}
WELL = {"sensor__call_state": "idle", "binary_sensor__line_1": "on"}
OFFSET = "tcpIpApp.sntp.gmtOffset"


@pytest.fixture
def identity(phone: SimulatedPhone) -> Identity:
    """Return another certificate of the phone; none can be made while time is frozen."""
    return Identity(phone.mac)


@pytest.fixture
def listener(home: Home) -> Listener:
    """Return the events of calls that are told from now on."""
    return Listener(home)


def reboot(phone: SimulatedPhone) -> None:
    """Pull the plug for a moment."""
    phone.restart_seconds = 1
    phone.power_off()
    phone.power_on()


async def test_a_reboot_while_it_is_asked(
    home: Home, phone: SimulatedPhone, shows: Shows, until: Until
) -> None:
    phone.server.faults.active.append(Fault("silence"))
    asked = phone.server.request_count
    await until(lambda: phone.server.request_count > asked, POLL)
    actions.clear_faults(phone)
    phone.restart_seconds = 10
    phone.power_off()
    phone.power_on()
    await shows(2, **GONE)
    await shows(10 + POLL, **WELL)


async def test_a_reboot_during_a_call(
    home: Home, phone: SimulatedPhone, shows: Shows, later: Later, listener: Listener
) -> None:
    """The call is over, and that is told once."""
    phone.ring("301")
    actions.answer(phone)
    await shows(POLL, sensor__call_state="connected")
    phone.restart_seconds = 10
    phone.power_off()
    phone.power_on()
    await shows(POLL, **GONE)
    await shows(10 + POLL, **WELL)
    await later(130)
    assert listener.kinds == ["incoming", "connected", "ended"]


@pytest.mark.parametrize("seconds", [60, 600])
async def test_a_log_that_cannot_be_read_for_a_while(
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    later: Later,
    listener: Listener,
    seconds: int,
) -> None:
    """What it tells in the end is known by then."""
    phone.ring("301")
    actions.answer(phone)
    await shows(POLL, sensor__call_state="connected")
    phone.server.faults.active.append(Fault("error", "callLogs"))
    actions.remote_hang_up(phone)
    await later(seconds)
    actions.clear_faults(phone)
    await later(130)
    assert listener.kinds == ["incoming", "connected", "ended"]


async def test_a_reboot_during_a_command(
    home: Home, phone: SimulatedPhone, until: Until, shows: Shows
) -> None:
    """Whether it was carried out is not known; it is not sent again."""
    phone.server.faults.active.append(Fault("silence", "dial"))
    task = home.hass.async_create_task(home.act("dial", destination="300"))
    await until(lambda: phone.requests[-1].path.endswith("dial"), POLL)
    reboot(phone)
    await until(task.done, LONGEST)
    assert "no_answer" in repr(vars(task.exception() or object()))
    actions.clear_faults(phone)
    await shows(2 * POLL, **WELL)
    dialled = [one for one in phone.requests if one.path.endswith("dial")]
    assert len(dialled) == 1


async def test_another_address(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, shows: Shows
) -> None:
    """The phone is found again once somebody says where."""
    phone.restart_seconds = 1
    phone.power_off()
    await shows(POLL, **GONE)
    phone.port = 0
    phone.power_on()
    await shows(POLL, **GONE)
    await phone.settle()
    result = await home.entry.start_reconfigure_flow(hass)
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {
            "host": phone.host,
            "password": phone.password,
            "advanced": {"username": "Polycom", "port": phone.port, "tls": True},
        },
    )
    assert result["reason"] == "reconfigure_successful"
    await shows(POLL, **WELL)


async def test_a_name_that_is_not_found(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, shows: Shows, later: Later
) -> None:
    names: dict[str, str] = {}

    async def resolve(
        _self: object, host: str, port: int = 0, family: int = 0
    ) -> list[dict[str, Any]]:
        if host not in names:
            raise OSError(None, "Name or service not known")
        return [
            {
                "hostname": host,
                "host": names[host],
                "port": port,
                "family": 2,
                "proto": 0,
                "flags": 0,
            }
        ]

    with patch.object(AsyncResolver, "resolve", resolve):
        entry = home.entry
        hass.config_entries.async_update_entry(
            entry, data={**entry.data, "host": "phone.example.org"}
        )
        await hass.config_entries.async_reload(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert entry.error_reason_translation_key == "cannot_connect"
        names["phone.example.org"] = phone.host
        await shows(30, **WELL)
        del names["phone.example.org"]
        # Who is connected asks for no name, nor who has asked just now.
        await later(POLL + 10)
        await shows(1, **WELL)
        reboot(phone)
        await shows(LONGEST, **GONE)
        names["phone.example.org"] = phone.host
        await shows(POLL, **WELL)


async def test_another_certificate(
    hass: HomeAssistant,
    identity: Identity,
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    until: Until,
) -> None:
    """Nothing is said to a phone that is not known until the owner knows it."""
    phone.identity = identity
    reboot(phone)
    await shows(2 * POLL, **GONE)
    phone.requests.clear()
    await until(lambda: Issue.CERTIFICATE_CHANGED in issues(hass), 2 * POLL)
    assert not [request for request in phone.requests if request.authorized]
    await begin(hass, Issue.CERTIFICATE_CHANGED)
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    result: Any = flow
    for _ in range(3):
        password = {"password": phone.password, "advanced": {"username": "Polycom"}}
        answer = password if result["step_id"] == "reauth_confirm" else {}
        result = await hass.config_entries.flow.async_configure(flow["flow_id"], answer)
        if result["type"] == "abort":
            break
    assert result["reason"] == "reauth_successful"
    await shows(POLL, **WELL)


@pytest.mark.parametrize("hours", [-30, -1, 1, 30])
async def test_the_clock_of_home_assistant_jumps(
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    later: Later,
    listener: Listener,
    hours: int,
) -> None:
    """What goes on goes on, and is told once."""
    phone.ring("301")
    actions.answer(phone)
    await shows(POLL, sensor__call_state="connected")
    utcnow = dt_util.utcnow
    with patch.object(dt_util, "utcnow", lambda: utcnow() + timedelta(hours=hours)):
        await shows(3, sensor__call_state="connected")
        phone.ring("302")
        actions.reject(phone)
        await shows(3, sensor__call_state="connected")
        actions.remote_hang_up(phone)
        await shows(4, sensor__call_state="idle")
        await later(130)
    await later(130)
    assert listener.counts == {
        ("301", "incoming"): 1,
        ("301", "connected"): 1,
        ("301", "ended"): 1,
        ("302", "ended"): 1,
    }


@pytest.mark.parametrize("hours", [-20, 20])
async def test_the_clock_of_the_phone_jumps(
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    later: Later,
    listener: Listener,
    hours: int,
) -> None:
    phone.configure({OFFSET: "0"})
    phone.ring("301")
    actions.answer(phone)
    await shows(POLL, sensor__call_state="connected")
    began = home.state("sensor.call_started")
    phone.configure({OFFSET: str(hours * 3600)})
    await shows(3, sensor__call_state="connected")
    assert home.state("sensor.call_started") == began
    actions.remote_hang_up(phone)
    await shows(3, **WELL)
    await later(130)
    assert listener.kinds == ["incoming", "connected", "ended"]


async def test_somebody_else_asks_too(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, until: Until, shows: Shows
) -> None:
    """Another Home Assistant, for example: the phone refuses one of both, now and then."""
    phone.server.latency = 1
    other = UcsClient(
        async_get_clientsession(hass),
        phone.host,
        password=phone.password,
        port=phone.port,
        fingerprint=phone.fingerprint,
    )
    answers: list[object] = []

    async def ask() -> None:
        while len(answers) < 30:
            try:
                answers.append(await other.calls())
            except UcsBusyError as err:
                answers.append(err)
            assert home.state("sensor.call_state") == "idle"

    asking = asyncio.create_task(ask())
    await until(asking.done, 600)
    await asking
    assert 403 in {request.status for request in phone.requests}
    phone.server.latency = 0
    await shows(POLL, **WELL)
