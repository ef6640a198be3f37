"""Tests of the blueprint that reminds of do not disturb."""

from collections.abc import Awaitable, Callable
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from tests.home import Home, Wait

from .conftest import REPORT, Messages, Until, Use, power_on, start

LOUD = "Quiet hours, but do not disturb is off: VVX 501 Reception."
SILENT = "Quiet hours are over, but do not disturb is still on: VVX 501 Reception."


@pytest.fixture(autouse=True)
async def _automation(
    hass: HomeAssistant,
    home: Home,
    use: Use,
    until: Until,
    messages: Messages,
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await until("tue", "12:00")
    await use(
        "quiet_hours_hint",
        sensors=[home.entity_id("binary_sensor.do_not_disturb")],
        also=[REPORT],
    )


@pytest.fixture
def set_dnd(phone: SimulatedPhone, wait: Wait) -> Callable[[bool], Awaitable[None]]:
    """Return a function that sets do not disturb on the phone."""

    async def set_dnd(on: bool) -> None:
        phone.set_dnd(on)
        await wait(60)

    return set_dnd


async def test_hint_is_shown_if_do_not_disturb_is_off_at_night(
    until: Until, set_dnd: Any, hints: dict[str, str], messages: Messages
) -> None:
    assert not hints
    await until("tue", "21:59")
    assert not hints
    await until("tue", "22:00")
    assert list(hints.values()) == [LOUD]
    assert messages() == [LOUD]
    await set_dnd(True)
    assert not hints
    await until("wed", "01:00")
    await set_dnd(False)
    assert list(hints.values()) == [LOUD]
    await until("wed", "07:00")
    assert not hints
    assert messages() == []


async def test_hint_is_shown_if_do_not_disturb_stays_on_by_day(
    until: Until, set_dnd: Any, hints: dict[str, str], messages: Messages
) -> None:
    await set_dnd(True)
    assert not hints
    await until("tue", "22:00")
    assert not hints
    await until("wed", "07:00")
    assert list(hints.values()) == [SILENT]
    assert messages() == [SILENT]
    await set_dnd(False)
    assert not hints


async def test_do_not_disturb_by_day_shows_no_hint(
    until: Until, set_dnd: Any, hints: dict[str, str]
) -> None:
    for time in ("06:00", "08:00", "15:00"):
        await until("wed", time)
        await set_dnd(False)
        await set_dnd(True)
        assert not hints


async def test_hint_is_shown_once_the_phone_is_reachable(
    phone: SimulatedPhone, wait: Wait, until: Until, hints: dict[str, str]
) -> None:
    phone.power_off()
    await wait(60)
    await until("tue", "22:00")
    assert not hints
    await power_on(phone, wait)
    await wait(60)
    assert list(hints.values()) == [LOUD]


@pytest.mark.parametrize(("time", "expected"), [("23:00", [LOUD]), ("12:30", [])])
async def test_hint_is_shown_again_after_a_restart(
    hass: HomeAssistant,
    until: Until,
    hints: dict[str, str],
    messages: Messages,
    time: str,
    expected: list[str],
) -> None:
    """Home Assistant does not keep notifications over a restart."""
    await until("tue", time)
    hints.clear()
    messages()
    await start(hass)
    assert list(hints.values()) == expected
    assert messages() == []


async def test_second_night_shows_no_second_hint(
    until: Until, set_dnd: Any, hints: Any
) -> None:
    await until("tue", "22:00")
    await until("wed", "22:00")
    assert list(hints.values()) == [LOUD]
