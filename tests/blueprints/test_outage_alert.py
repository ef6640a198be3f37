"""Somebody hears of a phone that is out of order, once."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from tests.home import Home, Wait

from .conftest import Actions, Use, begin, turn_automations

DOWN = "Out of order: VVX 501 Reception."
UP = "Works again: VVX 501 Reception."
TELL = {"action": "test.tell", "data": {"message": "{{ message }}"}}

type Minutes = Callable[[int], Awaitable[list[str]]]


@pytest.fixture(autouse=True)
async def _automation(homes: list[Home], use: Use, actions_of_others: Actions) -> None:
    actions_of_others.offer("test.tell")
    await use(
        "outage_alert",
        phones=[home.device_id for home in homes],
        alert=[TELL],
        all_clear=[TELL],
    )


@pytest.fixture
def minutes(wait: Wait, actions_of_others: Actions) -> Minutes:
    """Return what lets minutes pass, and what was told meanwhile."""

    async def minutes(count: int) -> list[str]:
        for _ in range(count):
            await wait(60)
        return [data["message"] for _, data in actions_of_others.take()]

    return minutes


async def come_back(phone: SimulatedPhone, wait: Wait) -> None:
    """Switch a phone on again."""
    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()


async def test_a_phone_that_is_off(
    phone: SimulatedPhone, wait: Wait, minutes: Minutes
) -> None:
    assert await minutes(5) == []
    phone.power_off()
    assert await minutes(5) == []
    assert await minutes(1) == [DOWN]
    assert await minutes(10) == []
    await come_back(phone, wait)
    assert await minutes(3) == [UP]
    assert await minutes(6) == []


async def test_a_line_that_is_lost(phone: SimulatedPhone, minutes: Minutes) -> None:
    phone.set_registered(False, 1)
    assert await minutes(5) == []
    assert await minutes(2) == [DOWN]
    phone.set_registered(False)
    assert await minutes(10) == []
    phone.set_registered(True, 1)
    assert await minutes(3) == []
    phone.set_registered(True)
    assert await minutes(3) == [UP]


async def test_a_restart_is_no_outage(
    phone: SimulatedPhone, wait: Wait, minutes: Minutes
) -> None:
    phone.power_off()
    assert await minutes(3) == []
    await come_back(phone, wait)
    assert await minutes(6) == []
    phone.power_off()
    assert await minutes(4) == []


async def test_two_phones(
    phone: SimulatedPhone, other: SimulatedPhone, wait: Wait, minutes: Minutes
) -> None:
    phone.power_off()
    assert await minutes(7) == [DOWN]
    other.power_off()
    assert await minutes(7) == ["Out of order: Trio 8800 Conference Room."]
    await come_back(phone, wait)
    assert await minutes(2) == [UP]
    await come_back(other, wait)
    assert await minutes(2) == ["Works again: Trio 8800 Conference Room."]


async def test_two_phones_at_once(
    phone: SimulatedPhone, other: SimulatedPhone, minutes: Minutes
) -> None:
    phone.power_off()
    other.power_off()
    assert await minutes(7) == [
        "Out of order: VVX 501 Reception, Trio 8800 Conference Room."
    ]


async def test_home_assistant_that_was_restarted(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, minutes: Minutes
) -> None:
    """What is still out of order is told again; so the all-clear has its alert."""
    phone.power_off()
    assert await minutes(7) == [DOWN]
    for state in ("off", "on"):
        await turn_automations(hass, state)
    assert await minutes(3) == []
    await begin(hass)
    assert await minutes(1) == [DOWN]
    await come_back(phone, wait)
    assert await minutes(3) == [UP]
