"""How often the phone is asked, depending on what it tells by itself."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from simulator.quirks import Quirk
from tests.home import Home, Wait
from tests.push import Add, Poster, Settle, body


@pytest.fixture
async def home(add: Add) -> Home:
    """Return the phone with push notifications."""
    return await add()


async def questions(phone: SimulatedPhone, wait: Wait, seconds: int) -> int:
    """Return how often the phone is asked for its calls in a while."""
    phone.requests.clear()
    for _ in range(seconds):
        await wait(1)
    return sum(request.path.endswith("callStatus") for request in phone.requests)


async def test_unproven(home: Home, phone: SimulatedPhone, wait: Wait) -> None:
    assert home.state("binary_sensor.push") == "off"
    assert 11 <= await questions(phone, wait, 60) <= 13


async def test_proven(
    home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    assert home.state("binary_sensor.push") == "on"
    assert 9 <= await questions(phone, wait, 300) <= 11


async def test_in_a_call(
    home: Home, phone: SimulatedPhone, wait: Wait, settle: Settle
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await settle()
    await wait(1)
    assert home.state("binary_sensor.push") == "on"
    assert 28 <= await questions(phone, wait, 30) <= 31


async def test_calls_that_are_announced_keep_the_trust(
    home: Home, phone: SimulatedPhone, wait: Wait, settle: Settle
) -> None:
    for _ in range(3):
        phone.ring("301")
        await settle()
        await wait(7)
        actions.answer(phone)
        await settle()
        await wait(40)
        actions.hold(phone)
        await settle()
        await wait(40)
        actions.remote_hang_up(phone)
        await settle()
        await wait(40)
        assert home.state("binary_sensor.push") == "on"
    assert await questions(phone, wait, 300) <= 11


@pytest.mark.parametrize("seconds", [40, 400])
async def test_a_call_that_nobody_announced_costs_the_trust(
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    settle: Settle,
    post: Poster,
    seconds: int,
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    phone.quirks.add(Quirk.SILENT)
    await wait(seconds)
    phone.ring("301")
    await wait(31)
    assert home.state("sensor.call_state") == "ringing"
    await wait(1)
    assert home.state("binary_sensor.push") == "off"
    actions.reject(phone)
    await wait(1)
    assert 11 <= await questions(phone, wait, 60) <= 15

    phone.quirks.clear()
    phone.ring("301")
    await settle()
    await wait(1)
    assert home.state("binary_sensor.push") == "on"


async def test_an_end_that_nobody_announced_costs_the_trust(
    home: Home, phone: SimulatedPhone, wait: Wait, settle: Settle
) -> None:
    phone.ring("301")
    await settle()
    await wait(10)
    phone.quirks.add(Quirk.SILENT)
    actions.reject(phone)
    await wait(1)
    assert home.state("sensor.call_state") == "idle"
    await wait(3)
    assert home.state("binary_sensor.push") == "off"
    assert 10 <= await questions(phone, wait, 60) <= 13


async def test_what_home_assistant_did_itself_costs_no_trust(
    home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    phone.quirks.add(Quirk.SILENT)
    await wait(40)
    await home.act("dial", destination="noanswer")
    for _ in range(4):
        await wait(1)
    assert home.state("sensor.call_state") == "dialing"
    assert home.state("binary_sensor.push") == "on"
    await wait(10)
    await home.use("button.press", "button.end_call")
    await wait(4)
    assert home.state("sensor.call_state") == "idle"
    assert home.state("binary_sensor.push") == "on"


async def test_a_notification_that_is_late_costs_no_trust(
    home: Home, phone: SimulatedPhone, wait: Wait, settle: Settle
) -> None:
    phone.ring("301")
    await settle()
    await wait(10)
    actions.answer(phone)
    await wait(1)
    await settle()
    await wait(30)
    assert home.state("binary_sensor.push") == "on"


async def test_a_quiet_phone_keeps_its_connection(
    home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    """A TLS handshake is hard work for a phone."""
    await post(body(phone, kind="OnHookEvent"))
    before = phone.connection_count
    for _ in range(60):
        await wait(10)
    assert phone.connection_count <= before + 1


async def test_proof_survives_a_restart(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    await post(body(phone, kind="LineRegistrationEvent"))
    await hass.config_entries.async_reload(home.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.state("binary_sensor.push") == "on"
    assert await questions(phone, wait, 300) <= 11


async def test_proof_lapses_with_the_firmware(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, post: Poster
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    phone.profile = replace(phone.profile, firmware="6.4.9.9999")
    await hass.config_entries.async_reload(home.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.state("binary_sensor.push") == "off"


async def test_proof_lapses_with_the_address_of_home_assistant(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, post: Poster
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    await hass.config.async_update(internal_url="http://192.0.2.3:8123")
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "push_proof" not in home.entry.data
    await hass.config_entries.async_reload(home.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.state("binary_sensor.push") == "off"


async def test_proof_lapses_with_a_change_without_notification(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    phone.quirks.add(Quirk.SILENT)
    phone.ring("301")
    for _ in range(10):
        await wait(5)
    assert home.state("binary_sensor.push") == "off"
    await hass.config_entries.async_reload(home.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.state("binary_sensor.push") == "off"


async def test_silence_is_no_doubt(
    home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    for _ in range(4):
        await wait(86400)
    assert home.state("binary_sensor.push") == "on"
