"""Tests of the blueprint that restarts a phone at night."""

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait, sent

from .conftest import Until, Use, connect, power_on, wait_minutes

INPUTS = {"idle_minutes": 10, "limit_minutes": 20}


@pytest.fixture(autouse=True)
async def _automation(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    home: Home,
    until: Until,
    use: Use,
) -> None:
    """Add the automation at 2:59 on a Tuesday."""
    await hass.config.async_set_time_zone("UTC")
    await until("tue", "02:59")
    await use(
        "restart_at_night",
        phone=home.device_id,
        button=home.entity_id("button.restart"),
        **INPUTS | getattr(request, "param", {}),
    )


def restarts(phone: SimulatedPhone) -> int:
    """Return the number of restart commands to the phone."""
    return len(sent(phone, "safeRestart"))


async def test_idle_phone_restarts_once(phone: SimulatedPhone, wait: Wait) -> None:
    assert restarts(phone) == 0
    await wait_minutes(wait, 1)
    assert restarts(phone) == 1
    await wait_minutes(wait, 25)
    assert restarts(phone) == 1


async def test_phone_in_a_call_restarts_ten_minutes_after_it(
    phone: SimulatedPhone, wait: Wait
) -> None:
    await connect(phone, wait)
    await wait_minutes(wait, 5)
    assert restarts(phone) == 0
    actions.hang_up(phone)
    await wait(1)
    await wait_minutes(wait, 9)
    assert restarts(phone) == 0
    await wait_minutes(wait, 2)
    assert restarts(phone) == 1


async def test_long_call_cancels_the_restart(phone: SimulatedPhone, wait: Wait) -> None:
    await connect(phone, wait)
    await wait_minutes(wait, 22)
    actions.hang_up(phone)
    await wait_minutes(wait, 15)
    assert restarts(phone) == 0


async def test_unreachable_phone_restarts_once_it_is_idle(
    phone: SimulatedPhone, wait: Wait
) -> None:
    phone.power_off()
    await wait(30)
    await wait_minutes(wait, 5)
    await power_on(phone, wait)
    await wait_minutes(wait, 5)
    assert restarts(phone) == 0
    await wait_minutes(wait, 10)
    assert restarts(phone) == 1


@pytest.mark.parametrize("_automation", [{"weekdays": ["sun"]}], indirect=True)
async def test_other_weekday_does_not_restart(
    phone: SimulatedPhone, wait: Wait
) -> None:
    await wait_minutes(wait, 3)
    assert restarts(phone) == 0
