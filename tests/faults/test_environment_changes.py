"""Tests of changes of power, addresses, names, certificates and clocks."""

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
from tests.test_repairs import issues, open_dialog

from .conftest import Later, Shows, Until

POLL = 6
LONGEST = 20
GONE = {"sensor__call_state": "unavailable", "binary_sensor__line_1": "unavailable"}
WELL = {"sensor__call_state": "idle", "binary_sensor__line_1": "on"}
OFFSET = "tcpIpApp.sntp.gmtOffset"


@pytest.fixture
def identity(phone: SimulatedPhone) -> Identity:
    """Return another certificate, created before the clock is frozen."""
    return Identity(phone.mac)


@pytest.fixture
def listener(home: Home) -> Listener:
    """Return the call events from now on."""
    return Listener(home)


def reboot(phone: SimulatedPhone) -> None:
    """Interrupt the power of the phone."""
    phone.restart_seconds = 1
    phone.power_off()
    phone.power_on()


async def test_reboot_during_a_poll_is_handled(
    home: Home, phone: SimulatedPhone, shows: Shows, until: Until
) -> None:
    phone.server.faults.active.append(Fault("silence"))
    before = phone.server.request_count
    await until(lambda: phone.server.request_count > before, POLL)
    actions.clear_faults(phone)
    phone.restart_seconds = 10
    phone.power_off()
    phone.power_on()
    await shows(2, **GONE)
    await shows(10 + POLL, **WELL)


async def test_reboot_during_a_call_fires_ended_once(
    home: Home, phone: SimulatedPhone, shows: Shows, later: Later, listener: Listener
) -> None:
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
async def test_log_that_fails_for_a_while_fires_no_old_events(
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    later: Later,
    listener: Listener,
    seconds: int,
) -> None:
    """The events of its calls have been fired by then."""
    phone.ring("301")
    actions.answer(phone)
    await shows(POLL, sensor__call_state="connected")
    phone.server.faults.active.append(Fault("error", "callLogs"))
    actions.remote_hang_up(phone)
    await later(seconds)
    actions.clear_faults(phone)
    await later(130)
    assert listener.kinds == ["incoming", "connected", "ended"]


async def test_command_during_a_reboot_is_not_sent_again(
    home: Home, phone: SimulatedPhone, until: Until, shows: Shows
) -> None:
    """The phone may have run the command before the reboot."""
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


async def test_reconfigured_address_makes_the_phone_available(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, shows: Shows
) -> None:
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


async def test_unresolved_name_makes_the_phone_unavailable(
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
        # Still available, because an open connection needs no name and names are cached.
        await later(POLL + 10)
        await shows(1, **WELL)
        reboot(phone)
        await shows(LONGEST, **GONE)
        names["phone.example.org"] = phone.host
        await shows(POLL, **WELL)


async def test_new_certificate_needs_a_confirmation(
    hass: HomeAssistant,
    identity: Identity,
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    until: Until,
) -> None:
    """No request is sent before the user confirms the certificate."""
    phone.identity = identity
    reboot(phone)
    await shows(2 * POLL, **GONE)
    phone.requests.clear()
    await until(lambda: Issue.CERTIFICATE_CHANGED in issues(hass), 2 * POLL)
    assert not [request for request in phone.requests if request.authorized]
    await open_dialog(hass, Issue.CERTIFICATE_CHANGED)
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
async def test_new_time_of_home_assistant_repeats_no_event(
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    later: Later,
    listener: Listener,
    hours: int,
) -> None:
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
async def test_new_time_of_the_phone_repeats_no_event(
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


async def test_other_client_of_the_phone_causes_no_errors(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, until: Until, shows: Shows
) -> None:
    """The phone sometimes rejects a request, because it handles one at a time."""
    phone.server.latency = 1
    other = UcsClient(
        async_get_clientsession(hass),
        phone.host,
        password=phone.password,
        port=phone.port,
        fingerprint=phone.fingerprint,
    )
    answers: list[object] = []

    async def poll() -> None:
        while len(answers) < 30:
            try:
                answers.append(await other.calls())
            except UcsBusyError as err:
                answers.append(err)
            assert home.state("sensor.call_state") == "idle"

    asking = asyncio.create_task(poll())
    await until(asking.done, 600)
    await asking
    assert 403 in {request.status for request in phone.requests}
    phone.server.latency = 0
    await shows(POLL, **WELL)
