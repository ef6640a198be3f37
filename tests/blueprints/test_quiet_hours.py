"""Do not disturb in quiet hours."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest

from custom_components.poly_phone.screen import do_not_disturb
from simulator import SimulatedPhone
from tests.home import Home, entry_of, set_up

from .conftest import Until, Use

LOGIN = {"username": "office", "password": "let me in"}


@pytest.fixture
async def home(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> Home:
    """Return a phone with a login for messages, whose clock does not wait."""

    async def sleep(seconds: float) -> None:
        freezer.tick(seconds)
        phone.timeline.advance()

    class Clock:
        """The part of `asyncio` that waits."""

    Clock.sleep = staticmethod(sleep)  # type: ignore[attr-defined]
    monkeypatch.setattr(do_not_disturb, "asyncio", Clock)
    settings = {**LOGIN, "messageType": "5"}
    phone.configure({f"apps.push.{name}": value for name, value in settings.items()})
    return await set_up(hass, entry_of(phone), display=LOGIN)


async def test_do_not_disturb_is_on_in_quiet_hours(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, use: Use, until: Until
) -> None:
    await hass.config.async_set_time_zone("UTC")
    await until("tue", "12:00")
    await use(
        "quiet_hours",
        # A switch that does not exist stops no other one.
        switches=["switch.missing", home.entity_id("switch.do_not_disturb")],
    )
    await until("tue", "21:59")
    assert not phone.dnd
    await until("tue", "22:00")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert phone.dnd
    await until("wed", "07:00")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not phone.dnd
    assert home.state("switch.do_not_disturb") == "off"
