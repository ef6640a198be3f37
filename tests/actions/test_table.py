"""Tests of the effect of each action, and of phones that do not support it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from homeassistant.core import HomeAssistant
import pytest
import voluptuous as vol

from custom_components.poly_phone.actions.table import ACTIONS
from simulator import Phone, SimulatedPhone
from simulator.commands.table import Command, find_command
from simulator.control import actions
from simulator.web.faults import Fault

from ..conftest import Wait
from ..home import Home, sent

URL = "http://192.0.2.80/upload"
PCAP = {"diags.pcap.enabled": "1", "diags.pcap.background.enabled": "1"}

type Prepare = Callable[[SimulatedPhone], object]


def ring(phone: SimulatedPhone) -> None:
    phone.ring("301", "Front door")


def connect(phone: SimulatedPhone) -> None:
    ring(phone)
    actions.answer(phone)


def hold(phone: SimulatedPhone) -> None:
    connect(phone)
    actions.hold(phone)


def miss(phone: SimulatedPhone) -> None:
    ring(phone)
    actions.remote_hang_up(phone)


def sign_out(phone: SimulatedPhone) -> None:
    phone.set_skype(True)
    phone.set_signed_in(False)


def begin_web_sign_in(phone: SimulatedPhone) -> None:
    phone.set_skype(True)
    phone.web_sign_in = True


def nothing(phone: SimulatedPhone) -> None:
    """Change nothing."""


def focus(phone: SimulatedPhone) -> Any:
    """Return the call in focus."""
    assert phone.calls.focused
    return phone.calls.focused


@dataclass(frozen=True)
class Case:
    """The expected effect of an action on the phone, or its response."""

    effect: Callable[[SimulatedPhone, Any], object]
    data: Mapping[str, Any] = field(default_factory=dict)
    prepare: Prepare = nothing


CREDENTIALS = {
    "address": "jane@example.com",
    "user": "jane",
    "password": "open sesame",
    "domain": "example",
}

CASES = {
    "dial": Case(
        lambda phone, _: focus(phone).party.number == "300", {"destination": "300"}
    ),
    "transfer": Case(lambda phone, _: not phone.calls, {"destination": "302"}, connect),
    "answer": Case(lambda phone, _: focus(phone).state == "Connected", {}, ring),
    "end_call": Case(lambda phone, _: not phone.calls, {}, connect),
    "reject": Case(lambda phone, _: not phone.calls, {}, ring),
    "ignore": Case(
        lambda phone, _: focus(phone).silent and focus(phone).state == "Offering",
        {},
        ring,
    ),
    "hold": Case(lambda phone, _: focus(phone).state == "Hold", {}, connect),
    "resume": Case(lambda phone, _: focus(phone).state == "Connected", {}, hold),
    "send_dtmf": Case(
        lambda phone, _: focus(phone).digits == "1*#", {"digits": "1*#"}, connect
    ),
    "get_calls": Case(
        lambda _, response: response["calls"][0]["number"] == "301", prepare=ring
    ),
    "get_call_log": Case(
        lambda _, response: response["missed"][0]["name"] == "Front door", prepare=miss
    ),
    "get_config": Case(
        lambda _, response: (
            response
            == {
                "parameters": {
                    "reg.1.label": {"value": "Reception", "source": "config"}
                },
                "unknown": [],
            }
        ),
        {"parameters": "reg.1.label"},
    ),
    "set_config": Case(
        lambda phone, response: (
            phone.config["up.backlight.timeout"] == "20"
            and phone.config["se.rt.enabled"] == "0"
            and [*response.values()] == [{"may_restart": []}]
        ),
        {"parameters": {"up.backlight.timeout": 20, "se.rt.enabled": False}},
    ),
    "get_info": Case(
        lambda phone, response: (
            response["device"]["model"] == "VVX 501"
            and response["network"]["ip_address"] == phone.address
        )
    ),
    "press_key": Case(lambda phone, _: phone.volume == 6, {"key": "VolUp"}),
    "type_text": Case(
        lambda phone, _: phone.typed_number == "3001",
        {"text": "1", "replace": False},
        lambda phone: phone.type_number("300"),
    ),
    "tap": Case(
        lambda phone, _: phone.inputs[-1] == "Tap 120,80",
        {"x": 120, "y": 80},
        lambda phone: phone.configure({"httpd.ta.enabled": "1"}),
    ),
    "set_hook": Case(
        lambda phone, _: focus(phone).state == "Dialtone", {"off_hook": True}
    ),
    "sign_in": Case(
        lambda phone, _: phone.signed_in, CREDENTIALS | {"lock_code": "1234"}, sign_out
    ),
    "sign_out": Case(
        lambda phone, _: not phone.signed_in, {}, lambda phone: phone.set_skype(True)
    ),
    "web_sign_in": Case(lambda phone, _: phone.web_sign_in, {}, sign_out),
    "cancel_web_sign_in": Case(
        lambda phone, _: not phone.web_sign_in, {}, begin_web_sign_in
    ),
    "export_config": Case(lambda phone, _: URL in phone.uploads, {"url": URL}),
    "capture_network": Case(
        lambda phone, _: URL in phone.uploads,
        {"url": URL},
        lambda phone: phone.config.write(PCAP),
    ),
    "update_configuration": Case(lambda phone, _: sent(phone, "updateConfiguration")),
    "reset_config": Case(
        lambda phone, _: (
            phone.config["reg.1.label"] == "Reception"
            and phone.config["reg.2.label"] == "Help desk"
        ),
        {"layer": "web"},
        lambda phone: (
            phone.configure({"reg.1.label": "Hall"}),
            phone.configure({"reg.2.label": "Help desk"}, "local"),
        ),
    ),
    "factory_reset": Case(lambda phone, _: not phone.api_enabled, {"confirm": True}),
}

VVX, CCX, EDGE = "vvx501-6.4", "ccx500-7.3", "edgeE350-8.6"
TRIO_5, TRIO_7 = "trio8800-5.7.1", "trio8800-7.2.2"

LACKING = {
    "dial": EDGE,
    "transfer": EDGE,
    "answer": EDGE,
    "end_call": EDGE,
    "reject": EDGE,
    "ignore": EDGE,
    "hold": EDGE,
    "resume": EDGE,
    "send_dtmf": EDGE,
    "press_key": CCX,
    "type_text": CCX,
    "tap": EDGE,
    "set_hook": TRIO_5,
    "sign_out": VVX,
    "web_sign_in": VVX,
    "cancel_web_sign_in": VVX,
    "export_config": TRIO_5,
    "update_configuration": TRIO_5,
    "reset_config": TRIO_5,
}
"""A model that does not support the action."""

PATHS = {
    "get_calls": "callStatus",
    "get_call_log": "callLogs",
    "get_config": "config/get",
    "set_config": "config/set",
    "capture_network": "uploadBgCapture",
    "factory_reset": "factoryReset",
    "sign_in": "skype/signIn",
    "web_sign_in": "skype/webSignIn",
    "cancel_web_sign_in": "skype/webSignInCancel",
    "set_hook": "simulateHook",
}
"""Paths of actions that all simulated models support; real models may not."""


@pytest.fixture
def withhold(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that removes a path from the phones."""

    def withhold(end: str) -> None:
        def find(phone: Phone, method: str, path: str) -> Command | None:
            return None if path.endswith(end) else find_command(phone, method, path)

        monkeypatch.setattr("simulator.web.server.find_command", find)

    return withhold


def test_all_actions_are_tested() -> None:
    elsewhere = {"show_message"}
    assert CASES.keys() | elsewhere == ACTIONS.keys()
    assert {*LACKING, *PATHS, "get_info"} | elsewhere == ACTIONS.keys()


POLLED = {"get_calls", "get_call_log", "get_config"}
"""Actions whose commands have worked before, because polls use them."""


@pytest.mark.parametrize("action", CASES)
async def test_action_has_its_effect(
    home: Home, phone: SimulatedPhone, action: str
) -> None:
    case = CASES[action]
    case.prepare(phone)
    assert case.effect(phone, await home.act(action, **case.data))


@pytest.mark.parametrize(
    ("profile", "action"), [(profile, action) for action, profile in LACKING.items()]
)
async def test_unsupported_action_is_remembered(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, action: str
) -> None:
    case = CASES[action]
    if case.prepare in {ring, connect, hold}:
        case.prepare(phone)
    assert await home.error_key(action, **case.data) == "not_supported"
    phone.requests.clear()
    assert await home.error_key(action, **case.data) == "not_supported"
    await hass.config_entries.async_reload(home.entry.entry_id)
    assert await home.error_key(action, **case.data) == "not_supported"
    # A reload reads the settings of the phone with a POST request.
    commands = [request for request in phone.requests if request.method == "POST"]
    assert not [one for one in commands if not one.path.endswith("config/get")]


@pytest.mark.parametrize("action", sorted(PATHS.keys() - POLLED))
async def test_missing_command_is_remembered(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    action: str,
    withhold: Callable[[str], None],
) -> None:
    path, data = PATHS[action], CASES[action].data
    withhold(path)
    phone.requests.clear()
    assert await home.error_key(action, **data) == "not_supported"
    assert sent(phone, path)
    phone.requests.clear()
    assert await home.error_key(action, **data) == "not_supported"
    await hass.config_entries.async_reload(home.entry.entry_id)
    assert await home.error_key(action, **data) == "not_supported"
    assert not sent(phone, path)


@pytest.mark.parametrize("action", sorted(POLLED))
async def test_command_that_worked_before_is_sent_again(
    home: Home, phone: SimulatedPhone, action: str, withhold: Callable[[str], None]
) -> None:
    """A starting phone rejects commands for a while."""
    withhold(PATHS[action])
    for _ in range(2):
        phone.requests.clear()
        assert await home.error_key(action, **CASES[action].data) == "not_supported"
        assert sent(phone, PATHS[action])


async def test_sign_in_works_after_a_change_of_the_profile(
    home: Home, phone: SimulatedPhone
) -> None:
    assert await home.error_key("sign_in", **CREDENTIALS) == "not_supported"
    sign_out(phone)
    await home.act("sign_in", **CREDENTIALS)
    assert phone.signed_in


@pytest.mark.parametrize("password", [{}, {"password": ""}])
async def test_sign_in_uses_the_stored_password_of_the_user(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, password: dict[str, str]
) -> None:
    sign_out(phone)
    data = {key: CREDENTIALS[key] for key in ("address", "user", "domain")} | password
    assert await home.error_key("sign_in", **data) == "no_sign_in_password"
    login = {"username": "jane", "password": "open sesame"}
    hass.config_entries.async_update_entry(home.entry, options={"sign_in": login})
    other = data | {"user": "joe"}
    assert await home.error_key("sign_in", **other) == "no_sign_in_password"
    assert not sent(phone, "skype/signIn")
    await home.act("sign_in", **data)
    assert phone.signed_in
    assert "open sesame" in str(sent(phone, "skype/signIn"))


async def test_new_firmware_is_probed_again(
    home: Home, phone: SimulatedPhone, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.server.faults.active.append(Fault("status", "updateConfiguration", 1, "4004"))
    assert await home.error_key("update_configuration") == "not_supported"
    assert await home.error_key("update_configuration") == "not_supported"

    newer = replace(phone.profile, firmware="6.4.9.1")
    monkeypatch.setattr(phone, "profile", newer)
    await wait(600)
    assert home.entry.data["capabilities"]["firmware"] == "6.4.9.1"
    phone.requests.clear()
    await home.act("update_configuration")
    assert sent(phone, "updateConfiguration")


@pytest.mark.parametrize(
    ("profile", "lines"),
    [(VVX, [None]), (TRIO_7, [None]), (TRIO_5, [None, "1"]), (CCX, [None])],
)
async def test_dial_without_line_uses_the_first_line_on_old_firmware(
    home: Home, phone: SimulatedPhone, lines: list[str | None]
) -> None:
    await home.act("dial", destination="300")
    assert [data.get("Line") for data in sent(phone, "dial")] == lines
    assert focus(phone).party.number == "300"


async def test_destination_that_the_phone_rejects_is_an_error(
    home: Home, phone: SimulatedPhone
) -> None:
    refused = {"destination": "30,0@host", "line": 1}
    assert await home.error_key("dial", **refused) == "rejected_parameters"
    assert len(sent(phone, "dial")) == 1


@pytest.mark.parametrize("profile", [TRIO_7])
async def test_missing_key_does_not_disable_other_keys(
    home: Home, phone: SimulatedPhone
) -> None:
    assert await home.error_key("press_key", key="Home") == "not_supported"
    await home.act("press_key", key="VolUp")
    assert phone.volume == 6


async def test_unknown_layer_or_section_sends_no_request(
    home: Home, phone: SimulatedPhone
) -> None:
    phone.requests.clear()
    for action, data in (
        ("reset_config", {"layer": "config"}),
        ("get_info", {"sections": ["weather"]}),
    ):
        with pytest.raises(vol.Invalid):
            await home.act(action, **data)
    assert not phone.requests
