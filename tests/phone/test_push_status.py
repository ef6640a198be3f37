"""Tests of the poll interval with and without notifications."""

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


async def count_polls(phone: SimulatedPhone, wait: Wait, seconds: int) -> int:
    """Return the number of polls of the calls in a time."""
    phone.requests.clear()
    for _ in range(seconds):
        await wait(1)
    return sum(request.path.endswith("callStatus") for request in phone.requests)


async def test_phone_without_notifications_is_polled_every_five_seconds(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    assert home.state("binary_sensor.push") == "off"
    assert 11 <= await count_polls(phone, wait, 60) <= 13


async def test_phone_with_notifications_is_polled_every_thirty_seconds(
    home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    assert home.state("binary_sensor.push") == "on"
    assert 9 <= await count_polls(phone, wait, 300) <= 11


async def test_phone_in_a_call_is_polled_every_second(
    home: Home, phone: SimulatedPhone, wait: Wait, settle: Settle
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await settle()
    await wait(1)
    assert home.state("binary_sensor.push") == "on"
    assert 28 <= await count_polls(phone, wait, 30) <= 31


async def test_push_stays_proven_while_calls_are_notified(
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
    assert await count_polls(phone, wait, 300) <= 11


@pytest.mark.parametrize("seconds", [40, 400])
async def test_call_without_notification_ends_the_proof(
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
    assert 11 <= await count_polls(phone, wait, 60) <= 15

    phone.quirks.clear()
    phone.ring("301")
    await settle()
    await wait(1)
    assert home.state("binary_sensor.push") == "on"


async def test_end_without_notification_ends_the_proof(
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
    assert 10 <= await count_polls(phone, wait, 60) <= 13


async def test_change_by_home_assistant_keeps_the_proof(
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


async def test_late_notification_keeps_the_proof(
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


async def test_idle_phone_keeps_its_connection(
    home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    """Otherwise each poll needs a TLS handshake, which is slow on a phone."""
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
    assert await count_polls(phone, wait, 300) <= 11


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


async def test_days_without_notification_keep_the_proof(
    home: Home, phone: SimulatedPhone, wait: Wait, post: Poster
) -> None:
    await post(body(phone, kind="OnHookEvent"))
    for _ in range(4):
        await wait(86400)
    assert home.state("binary_sensor.push") == "on"
