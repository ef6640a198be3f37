"""Tests of the blueprint that pauses media players during calls."""

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait

from .conftest import FakeActions, Use, connect, hang_up, power_on

KITCHEN, HALL, TV = "media_player.kitchen", "media_player.hall", "media_player.tv"


@pytest.fixture
def players(hass: HomeAssistant, fake_actions: FakeActions) -> FakeActions:
    """Set up three players, two of them playing."""
    fake_actions.register("media_player.media_pause", state="paused")
    fake_actions.register("media_player.media_play", state="playing")
    for player, state in {KITCHEN: "playing", HALL: "playing", TV: "paused"}.items():
        hass.states.async_set(player, state)
    return fake_actions


@pytest.fixture(autouse=True)
async def _automation(home: Home, use: Use, players: FakeActions) -> None:
    await use(
        "pause_media_during_calls",
        sensors=[
            home.entity_id("binary_sensor.in_call"),
            home.entity_id("binary_sensor.ringing"),
        ],
        players=[KITCHEN, HALL, TV],
    )


def playing(hass: HomeAssistant) -> list[str]:
    """Return the IDs of the playing players."""
    return [
        state.entity_id
        for state in hass.states.async_all("media_player")
        if state.state == "playing"
    ]


async def test_players_resume_two_seconds_after_a_call(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, players: FakeActions
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
    assert players.take() == [
        ("media_player.media_pause", {"entity_id": [KITCHEN, HALL]}),
        ("media_player.media_play", {"entity_id": [KITCHEN, HALL]}),
    ]


async def test_outgoing_call_pauses_the_players(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.lift_handset()
    await wait(5)
    assert playing(hass) == []
    await hang_up(phone, wait)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]


async def test_players_resume_after_an_unanswered_call(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    await wait(5)
    actions.remote_hang_up(phone)
    await wait(1)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]


async def test_player_that_changed_during_the_call_is_not_resumed(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, players: FakeActions
) -> None:
    phone.ring("301")
    await wait(5)
    hass.states.async_set(KITCHEN, "idle")
    hass.states.async_set(TV, "playing")
    actions.reject(phone)
    await wait(1)
    await wait(2)
    assert playing(hass) == [HALL, TV]
    assert players.take()[1:] == [
        ("media_player.media_play", {"entity_id": [HALL]}),
    ]


async def test_stopped_players_get_no_action(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, players: FakeActions
) -> None:
    for player in (KITCHEN, HALL):
        hass.states.async_set(player, "off")
    phone.ring("301")
    await wait(5)
    actions.reject(phone)
    await wait(1)
    await wait(2)
    assert players.take() == []


async def test_players_resume_after_the_last_of_two_calls(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, players: FakeActions
) -> None:
    await connect(phone, wait)
    phone.ring("302")
    await wait(1)
    actions.answer(phone)
    await wait(1)
    actions.hang_up(phone)
    for _ in range(5):
        await wait(1)
    assert playing(hass) == []
    actions.resume(phone)
    await hang_up(phone, wait)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]
    assert len(players.take()) == 2


async def test_players_stay_paused_for_an_immediate_next_call(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, players: FakeActions
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
    assert len(players.take()) == 2


async def test_players_stay_paused_while_the_phone_is_briefly_unavailable(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await connect(phone, wait)
    actions.add_fault(phone, "reset")
    await wait(1)
    assert home.state("binary_sensor.in_call") == "unavailable"
    await wait(60)
    actions.clear_faults(phone)
    await wait(10)
    assert home.state("binary_sensor.in_call") == "on"
    await wait(300)
    assert playing(hass) == []
    await hang_up(phone, wait)
    await wait(2)
    assert playing(hass) == [KITCHEN, HALL]


async def test_players_stay_paused_after_a_long_outage(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """Otherwise music could start at night when the phone is back."""
    await connect(phone, wait)
    phone.power_off()
    await wait(1)
    await wait(301)
    await wait(2)
    await power_on(phone, wait)
    await wait(60)
    await wait(2)
    assert home.state("binary_sensor.in_call") == "off"
    assert playing(hass) == []
