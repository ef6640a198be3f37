"""Speakers say who is calling."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait

from .conftest import Actions, Use

SPEAKERS = ["media_player.kitchen", "media_player.hall"]
ENGINE = "tts.engine"


@pytest.fixture
async def said(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    home: Home,
    use: Use,
    actions_of_others: Actions,
) -> Actions:
    """Announce callers, with inputs that tests parametrize; what is said."""
    actions_of_others.offer("tts.speak", "test.tell")
    hass.states.async_set("input_boolean.sleep", "off")
    inputs = {"phones": [home.device_id], "speakers": SPEAKERS, "engine": ENGINE}
    await use("announce_caller", **inputs | getattr(request, "param", {}))
    return actions_of_others


def words(said: Actions) -> list[str]:
    """Return what was said since the last time."""
    return [data["message"] for _, data in said.take()]


async def test_a_name(phone: SimulatedPhone, wait: Wait, said: Actions) -> None:
    phone.ring("301", "Ada Example")
    await wait(5)
    assert said.take() == [
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
    assert words(said) == []


async def test_the_name_of_a_contact(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait, said: Actions
) -> None:
    manager = hass.config_entries.subentries
    flow = await manager.async_init(
        (home.entry.entry_id, "contact"), context={"source": "user"}
    )
    await manager.async_configure(flow["flow_id"], {"name": "Mum", "number": "301"})
    await wait(5)
    phone.ring("301")
    await wait(5)
    assert words(said) == ["Mum is calling."]


@pytest.mark.parametrize(
    ("said", "number", "name", "expected"),
    [
        ({}, "+4930123", "", ["+ 4 9 3 0 1 2 3 is calling."]),
        ({}, "+4930123", "+49 (30) 123", ["+ 4 9 3 0 1 2 3 is calling."]),
        ({}, "sip:door@voice.example.net", "", ["door is calling."]),
        ({"without_name": "words"}, "301", "", ["Somebody is calling."]),
        ({"without_name": "words"}, "301", "Ada", ["Ada is calling."]),
        ({"without_name": "nothing"}, "301", "", []),
        ({"without_name": "nothing"}, "301", "Ada", ["Ada is calling."]),
        ({"without_name": "words", "somebody": ""}, "301", "", []),
        ({"text": "Anruf von {caller}"}, "301", "Ada", ["Anruf von Ada"]),
    ],
    indirect=["said"],
)
async def test_who_is_calling(
    phone: SimulatedPhone,
    wait: Wait,
    said: Actions,
    number: str,
    name: str,
    expected: list[str],
) -> None:
    phone.ring(number, name)
    await wait(5)
    assert words(said) == expected


@pytest.mark.parametrize("said", [{"language": "de-DE"}], indirect=True)
async def test_a_language(phone: SimulatedPhone, wait: Wait, said: Actions) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    assert said.take()[0][1]["language"] == "de-DE"


TELL: dict[str, Any] = {
    "action": "test.tell",
    "data": {"message": "{{ message }}", "caller": "{{ caller }}"},
}


@pytest.mark.parametrize(
    "said", [{"speakers": [], "engine": "", "also": [TELL]}], indirect=True
)
async def test_another_way(phone: SimulatedPhone, wait: Wait, said: Actions) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    assert said.take() == [
        ("test.tell", {"message": "Ada is calling.", "caller": "Ada"})
    ]


@pytest.mark.parametrize("said", [{"again": True}], indirect=True)
async def test_once_more(phone: SimulatedPhone, wait: Wait, said: Actions) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    assert words(said) == ["Ada is calling."]
    await wait(10)
    assert words(said) == ["Ada is calling."]
    for _ in range(3):
        await wait(10)
    assert words(said) == []


@pytest.mark.parametrize("said", [{"again": True}], indirect=True)
@pytest.mark.parametrize("end", [actions.answer, actions.remote_hang_up])
async def test_not_once_more_when_it_rings_no_longer(
    phone: SimulatedPhone, wait: Wait, said: Actions, end: Any
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    end(phone)
    await wait(1)
    await wait(10)
    assert words(said) == ["Ada is calling."]


async def test_not_during_a_call(
    phone: SimulatedPhone, wait: Wait, said: Actions
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    actions.answer(phone)
    await wait(1)
    assert words(said) == ["Ada is calling."]
    phone.ring("302", "Bob")
    await wait(1)
    assert words(said) == []


@pytest.mark.parametrize("said", [{"during_calls": True}], indirect=True)
async def test_during_a_call(phone: SimulatedPhone, wait: Wait, said: Actions) -> None:
    phone.ring("301", "Ada")
    actions.answer(phone)
    await wait(5)
    assert words(said) == []
    phone.ring("302", "Bob")
    await wait(1)
    assert words(said) == ["Bob is calling."]


@pytest.mark.parametrize("said", [{"again": True}], indirect=True)
async def test_two_callers(phone: SimulatedPhone, wait: Wait, said: Actions) -> None:
    """One after the other, each as often as one alone."""
    phone.ring("301", "Ada")
    await wait(5)
    phone.ring("302", "Bob")
    await wait(1)
    assert words(said) == ["Ada is calling."]
    for _ in range(4):
        await wait(10)
    assert words(said) == ["Ada is calling.", "Bob is calling.", "Bob is calling."]


AWAKE = {"condition": "state", "entity_id": "input_boolean.sleep", "state": "off"}


@pytest.mark.parametrize("said", [{"conditions": [AWAKE]}], indirect=True)
async def test_only_if(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, said: Actions
) -> None:
    phone.ring("301", "Ada")
    await wait(5)
    assert words(said) == ["Ada is calling."]
    actions.reject(phone)
    await wait(1)
    hass.states.async_set("input_boolean.sleep", "on")
    phone.ring("301", "Ada")
    await wait(5)
    assert words(said) == []
