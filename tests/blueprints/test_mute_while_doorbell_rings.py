"""Nobody on the phone hears the doorbell."""

from collections.abc import Awaitable, Callable

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from tests.home import Home, Wait, sent

from .conftest import Use, complaints

DOORBELL = "binary_sensor.doorbell"
GATE = "event.gate"

type Ring = Callable[..., Awaitable[None]]


@pytest.fixture
def ring(hass: HomeAssistant, wait: Wait) -> Ring:
    """Return what gives a doorbell a state."""

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
    """Have a call."""
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    assert home.state("binary_sensor.in_call") == "on"


async def test_as_long_as_it_rings_and_some_seconds_more(
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


async def test_a_doorbell_that_tells_only_that_it_was_pressed(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("2026-11-23T12:01:00", GATE)
    assert phone.muted
    await wait(10)
    assert not phone.muted


async def test_a_second_ring(phone: SimulatedPhone, wait: Wait, ring: Ring) -> None:
    await ring("2026-11-23T12:01:00", GATE)
    await wait(9)
    await ring("2026-11-23T12:01:09", GATE)
    await wait(9)
    assert phone.muted
    await wait(1)
    assert not phone.muted


async def test_a_doorbell_that_comes_back(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    for state in ("unavailable", "2026-11-23T12:00:00"):
        await ring(state, GATE)
    for state in ("unknown", "unavailable", "on"):
        await ring(state)
    assert not phone.muted


async def test_who_was_muted_before(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    phone.set_mute(True)
    await wait(1)
    await ring("on")
    await ring("off")
    await wait(30)
    assert phone.muted
    assert not sent(phone, "mute")


async def test_nobody_in_a_call(
    phone: SimulatedPhone, wait: Wait, ring: Ring, caplog: pytest.LogCaptureFixture
) -> None:
    actions.hang_up(phone)
    await wait(1)
    await ring("on")
    await ring("off")
    assert not sent(phone, "mute")
    assert complaints(caplog) == []


async def test_somebody_who_decides_otherwise(
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


async def test_a_call_that_ends_meanwhile(
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
    assert complaints(caplog) == []


async def test_a_second_call_meanwhile(
    phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("on")
    phone.ring("302")
    await wait(1)
    await ring("off")
    await wait(10)
    assert not phone.muted
    assert len(phone.calls) == 2


async def test_a_phone_that_is_gone_meanwhile(
    phone: SimulatedPhone, wait: Wait, ring: Ring, caplog: pytest.LogCaptureFixture
) -> None:
    await ring("on")
    phone.power_off()
    await wait(1)
    await ring("off")
    await wait(10)
    await wait(10)
    assert complaints(caplog) == []


async def test_home_assistant_that_ends_meanwhile(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("on")
    await hass.async_stop()
    assert not phone.muted


async def test_home_assistant_that_ends(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, ring: Ring
) -> None:
    await ring("on")
    await ring("off")
    await wait(10)
    phone.set_mute(True)
    await wait(1)
    await hass.async_stop()
    assert phone.muted
