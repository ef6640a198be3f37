"""Tests of the blueprint that alerts the user of outages."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from tests.home import Home, Wait

from .conftest import (
    REPORT,
    Messages,
    Use,
    power_on,
    start,
    turn_automations,
    wait_minutes,
)

DOWN = "Out of order: VVX 501 Reception."
UP = "Works again: VVX 501 Reception."

type Minutes = Callable[[int], Awaitable[list[str]]]


@pytest.fixture(autouse=True)
async def _automation(homes: list[Home], use: Use, messages: Messages) -> None:
    await use(
        "outage_alert",
        phones=[home.device_id for home in homes],
        alert=[REPORT],
        all_clear=[REPORT],
    )


@pytest.fixture
def minutes(wait: Wait, messages: Messages) -> Minutes:
    """Return a function that waits and returns the new messages."""

    async def minutes(count: int) -> list[str]:
        await wait_minutes(wait, count)
        return messages()

    return minutes


async def test_offline_phone_is_reported_after_five_minutes(
    phone: SimulatedPhone, wait: Wait, minutes: Minutes
) -> None:
    assert await minutes(5) == []
    phone.power_off()
    assert await minutes(5) == []
    assert await minutes(1) == [DOWN]
    assert await minutes(10) == []
    await power_on(phone, wait)
    assert await minutes(3) == [UP]
    assert await minutes(6) == []


async def test_lost_line_is_reported_once(
    phone: SimulatedPhone, minutes: Minutes
) -> None:
    phone.set_registered(False, 1)
    assert await minutes(5) == []
    assert await minutes(2) == [DOWN]
    phone.set_registered(False)
    assert await minutes(10) == []
    phone.set_registered(True, 1)
    assert await minutes(3) == []
    phone.set_registered(True)
    assert await minutes(3) == [UP]


async def test_restart_is_not_reported(
    phone: SimulatedPhone, wait: Wait, minutes: Minutes
) -> None:
    phone.power_off()
    assert await minutes(3) == []
    await power_on(phone, wait)
    assert await minutes(6) == []
    phone.power_off()
    assert await minutes(4) == []


async def test_two_outages_are_reported_separately(
    phone: SimulatedPhone, other: SimulatedPhone, wait: Wait, minutes: Minutes
) -> None:
    phone.power_off()
    assert await minutes(7) == [DOWN]
    other.power_off()
    assert await minutes(7) == ["Out of order: Trio 8800 Conference Room."]
    await power_on(phone, wait)
    assert await minutes(2) == [UP]
    await power_on(other, wait)
    assert await minutes(2) == ["Works again: Trio 8800 Conference Room."]


async def test_simultaneous_outages_share_one_message(
    phone: SimulatedPhone, other: SimulatedPhone, minutes: Minutes
) -> None:
    phone.power_off()
    other.power_off()
    assert await minutes(7) == [
        "Out of order: VVX 501 Reception, Trio 8800 Conference Room."
    ]


async def test_outage_is_reported_again_after_a_restart(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, minutes: Minutes
) -> None:
    """Otherwise the all-clear would have no alert."""
    phone.power_off()
    assert await minutes(7) == [DOWN]
    for state in ("off", "on"):
        await turn_automations(hass, state)
    assert await minutes(3) == []
    await start(hass)
    assert await minutes(1) == [DOWN]
    await power_on(phone, wait)
    assert await minutes(3) == [UP]
