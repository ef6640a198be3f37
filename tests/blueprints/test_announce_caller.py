"""Tests of the blueprint that announces callers on speakers."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait

from .conftest import FakeActions, Use

SPEAKERS = ["media_player.kitchen", "media_player.hall"]
ENGINE = "tts.engine"


@pytest.fixture
async def announced(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    home: Home,
    use: Use,
    fake_actions: FakeActions,
) -> FakeActions:
    """Return the announcements, with inputs that tests parametrize."""
    fake_actions.register("tts.speak", "test.report")
    hass.states.async_set("input_boolean.sleep", "off")
    inputs = {"phones": [home.device_id], "speakers": SPEAKERS, "engine": ENGINE}
    await use("announce_caller", **inputs | getattr(request, "param", {}))
    return fake_actions


def texts(announced: FakeActions) -> list[str]:
    """Return the texts of the new announcements."""
    return [data["message"] for _, data in announced.take()]


async def test_caller_name_is_announced_once(
    phone: SimulatedPhone, wait: Wait, announced: FakeActions
) -> None:
    phone.ring("301", "Ada Example")
    await wait(5)
    assert announced.take() == [
        (
            "tts.speak",
            {
                "entity_id": [ENGINE],
                "media_player_entity_id": SPEAKERS,
                "message": "Ada Example is calling.",
            },
        )
    ]
    for _ in range(30):
        await wait(1)
    assert texts(announced) == []


async def test_contact_name_is_announced(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    announced: FakeActions,
) -> None:
    manager = hass.config_entries.subentries
    flow = await manager.async_init(
        (home.entry.entry_id, "contact"), context={"source": "user"}
    )
    await manager.async_configure(flow["flow_id"], {"name": "Mum", "number": "301"})
    await wait(5)
    phone.ring("301")
    await wait(5)
    assert texts(announced) == ["Mum is calling."]


@pytest.mark.parametrize(
    ("announced", "number", "name", "expected"),
    [
        ({}, "+4930123", "", ["+ 4 9 3 0 1 2 3 is calling."]),
        ({}, "+4930123", "+49 (30) 123", ["+ 4 9 3 0 1 2 3 is calling."]),
        ({}, "sip:door@voice.example.net", "", ["door is calling."]),
        ({"without_name": "words"}, "301", "", ["Unknown caller is calling."]),
        ({"without_name": "words"}, "301", "Ada", ["Ada is calling."]),
        ({"without_name": "nothing"}, "301", "", []),
        ({"without_name": "nothing"}, "301", "Ada", ["Ada is calling."]),
        ({"without_name": "words", "somebody": ""}, "301", "", []),
        ({"text": "Anruf von {caller}"}, "301", "Ada", ["Anruf von Ada"]),
    ],
    indirect=["announced"],
)
async def test_announced_text_follows_number_name_and_inputs(
    phone: SimulatedPhone,
    wait: Wait,
    announced: FakeActions,
    number: str,
    name: str,
    expected: list[str],
) -> None:
    phone.ring(number, name)
    await wait(5)
    assert texts(announced) == expected


@pytest.mark.parametrize("announced", [{"language": "de-DE"}], indirect=True)
async def test_language_is_passed_to_the_engine(
    phone: SimulatedPhone, wait: Wait, announced: FakeActions
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    assert announced.take()[0][1]["language"] == "de-DE"


WITH_CALLER: dict[str, Any] = {
    "action": "test.report",
    "data": {"message": "{{ message }}", "caller": "{{ caller }}"},
}


@pytest.mark.parametrize(
    "announced", [{"speakers": [], "engine": "", "also": [WITH_CALLER]}], indirect=True
)
async def test_additional_action_gets_message_and_caller(
    phone: SimulatedPhone, wait: Wait, announced: FakeActions
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    assert announced.take() == [
        ("test.report", {"message": "Ada is calling.", "caller": "Ada"})
    ]


@pytest.mark.parametrize("announced", [{"again": True}], indirect=True)
async def test_announcement_is_repeated_once(
    phone: SimulatedPhone, wait: Wait, announced: FakeActions
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    assert texts(announced) == ["Ada is calling."]
    await wait(10)
    assert texts(announced) == ["Ada is calling."]
    for _ in range(3):
        await wait(10)
    assert texts(announced) == []


@pytest.mark.parametrize("announced", [{"again": True}], indirect=True)
@pytest.mark.parametrize("end", [actions.answer, actions.remote_hang_up])
async def test_announcement_is_not_repeated_after_ringing(
    phone: SimulatedPhone, wait: Wait, announced: FakeActions, end: Any
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    end(phone)
    await wait(1)
    await wait(10)
    assert texts(announced) == ["Ada is calling."]


async def test_second_caller_is_not_announced_during_a_call(
    phone: SimulatedPhone, wait: Wait, announced: FakeActions
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    actions.answer(phone)
    await wait(1)
    assert texts(announced) == ["Ada is calling."]
    phone.ring("302", "Bob")
    await wait(1)
    assert texts(announced) == []


@pytest.mark.parametrize("announced", [{"during_calls": True}], indirect=True)
async def test_second_caller_is_announced_during_a_call_if_set(
    phone: SimulatedPhone, wait: Wait, announced: FakeActions
) -> None:
    phone.ring("301", "Ada")
    actions.answer(phone)
    await wait(5)
    assert texts(announced) == []
    phone.ring("302", "Bob")
    await wait(1)
    assert texts(announced) == ["Bob is calling."]


@pytest.mark.parametrize("announced", [{"again": True}], indirect=True)
async def test_two_callers_are_announced_in_turn(
    phone: SimulatedPhone, wait: Wait, announced: FakeActions
) -> None:
    """Each announcement is repeated once, as for a single caller."""
    phone.ring("301", "Ada")
    await wait(5)
    phone.ring("302", "Bob")
    await wait(1)
    assert texts(announced) == ["Ada is calling."]
    for _ in range(4):
        await wait(10)
    assert texts(announced) == ["Ada is calling.", "Bob is calling.", "Bob is calling."]


AWAKE = {"condition": "state", "entity_id": "input_boolean.sleep", "state": "off"}


@pytest.mark.parametrize("announced", [{"conditions": [AWAKE]}], indirect=True)
async def test_caller_is_not_announced_if_a_condition_fails(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, announced: FakeActions
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    assert texts(announced) == ["Ada is calling."]
    actions.reject(phone)
    await wait(1)
    hass.states.async_set("input_boolean.sleep", "on")
    phone.ring("301", "Ada")
    await wait(5)
    assert texts(announced) == []
