"""Tests of the blueprint that mutes the phone while the doorbell rings."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait, sent

from .conftest import Use, connect, hang_up, warnings

DOORBELL = "binary_sensor.doorbell"
GATE = "event.gate"

type Ring = Callable[..., Awaitable[None]]


@pytest.fixture
def ring(hass: HomeAssistant, wait: Wait) -> Ring:
    """Return a function that sets the state of a doorbell."""

    async def ring(state: str = "on", doorbell: str = DOORBELL) -> None:
        hass.states.async_set(doorbell, state)
        await wait(0)

    return ring


@pytest.fixture(autouse=True)
async def _automation(hass: HomeAssistant, home: Home, use: Use, call: None) -> None:
    hass.states.async_set(DOORBELL, "off")
    hass.states.async_set(GATE, "2026-11-23T12:00:00")
    await use(
        "mute_while_doorbell_rings",
        doorbells=[DOORBELL, GATE],
        phone=home.device_id,
        mute=home.entity_id("switch.mute"),
    )


@pytest.fixture
async def call(home: Home, phone: SimulatedPhone, wait: Wait) -> None:
    """Connect a call."""
    await connect(phone, wait)
    assert home.state("binary_sensor.in_call") == "on"


async def test_phone_is_muted_until_ten_seconds_after_ringing(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("on")
    for _ in range(3):
        assert phone.muted
        await wait(10)
    await ring("off")
    await wait(9)
    assert phone.muted
    await wait(1)
    assert not phone.muted


async def test_event_doorbell_mutes_for_ten_seconds(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("2026-11-23T12:01:00", GATE)
    assert phone.muted
    await wait(10)
    assert not phone.muted


async def test_second_ring_extends_the_mute(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("2026-11-23T12:01:00", GATE)
    await wait(9)
    await ring("2026-11-23T12:01:09", GATE)
    await wait(9)
    assert phone.muted
    await wait(1)
    assert not phone.muted


async def test_doorbell_that_becomes_available_does_not_mute(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    for state in ("unavailable", "2026-11-23T12:00:00"):
        await ring(state, GATE)
    for state in ("unknown", "unavailable", "on"):
        await ring(state)
    assert not phone.muted


async def test_phone_that_was_muted_stays_muted(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    phone.set_mute(True)
    await wait(1)
    await ring("on")
    await ring("off")
    await wait(30)
    assert phone.muted
    assert not sent(phone, "mute")


async def test_phone_without_call_is_not_muted(
    phone: SimulatedPhone, wait: Wait, ring: Ring, caplog: pytest.LogCaptureFixture
) -> None:
    await hang_up(phone, wait)
    await ring("on")
    await ring("off")
    assert not sent(phone, "mute")
    assert warnings(caplog) == []


async def test_mute_that_the_user_changed_is_kept(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("on")
    phone.set_mute(False)
    await wait(1)
    phone.set_mute(True)
    await wait(1)
    await ring("off")
    await wait(30)
    assert phone.muted


async def test_next_call_is_not_unmuted(
    phone: SimulatedPhone, wait: Wait, ring: Ring, caplog: pytest.LogCaptureFixture
) -> None:
    await ring("on")
    actions.remote_hang_up(phone)
    await wait(1)
    await ring("off")
    phone.ring("302")
    actions.answer(phone)
    await wait(5)
    assert not phone.muted
    phone.set_mute(True)
    await wait(30)
    assert phone.muted
    assert warnings(caplog) == []


async def test_second_call_does_not_prevent_unmute(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("on")
    phone.ring("302")
    await wait(1)
    await ring("off")
    await wait(10)
    assert not phone.muted
    assert len(phone.calls) == 2


async def test_unreachable_phone_causes_no_warning(
    phone: SimulatedPhone, wait: Wait, ring: Ring, caplog: pytest.LogCaptureFixture
) -> None:
    await ring("on")
    phone.power_off()
    await wait(1)
    await ring("off")
    await wait(10)
    await wait(10)
    assert warnings(caplog) == []


async def test_phone_is_unmuted_when_home_assistant_stops(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("on")
    await hass.async_stop()
    assert not phone.muted


async def test_mute_of_the_user_is_kept_when_home_assistant_stops(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("on")
    await ring("off")
    await wait(10)
    phone.set_mute(True)
    await wait(1)
    await hass.async_stop()
    assert phone.muted
