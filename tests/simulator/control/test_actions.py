"""Tests of the actions of the control API."""

import pytest

from simulator import Exchange, ManualClock, SimulatedPhone
from simulator.control.actions import ACTIONS, BadArgumentError
from simulator.return_codes import RefusedError

type Argument = str | int | float | bool | None


def _act(phone: SimulatedPhone, action: str, **arguments: Argument) -> None:
    ACTIONS[action](phone, arguments)


def _states(phone: SimulatedPhone) -> list[str]:
    return [call.state for call in phone.calls]


def test_every_action_has_help() -> None:
    for action in ACTIONS.values():
        about = action.describe()
        assert about["help"]
        assert isinstance(about["arguments"], dict)
    assert ACTIONS["ring"].describe()["arguments"] == {
        "number": "str",
        "name": "str, optional",
        "line": "int | None, optional",
    }


@pytest.mark.parametrize(
    ("action", "arguments", "problem"),
    [
        ("ring", {}, "number: missing"),
        ("ring", {"number": 5}, "number: str expected"),
        ("ring", {"number": "5", "line": "1"}, "line: int | None expected"),
        ("ring", {"number": "5", "colour": "red"}, "colour: unknown"),
        ("set_latency", {"seconds": "long"}, "seconds: float expected"),
        ("set_dnd", {"dnd": "no"}, "dnd: bool expected"),
        ("busy", {"times": True}, "times: int expected"),
        ("busy", {"times": -1}, "times: not negative"),
        ("add_fault", {"kind": "fire"}, "kind: one of drop"),
        ("set_config", {"name": "no.such", "value": ""}, "name: unknown parameter"),
        (
            "set_config",
            {"name": "ptt.port", "value": "1", "layer": "x"},
            "layer: one of",
        ),
        ("set_config", {"name": "ptt.port", "value": ""}, "or a wrong value"),
        ("set_quirk", {"quirk": "rude"}, "quirk: one of declaration"),
        ("set_delivery_fault", {"kind": "rain", "every": 1}, "kind: one of delay"),
        ("set_authentication", {"scheme": "NTLM"}, "scheme: one of Basic, Digest"),
        (
            "set_delivery_fault",
            {"kind": "drop", "every": -1},
            "every, seconds: not negative",
        ),
    ],
)
async def test_wrong_arguments_are_rejected(
    phone: SimulatedPhone, action: str, arguments: dict[str, Argument], problem: str
) -> None:
    with pytest.raises(BadArgumentError, match=problem.replace("|", r"\|")):
        _act(phone, action, **arguments)


async def test_user_at_the_phone(phone: SimulatedPhone, clock: ManualClock) -> None:
    _act(phone, "ring", number="300", name="Front Door", line=2)
    _act(phone, "ignore")
    _act(phone, "answer")
    _act(phone, "mute_key")
    assert phone.muted
    _act(phone, "hold")
    _act(phone, "resume")
    _act(phone, "transfer", number="555")
    assert _states(phone) == []
    _act(phone, "dial", number="555")
    _act(phone, "hang_up")
    _act(phone, "ring", number="300")
    _act(phone, "reject")
    _act(phone, "hook", off=True)
    assert _states(phone) == ["Dialtone"]
    _act(phone, "press_key", key="SoftKey1")
    assert _states(phone) == []
    with pytest.raises(RefusedError, match="NO_SUCH_CALL"):
        _act(phone, "answer")


async def test_call_by_its_handle(phone: SimulatedPhone) -> None:
    _act(phone, "ring", number="300")
    _act(phone, "ring", number="301")
    second = f"{list(phone.calls)[1].handle:x}"
    _act(phone, "answer", call=second)
    assert _states(phone) == ["Offering", "Connected"]


async def test_outside_party(
    phone: SimulatedPhone, exchange: Exchange, clock: ManualClock
) -> None:
    _act(phone, "dial", number="noanswer")
    clock.advance(2)
    _act(phone, "remote_answer")
    assert _states(phone) == ["Connected"]
    _act(phone, "remote_hold")
    assert next(iter(phone.calls)).held_by_far
    _act(phone, "remote_hold", held=False)
    assert not next(iter(phone.calls)).held_by_far
    _act(phone, "remote_hang_up")
    assert _states(phone) == []
    _act(phone, "dial", number="noanswer")
    clock.advance(2)
    _act(phone, "remote_refuse")
    assert _states(phone) == ["Disconnected"]


async def test_other_end_can_be_a_phone(
    phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> None:
    _act(phone, "dial", number="300")
    clock.advance(2)
    _act(phone, "remote_answer")
    assert _states(other) == ["Connected"]
    _act(phone, "remote_hold")
    assert _states(other) == ["Hold"]
    _act(phone, "remote_hold", held=False)
    assert _states(other) == ["Connected"]
    _act(phone, "remote_hang_up")
    assert _states(phone) == _states(other) == []
    _act(phone, "dial", number="300")
    clock.advance(2)
    _act(phone, "remote_refuse")
    assert (_states(phone), _states(other)) == (["Disconnected"], [])


async def test_settings(phone: SimulatedPhone) -> None:
    _act(phone, "set_api", enabled=False)
    _act(phone, "set_password", password="1357")
    _act(phone, "set_config", name="reg.1.label", value="Hall")
    _act(phone, "set_latency", seconds=2)
    _act(phone, "set_lockout", enabled=True)
    _act(phone, "set_restart_seconds", seconds=1.5)
    _act(phone, "busy", times=2)
    _act(phone, "add_fault", kind="error", path="lineInfo", times=3)
    assert not phone.api_enabled
    assert (phone.password, phone.lines[0].label) == ("1357", "Hall")
    assert (phone.server.latency, phone.server.lockout.enabled) == (2, True)
    assert phone.restart_seconds == 1.5
    assert phone.server.busy_answers == 2
    assert [fault.times for fault in phone.server.faults.active] == [3]
    _act(phone, "set_authentication", scheme="Digest")
    assert phone.authentication == "Digest"
    _act(phone, "set_delivery_fault", kind="drop", every=2)
    assert phone.outbox.delivery_faults == {"drop": 2}
    _act(phone, "clear_faults")
    assert phone.outbox.delivery_faults == {}
    assert (phone.server.busy_answers, phone.server.faults.active) == (0, [])
