"""Tests of the call log: last call, missed calls and polls."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from simulator import PROFILES, SimulatedPhone
from simulator.control import actions
from simulator.web.faults import Fault

from ..conftest import Wait, entry_of
from ..home import Home, sent, set_up
from ..scripted_phone import scripted_phone

CALL_LOG = "callLogs"


@pytest.fixture(autouse=True)
async def _one_time_zone(hass: HomeAssistant, phone: SimulatedPhone) -> None:
    """Set the time zone of Home Assistant to that of the phone."""
    phone.zone = dt_util.UTC
    await hass.config.async_set_time_zone("UTC")


def miss(phone: SimulatedPhone, number: str, name: str = "") -> None:
    """Let the phone miss a call."""
    phone.ring(number, name)
    actions.remote_hang_up(phone)


@pytest.mark.parametrize("profile", PROFILES)
async def test_answered_call_is_the_last_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    assert home.state("sensor.last_call") == "unknown"
    assert home.state("sensor.missed_calls") == "0"
    began = dt_util.utcnow().replace(microsecond=0)
    phone.ring("301", "Front door")
    await wait(5)
    actions.answer(phone)
    for _ in range(8):
        await wait(1)
    actions.remote_hang_up(phone)
    await wait(1)
    await wait(2)
    last = home.entity("sensor.last_call")
    assert last.state == began.isoformat()
    assert {key: last.attributes[key] for key in ("direction", "number", "name")} == {
        "direction": "incoming",
        "number": "301",
        "name": "Front door",
    }
    assert last.attributes["duration"] == 8
    assert last.attributes["missed"] is False
    assert home.state("sensor.missed_calls") == "0"


async def test_placed_call_is_the_last_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await home.act("dial", destination="noanswer")
    for _ in range(3):
        await wait(1)
    actions.hang_up(phone)
    await wait(1)
    await wait(2)
    last = home.entity("sensor.last_call").attributes
    assert last["direction"] == "outgoing"
    assert last["duration"] is None
    assert last["missed"] is False
    assert home.state("sensor.missed_calls") == "0"


async def test_missed_call_is_the_last_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301", "Front door")
    await wait(5)
    actions.remote_hang_up(phone)
    await wait(1)
    await wait(2)
    assert home.attribute("sensor.last_call", "missed") is True
    assert home.state("sensor.missed_calls") == "1"


async def test_last_call_is_the_latest_of_all_lists(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> None:
    for number in ("301", "302"):
        miss(phone, number)
        freezer.tick(60)
    phone.dial("303").hang_up()
    home = await set_up(hass, entry_of(phone))
    assert home.attribute("sensor.last_call", "number") == "303"
    assert home.state("sensor.missed_calls") == "2"
    response = await home.act("get_call_log")
    assert [call["number"] for call in response["missed"]] == ["301", "302"]
    assert [call["number"] for call in response["placed"]] == ["303"]
    assert response["received"] == []


async def test_missed_calls_are_counted_until_they_are_seen(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    for number in ("301", "302"):
        miss(phone, number)
        await wait(60)
    await wait(600)
    assert home.state("sensor.missed_calls") == "2"

    await home.use("button.press", "button.mark_missed_calls_seen")
    assert home.state("sensor.missed_calls") == "0"
    await hass.config_entries.async_reload(home.entry.entry_id)
    assert home.state("sensor.missed_calls") == "0"
    assert home.attribute("sensor.last_call", "number") == "302"

    miss(phone, "303")
    await wait(600)
    assert home.state("sensor.missed_calls") == "1"


async def test_button_without_missed_calls_does_nothing(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await home.use("button.press", "button.mark_missed_calls_seen")
    assert home.state("sensor.missed_calls") == "0"
    miss(phone, "301")
    await wait(600)
    assert home.state("sensor.missed_calls") == "1"


async def test_missed_calls_without_a_time_are_counted_until_they_are_seen(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """All calls of a new log count."""

    def lose(*times: str) -> None:
        missed = [{"StartTime": time, "RemotePartyNumber": "301"} for time in times]
        odd.set_reply(
            "v1/mgmt/callLogs", {"Missed": missed, "Received": [], "Placed": []}
        )

    async def count() -> str:
        freezer.tick(600)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
        return home.state("sensor.missed_calls")

    async with scripted_phone() as (odd, entry):
        lose("", "2026-11-23T09:00:00")
        home = await set_up(hass, entry)
        assert await count() == "2"
        await home.use("button.press", "button.mark_missed_calls_seen")
        assert home.state("sensor.missed_calls") == "0"
        await hass.config_entries.async_reload(entry.entry_id)
        assert home.state("sensor.missed_calls") == "0"
        lose("", "2026-11-23T09:00:00", "")
        assert await count() == "1"
        await home.use("button.press", "button.mark_missed_calls_seen")
        lose()
        assert await count() == "0"
        lose("")
        assert await count() == "1"


async def test_log_is_read_after_each_call_and_every_ten_minutes(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await wait(120)
    phone.requests.clear()
    phone.ring("301")
    for _ in range(6):
        await wait(5)
    assert not sent(phone, CALL_LOG)
    actions.remote_hang_up(phone)
    await wait(1)
    assert not sent(phone, CALL_LOG)
    await wait(2)
    assert len(sent(phone, CALL_LOG)) == 1
    for _ in range(11):
        await wait(10)
    assert len(sent(phone, CALL_LOG)) == 1
    await wait(10)
    assert len(sent(phone, CALL_LOG)) == 2


async def test_failed_log_makes_only_its_entities_unknown(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.server.faults.active.append(Fault("status", CALL_LOG, status="5000"))
    await wait(600)
    assert home.state("sensor.missed_calls") == "unknown"
    assert home.state("sensor.last_call") == "unknown"
    assert home.state("sensor.call_state") == "idle"
    with pytest.raises(HomeAssistantError) as error:
        await home.use("button.press", "button.mark_missed_calls_seen")
    assert error.value.translation_key == "command_failed"
    phone.server.faults.active.clear()
    await wait(10)
    assert home.state("sensor.missed_calls") == "0"


@pytest.mark.parametrize(
    "set_clock",
    [
        lambda phone: setattr(phone, "zone", ZoneInfo("America/Los_Angeles")),
        lambda phone: setattr(phone, "zone", ZoneInfo("Asia/Tokyo")),
    ],
    ids=["back", "forward"],
)
async def test_missed_call_is_new_after_the_clock_was_set(
    home: Home, phone: SimulatedPhone, wait: Wait, set_clock: Callable[[Any], None]
) -> None:
    miss(phone, "301")
    await wait(600)
    assert home.state("sensor.missed_calls") == "1"
    await home.use("button.press", "button.mark_missed_calls_seen")
    assert home.state("sensor.missed_calls") == "0"
    set_clock(phone)
    miss(phone, "302")
    await wait(600)
    assert home.state("sensor.missed_calls") == "1"
    log = await home.act("get_call_log")
    assert [call["seen"] for call in log["missed"]] == [True, False]


async def test_missed_call_is_new_in_the_repeated_hour_of_autumn(
    home: Home, phone: SimulatedPhone, wait: Wait, freezer: FrozenDateTimeFactory
) -> None:
    phone.zone = ZoneInfo("Europe/Berlin")
    freezer.move_to("2026-10-25T00:50:00+00:00")
    miss(phone, "301")
    await wait(600)
    await home.use("button.press", "button.mark_missed_calls_seen")
    freezer.move_to("2026-10-25T01:10:00+00:00")
    miss(phone, "301")
    await wait(600)
    assert home.state("sensor.missed_calls") == "1"


async def test_marker_of_an_older_version_is_kept(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> None:
    """It stored the time of the last seen call."""
    freezer.move_to("2026-11-20T08:00:00+00:00")
    miss(phone, "301")
    freezer.tick(60)
    miss(phone, "302")
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    old = {"missed_calls_seen": "2026-11-20T08:00:30", "missed_calls_seen_undated": 0}
    hass.config_entries.async_update_entry(entry, data={**entry.data, **old})
    home = await set_up(hass, entry)
    assert home.state("sensor.missed_calls") == "1"
    assert not old.keys() & entry.data.keys()
    await hass.config_entries.async_reload(entry.entry_id)
    assert home.state("sensor.missed_calls") == "1"
