"""Tests of a typical day with each model, without warnings in the log."""

from dataclasses import dataclass
import logging

import pytest

from simulator import PROFILES, SimulatedPhone
from simulator.control import actions

from .home import Home, Wait


@dataclass
class Day:
    """The events of a day, with the expected states."""

    home: Home
    phone: SimulatedPhone
    wait: Wait

    async def expect(self, seconds: int, **states: str) -> None:
        """Move the clock by single seconds, then check sensors."""
        for _ in range(seconds):
            await self.wait(1)
        for key, state in states.items():
            assert self.home.state(f"sensor.{key}") == state, key

    async def answer_and_mute_a_call(self) -> None:
        """Answer a call at the phone and mute it there."""
        self.phone.ring("301", "Front door")
        await self.expect(5, call_state="ringing", remote_party="Front door")
        actions.answer(self.phone)
        await self.expect(2, call_state="connected")
        actions.mute_key(self.phone)
        await self.expect(2, call_state="connected")
        if self.home.entity_id("switch.mute"):
            assert self.home.state("switch.mute") == "on"
        actions.mute_key(self.phone)

    async def reject_a_second_call(self) -> None:
        """Hold the first call and reject a second."""
        actions.hold(self.phone)
        await self.expect(2, call_state="on_hold")
        self.phone.ring("302", "Mum")
        await self.expect(3, presence="in_a_call")
        actions.reject(self.phone)
        await self.expect(6, call_state="on_hold")
        actions.resume(self.phone)
        await self.expect(2, call_state="connected", remote_party="Front door")
        actions.remote_hang_up(self.phone)
        await self.expect(4, call_state="idle", presence="available")
        assert self.home.attribute("sensor.last_call", "name") == "Mum"

    async def miss_calls(self) -> None:
        """Dial without an answer, and miss a call."""
        self.phone.dial("noanswer")
        await self.expect(5, call_state="dialing")
        actions.remote_refuse(self.phone)
        await self.expect(10, call_state="idle", missed_calls="0")
        self.phone.ring("303")
        await self.expect(80, call_state="idle", missed_calls="1")
        await self.home.use("button.press", "button.mark_missed_calls_seen")
        assert self.home.state("sensor.missed_calls") == "0"

    async def lose_the_line(self) -> None:
        """Lose the registration and register again."""
        self.phone.set_registered(False)
        await self.expect(61, presence="offline")
        assert self.home.state("binary_sensor.line_1") == "off"
        self.phone.set_registered(True)
        await self.expect(61, presence="available")
        assert self.home.state("binary_sensor.line_1") == "on"

    async def restart_the_phone(self) -> None:
        """Restart the phone and wait for it."""
        await self.home.use("button.press", "button.restart")
        await self.expect(5, call_state="unavailable")
        await self.wait(self.phone.restart_seconds)
        await self.phone.settle()
        await self.expect(5, call_state="idle", presence="available")

    async def reload_the_entry(self) -> None:
        """Reload the entry and check the stored data."""
        entry_id = self.home.entry.entry_id
        await self.home.hass.config_entries.async_reload(entry_id)
        await self.expect(5, call_state="idle", missed_calls="0")


def logged(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the log entries of the integration."""
    return [
        f"{record.levelname} {record.getMessage()}"
        for record in caplog.records
        if record.name.startswith("custom_components.poly_phone")
        and record.levelno >= logging.INFO
    ]


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", PROFILES)
async def test_day_works_without_warnings(
    home: Home, phone: SimulatedPhone, wait: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    day = Day(home, phone, wait)
    await day.expect(10, call_state="idle", presence="available")
    await day.answer_and_mute_a_call()
    await day.reject_a_second_call()
    await day.miss_calls()
    await day.lose_the_line()
    assert not logged(caplog)

    await day.restart_the_phone()
    away, back = logged(caplog)
    assert away.startswith("ERROR")
    assert "Home Assistant cannot reach" in away
    assert back.startswith("INFO")
    assert "recovered" in back

    await day.reload_the_entry()
    assert len(logged(caplog)) == 2


@pytest.mark.parametrize("profile", PROFILES)
async def test_log_has_no_personal_data(
    home: Home, phone: SimulatedPhone, wait: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has no callers and no credentials at any level."""
    phone.ring("sip:3019988@voice.example.net", "Ms Caller")
    await wait(5)
    await home.act("get_calls")
    actions.remote_hang_up(phone)
    await wait(5)
    ours = " ".join(
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("custom_components.poly_phone")
    )
    assert ours
    for personal in (phone.password, "3019988", "Ms Caller"):
        assert personal not in ours
