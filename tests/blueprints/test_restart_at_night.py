"""A fresh phone each morning."""

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait, sent

from .conftest import Until, Use

INPUTS = {"idle_minutes": 10, "limit_minutes": 20}


@pytest.fixture(autouse=True)
async def _automation(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    home: Home,
    until: Until,
    use: Use,
) -> None:
    """It is 2:59 on a Tuesday."""
    await hass.config.async_set_time_zone("UTC")
    await until("tue", "02:59")
    await use(
        "restart_at_night",
        phone=home.device_id,
        button=home.entity_id("button.restart"),
        **INPUTS | getattr(request, "param", {}),
    )


def restarts(phone: SimulatedPhone) -> int:
    """Return how often the phone was told to restart."""
    return len(sent(phone, "safeRestart"))


async def minutes(wait: Wait, count: int) -> None:
    """Let so many minutes pass."""
    for _ in range(count):
        await wait(60)


async def test_an_idle_phone(phone: SimulatedPhone, wait: Wait) -> None:
    assert restarts(phone) == 0
    await minutes(wait, 1)
    assert restarts(phone) == 1
    await minutes(wait, 25)
    assert restarts(phone) == 1


async def test_a_phone_in_a_call(phone: SimulatedPhone, wait: Wait) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    await minutes(wait, 5)
    assert restarts(phone) == 0
    actions.hang_up(phone)
    await wait(1)
    await minutes(wait, 9)
    assert restarts(phone) == 0
    await minutes(wait, 2)
    assert restarts(phone) == 1


async def test_a_call_that_takes_too_long(phone: SimulatedPhone, wait: Wait) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    await minutes(wait, 22)
    actions.hang_up(phone)
    await minutes(wait, 15)
    assert restarts(phone) == 0


async def test_a_phone_that_cannot_be_reached(
    phone: SimulatedPhone, wait: Wait
) -> None:
    phone.power_off()
    await wait(30)
    await minutes(wait, 5)
    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    await minutes(wait, 5)
    assert restarts(phone) == 0
    await minutes(wait, 10)
    assert restarts(phone) == 1


@pytest.mark.parametrize("_automation", [{"weekdays": ["sun"]}], indirect=True)
async def test_another_day(phone: SimulatedPhone, wait: Wait) -> None:
    await minutes(wait, 3)
    assert restarts(phone) == 0
