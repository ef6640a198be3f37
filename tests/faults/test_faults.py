"""Tests of the states during each fault and after it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any

from homeassistant.config_entries import SOURCE_REAUTH, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from simulator.web.faults import FAULTS, Fault
from tests.home import Home

from .conftest import Later, Shows, Until

POLL = 6
"""Longest time between two polls of an idle phone in seconds."""

LONGEST = 20
"""Longest time until a fault is visible: two polls, the time-out and pauses."""

TEXTS: dict[str, Any] = json.loads(
    Path("custom_components/poly_phone/translations/en.json").read_text()
)["exceptions"]

API = "apps.restapi.enabled"
GONE = {"sensor__call_state": "unavailable", "binary_sensor__line_1": "unavailable"}
WELL = {"sensor__call_state": "idle", "binary_sensor__line_1": "on"}


@dataclass(frozen=True)
class Trouble:
    """A fault of all replies of a phone."""

    begin: Callable[[SimulatedPhone], object]
    key: str
    """The translation key of the error of an action."""

    end: Callable[[SimulatedPhone], object] = actions.clear_faults
    after: float = 0
    """Seconds until the phone replies again."""


def fault(kind: str, path: str = "", status: str = "") -> Callable[..., None]:
    """Return a function that adds a fault to a path."""
    return lambda phone: phone.server.faults.active.append(
        Fault(kind, path, status=status)
    )


def dead(phone: SimulatedPhone) -> None:
    phone.power_off()


def alive(phone: SimulatedPhone) -> None:
    phone.restart_seconds = 1
    phone.power_on()


TROUBLES = {
    "refused": Trouble(dead, "cannot_connect", alive, after=1),
    "drop": Trouble(fault("drop"), "no_answer"),
    # After ten seconds, because the current request waits for its time-out.
    "silence": Trouble(fault("silence"), "no_answer", after=10),
    "drip": Trouble(fault("drip"), "no_answer", after=10),
    "truncate": Trouble(fault("truncate"), "no_answer"),
    "reset": Trouble(fault("reset"), "no_answer"),
    "garbage": Trouble(fault("garbage"), "not_a_phone"),
    "charset": Trouble(fault("charset"), "not_a_phone"),
    "html": Trouble(fault("html"), "not_a_phone"),
    "too_big": Trouble(fault("too_big"), "not_a_phone"),
    "error": Trouble(fault("error"), "phone_error"),
    "busy": Trouble(fault("busy"), "busy"),
    "missing": Trouble(fault("missing"), "not_supported"),
    "hung": Trouble(
        lambda phone: setattr(phone, "is_frozen", True),
        "no_answer",
        lambda phone: setattr(phone, "is_frozen", False),
        after=10,
    ),
    "API off": Trouble(
        lambda phone: phone.config.write({API: "0"}, "web"),
        "api_disabled",
        lambda phone: phone.config.write({API: "1"}, "web"),
    ),
    **{
        f"status {code}": Trouble(fault("status", status=str(code)), key)
        for code, key in {
            4000: "rejected_parameters",
            4001: "busy",
            4002: "line_not_registered",
            4003: "not_allowed_now",
            4004: "not_supported",
            4005: "no_such_line",
            4006: "command_failed",
            4009: "too_much_input",
            4010: "default_password",
            4400: "command_failed",
            4403: "command_failed",
            5000: "command_failed",
            5500: "command_failed",
            9999: "command_failed",
            1: "not_a_phone",
        }.items()
    },
}


def test_all_faults_of_the_simulator_are_tested() -> None:
    assert (
        FAULTS.keys() - {"close_after_401", "status", "unauthorized"} <= TROUBLES.keys()
    )


async def error_key(home: Home, until: Until, action: str, **data: Any) -> str:
    """Return the translation key of the error of an action."""
    task = home.hass.async_create_task(home.act(action, **data))
    await until(task.done, LONGEST)
    error = task.exception()
    assert isinstance(error, HomeAssistantError)
    assert error.translation_key
    text = TEXTS[error.translation_key]["message"]
    assert text.format(**(error.translation_placeholders or {}))
    return error.translation_key


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
async def test_fault_of_all_replies_makes_the_phone_unavailable(
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    until: Until,
    later: Later,
    logged: Callable[[], list[str]],
    trouble: Trouble,
) -> None:
    """Otherwise the state would be idle although it is unknown."""
    trouble.begin(phone)
    await shows(LONGEST, **GONE)
    assert await error_key(home, until, "dial", destination="300") == trouble.key
    await later(LONGEST)
    await shows(1, **GONE)
    assert logged() == ["ERROR"]

    trouble.end(phone)
    await shows(POLL + trouble.after, **WELL)
    assert logged() == ["ERROR", "INFO"]
    assert not home.hass.config_entries.flow.async_progress()
    await home.act("dial", destination="300")
    assert home.state("binary_sensor.in_call") == "on"


PARTS = {
    "callStatus": "sensor.call_state",
    "v1/mgmt/lineInfo": "binary_sensor.line_1",
    "v2/mgmt/lineInfo": "binary_sensor.do_not_disturb",
    "device/info": "sensor.uptime",
    "callLogs": "sensor.missed_calls",
    "network/stats": "sensor.rx_packets",
    "device/stats": "sensor.cpu_usage",
    "transferType/get": "select.transfer_type",
}
"""Requests, with an entity that is unknown while this request fails."""

LONGEST_INTERVAL = 320
"""Longest time in seconds until all requests are sent or have failed."""


def unknown_parts(home: Home) -> dict[str, str]:
    """Return the requests without a reply, with the states of their entities."""
    states = {path: home.state(entity) for path, entity in PARTS.items()}
    return {
        path: state
        for path, state in states.items()
        if state in {"unknown", "unavailable"}
    }


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("path", PARTS)
@pytest.mark.parametrize("kind", ["html", "missing", "busy", "silence"])
async def test_failed_request_makes_only_its_entities_unknown(
    home: Home, phone: SimulatedPhone, until: Until, path: str, kind: str
) -> None:
    await until(lambda: not unknown_parts(home), LONGEST_INTERVAL)
    fault(kind, path, "5000")(phone)
    # A busy phone rejects all requests, and without calls the phone is unavailable.
    is_all = kind == "busy" or (kind == "silence" and path == "callStatus")
    expected = dict.fromkeys(PARTS, "unavailable") if is_all else {path: "unknown"}
    await until(lambda: unknown_parts(home) == expected, LONGEST_INTERVAL)

    actions.clear_faults(phone)
    is_slow = kind == "silence" and not is_all
    await until(lambda: not unknown_parts(home), 62 if is_slow else 11)


@pytest.mark.parametrize("path", PARTS)
@pytest.mark.parametrize("kind", ["html", "silence"])
async def test_set_up_works_if_an_optional_request_fails(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    until: Until,
    path: str,
    kind: str,
) -> None:
    """Only the model and the calls are required."""
    fault(kind, path, "5000")(phone)
    reload = hass.async_create_task(
        hass.config_entries.async_reload(home.entry.entry_id)
    )
    await until(reload.done, 120)
    needed = path == "device/info" or (path == "callStatus" and kind == "silence")
    is_loaded = home.entry.state is ConfigEntryState.LOADED
    assert is_loaded is not needed
    actions.clear_faults(phone)
    await until(lambda: home.state("sensor.call_state") == "idle", 60)
    await until(lambda: home.state("binary_sensor.line_1") == "on", 62)


@pytest.mark.parametrize("times", [1, 1000])
async def test_rejected_login_is_sent_once(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    shows: Shows,
    until: Until,
    times: int,
) -> None:
    """It is sent once, because phones lock after several attempts."""
    phone.server.faults.active.append(Fault("unauthorized", times=times))
    await shows(POLL, **GONE)
    phone.requests.clear()
    assert await error_key(home, until, "dial", destination="300") == "invalid_auth"
    await until(lambda: bool(hass.config_entries.flow.async_progress()), POLL)
    assert not [request for request in phone.requests if request.authorized]
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH

    actions.clear_faults(phone)
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {"password": phone.password, "advanced": {"username": "Polycom"}},
    )
    assert result["reason"] == "reauth_successful"
    await shows(POLL, **WELL)


async def test_home_assistant_stops_during_a_command(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, until: Until
) -> None:
    """Home Assistant does not wait for a phone that does not reply."""
    fault("silence", "dial")(phone)
    dialing = hass.async_create_background_task(
        home.act("dial", destination="300"), "dialing"
    )
    await until(lambda: phone.requests[-1].path.endswith("dial"), POLL)
    stopping = asyncio.create_task(hass.async_stop(force=True))
    await until(stopping.done, 30)
    await until(dialing.done, 15)


async def test_phone_can_be_deleted_during_a_command(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, until: Until
) -> None:
    fault("silence", "dial")(phone)
    task = hass.async_create_task(home.act("dial", destination="300"))
    await until(lambda: phone.requests[-1].path.endswith("dial"), POLL)
    removal = hass.async_create_task(
        hass.config_entries.async_remove(home.entry.entry_id)
    )
    await until(removal.done, 30)
    await until(task.done, 30)
    assert isinstance(task.exception(), HomeAssistantError)
