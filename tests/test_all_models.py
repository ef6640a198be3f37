"""A day of each model: the same for all, and nothing worth a warning in the log."""

from dataclasses import dataclass
import logging

import pytest

from simulator import PROFILES, SimulatedPhone
from simulator.control import actions

from .home import Home, Wait


@dataclass
class Day:
    """What happens to a phone, and what Home Assistant shows of it."""

    home: Home
    phone: SimulatedPhone
    wait: Wait

    async def expect(self, seconds: int, **states: str) -> None:
        """Let seconds pass one by one, then look at the sensors."""
        for _ in range(seconds):
            await self.wait(1)
        for key, state in states.items():
            assert self.home.state(f"sensor.{key}") == state, key

    async def somebody_calls(self) -> None:
        """It is answered at the phone, and muted there."""
        self.phone.ring("301", "Front door")
        await self.expect(5, call_state="ringing", remote_party="Front door")
        actions.answer(self.phone)
        await self.expect(2, call_state="connected")
        actions.mute_key(self.phone)
        await self.expect(2, call_state="connected")
        if self.home.entity_id("switch.mute"):
            assert self.home.state("switch.mute") == "on"
        actions.mute_key(self.phone)

    async def somebody_else_calls_meanwhile(self) -> None:
        """The first call waits, the second one is declined."""
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

    async def nobody_answers(self) -> None:
        """Neither there nor here."""
        self.phone.dial("noanswer")
        await self.expect(5, call_state="dialing")
        actions.remote_refuse(self.phone)
        await self.expect(10, call_state="idle", missed_calls="0")
        self.phone.ring("303")
        await self.expect(80, call_state="idle", missed_calls="1")
        await self.home.use("button.press", "button.mark_missed_calls_seen")
        assert self.home.state("sensor.missed_calls") == "0"

    async def the_exchange_is_away(self) -> None:
        """The line is lost, and comes back."""
        self.phone.set_registered(False)
        await self.expect(61, presence="offline")
        assert self.home.state("binary_sensor.line_1") == "off"
        self.phone.set_registered(True)
        await self.expect(61, presence="available")
        assert self.home.state("binary_sensor.line_1") == "on"

    async def the_phone_is_restarted(self) -> None:
        """It is away for a while."""
        await self.home.use("button.press", "button.restart")
        await self.expect(5, call_state="unavailable")
        await self.wait(self.phone.restart_seconds)
        await self.phone.settle()
        await self.expect(5, call_state="idle", presence="available")

    async def home_assistant_is_restarted(self) -> None:
        """Nothing is forgotten that matters."""
        entry_id = self.home.entry.entry_id
        await self.home.hass.config_entries.async_reload(entry_id)
        await self.expect(5, call_state="idle", missed_calls="0")


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what the integration logged that users would see."""
    return [
        f"{record.levelname} {record.getMessage()}"
        for record in caplog.records
        if record.name.startswith("custom_components.poly_phone")
        and record.levelno >= logging.INFO
    ]


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", PROFILES)
async def test_a_day(
    home: Home, phone: SimulatedPhone, wait: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    day = Day(home, phone, wait)
    await day.expect(10, call_state="idle", presence="available")
    await day.somebody_calls()
    await day.somebody_else_calls_meanwhile()
    await day.nobody_answers()
    await day.the_exchange_is_away()
    assert not told(caplog)

    await day.the_phone_is_restarted()
    away, back = told(caplog)
    assert away.startswith("ERROR")
    assert "Home Assistant cannot reach" in away
    assert back.startswith("INFO")
    assert "recovered" in back

    await day.home_assistant_is_restarted()
    assert len(told(caplog)) == 2


@pytest.mark.parametrize("profile", PROFILES)
async def test_nothing_personal_in_the_log(
    home: Home, phone: SimulatedPhone, wait: Wait, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither who calls nor how to log in, whatever the level."""
    phone.ring("sip:3019988@voice.example.net", "Ms Nobody")
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
    for personal in (phone.password, "3019988", "Ms Nobody"):
        assert personal not in ours
