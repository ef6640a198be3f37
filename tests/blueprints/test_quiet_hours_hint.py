"""A reminder of do not disturb."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from tests.home import Home, Wait

from .conftest import Actions, Until, Use, begin

LOUD = "Quiet hours, but do not disturb is off: VVX 501 Reception."
SILENT = "Quiet hours are over, but do not disturb is still on: VVX 501 Reception."
TELL = {"action": "test.tell", "data": {"message": "{{ message }}"}}


@pytest.fixture(autouse=True)
async def _automation(
    hass: HomeAssistant,
    home: Home,
    use: Use,
    until: Until,
    actions_of_others: Actions,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await until("tue", "12:00")
    actions_of_others.offer("test.tell")
    await use(
        "quiet_hours_hint",
        sensors=[home.entity_id("binary_sensor.do_not_disturb")],
        also=[TELL],
    )


@pytest.fixture
def disturb(phone: SimulatedPhone, wait: Wait) -> Callable[[bool], Awaitable[None]]:
    """Return what has the phone take calls, or not."""

    async def disturb(yes: bool) -> None:
        phone.set_dnd(not yes)
        await wait(60)

    return disturb


async def test_a_phone_that_would_ring(
    until: Until, disturb: Any, hints: dict[str, str], actions_of_others: Actions
) -> None:
    assert not hints
    await until("tue", "21:59")
    assert not hints
    await until("tue", "22:00")
    assert list(hints.values()) == [LOUD]
    assert actions_of_others.take() == [("test.tell", {"message": LOUD})]
    await disturb(False)
    assert not hints
    await until("wed", "01:00")
    await disturb(True)
    assert list(hints.values()) == [LOUD]
    await until("wed", "07:00")
    assert not hints
    assert actions_of_others.take() == []


async def test_a_phone_that_would_not_ring(
    until: Until, disturb: Any, hints: dict[str, str], actions_of_others: Actions
) -> None:
    await disturb(False)
    assert not hints
    await until("tue", "22:00")
    assert not hints
    await until("wed", "07:00")
    assert list(hints.values()) == [SILENT]
    assert actions_of_others.take() == [("test.tell", {"message": SILENT})]
    await disturb(True)
    assert not hints


async def test_do_not_disturb_by_day(
    until: Until, disturb: Any, hints: dict[str, str]
) -> None:
    for time in ("06:00", "08:00", "15:00"):
        await until("wed", time)
        await disturb(True)
        await disturb(False)
        assert not hints


async def test_a_phone_that_cannot_be_reached(
    phone: SimulatedPhone, wait: Wait, until: Until, hints: dict[str, str]
) -> None:
    phone.power_off()
    await wait(60)
    await until("tue", "22:00")
    assert not hints
    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    await wait(60)
    assert list(hints.values()) == [LOUD]


@pytest.mark.parametrize(("time", "expected"), [("23:00", [LOUD]), ("12:30", [])])
async def test_home_assistant_that_was_restarted(
    hass: HomeAssistant,
    until: Until,
    hints: dict[str, str],
    actions_of_others: Actions,
    time: str,
    expected: list[str],
) -> None:
    """It forgets what it has shown."""
    await until("tue", time)
    hints.clear()
    actions_of_others.take()
    await begin(hass)
    assert list(hints.values()) == expected
    assert actions_of_others.take() == []


async def test_two_hints_are_one(until: Until, disturb: Any, hints: Any) -> None:
    await until("tue", "22:00")
    await until("wed", "22:00")
    assert list(hints.values()) == [LOUD]
