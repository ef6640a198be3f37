"""Music and calls do not mix."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait

from .conftest import Actions, Use

KITCHEN, HALL, TV = "media_player.kitchen", "media_player.hall", "media_player.tv"

type Pass = Callable[[int], Awaitable[None]]


@pytest.fixture
def offer(hass: HomeAssistant, actions_of_others: Actions) -> Actions:
    """Have players, two of which play."""
    actions_of_others.offer("media_player.media_pause", state="paused")
    actions_of_others.offer("media_player.media_play", state="playing")
    for player, state in {KITCHEN: "playing", HALL: "playing", TV: "paused"}.items():
        hass.states.async_set(player, state)
    return actions_of_others


@pytest.fixture(autouse=True)
async def _automation(home: Home, use: Use, offer: Actions) -> None:
    await use(
        "pause_media_during_calls",
        sensors=[
            home.entity_id("binary_sensor.in_call"),
            home.entity_id("binary_sensor.ringing"),
        ],
        players=[KITCHEN, HALL, TV],
    )


def playing(hass: HomeAssistant) -> list[str]:
    """Return the players that play."""
    return [
        state.entity_id
        for state in hass.states.async_all("media_player")
        if state.state == "playing"
    ]


async def test_a_call(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, offer: Actions
) -> None:
    phone.ring("301")
    await wait(5)
    assert playing(hass) == []
    actions.answer(phone)
    for _ in range(5):
        await wait(1)
    actions.hold(phone)
    for _ in range(5):
        await wait(1)
    assert playing(hass) == []
    actions.remote_hang_up(phone)
    await wait(1)
    assert playing(hass) == []
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]
    assert offer.take() == [
        ("media_player.media_pause", {"entity_id": [KITCHEN, HALL]}),
        ("media_player.media_play", {"entity_id": [KITCHEN, HALL]}),
    ]


async def test_a_call_from_here(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.lift_handset()
    await wait(5)
    assert playing(hass) == []
    actions.hang_up(phone)
    await wait(1)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]


async def test_a_call_that_nobody_answers(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    await wait(5)
    actions.remote_hang_up(phone)
    await wait(1)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]


async def test_what_somebody_touched_meanwhile(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, offer: Actions
) -> None:
    phone.ring("301")
    await wait(5)
    hass.states.async_set(KITCHEN, "idle")
    hass.states.async_set(TV, "playing")
    actions.reject(phone)
    await wait(1)
    await wait(2)
    assert playing(hass) == [HALL, TV]
    assert offer.take()[1:] == [
        ("media_player.media_play", {"entity_id": [HALL]}),
    ]


async def test_nothing_that_plays(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, offer: Actions
) -> None:
    for player in (KITCHEN, HALL):
        hass.states.async_set(player, "off")
    phone.ring("301")
    await wait(5)
    actions.reject(phone)
    await wait(1)
    await wait(2)
    assert offer.take() == []


async def test_two_calls(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, offer: Actions
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    phone.ring("302")
    await wait(1)
    actions.answer(phone)
    await wait(1)
    actions.hang_up(phone)
    for _ in range(5):
        await wait(1)
    assert playing(hass) == []
    actions.resume(phone)
    actions.hang_up(phone)
    await wait(1)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]
    assert len(offer.take()) == 2


async def test_the_next_call_at_once(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, offer: Actions
) -> None:
    phone.ring("301")
    await wait(5)
    actions.reject(phone)
    await wait(1)
    phone.ring("302")
    await wait(1)
    await wait(1)
    await wait(5)
    assert playing(hass) == []
    actions.reject(phone)
    await wait(1)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]
    assert len(offer.take()) == 2


async def test_a_phone_that_cannot_be_reached_for_a_moment(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    actions.add_fault(phone, "reset")
    await wait(1)
    assert home.state("binary_sensor.in_call") == "unavailable"
    await wait(60)
    actions.clear_faults(phone)
    await wait(10)
    assert home.state("binary_sensor.in_call") == "on"
    await wait(300)
    assert playing(hass) == []
    actions.hang_up(phone)
    await wait(1)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]


async def test_a_phone_that_is_gone(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """Nobody wants music to begin at some time in the night."""
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    phone.power_off()
    await wait(1)
    await wait(301)
    await wait(2)
    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    await wait(60)
    await wait(2)
    assert home.state("binary_sensor.in_call") == "off"
    assert playing(hass) == []
