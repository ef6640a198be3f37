"""Fixtures that move the clock while a phone does not reply."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import suppress
import logging

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed

from simulator import SimulatedPhone
from tests.home import Home

STEP = 1
TURNS = 60
"""Turns of the event loop that run everything except timers."""

type Until = Callable[[Callable[[], bool], float], Awaitable[None]]


@pytest.fixture
async def until(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[Until]:
    """Return a function that moves the clock until a condition is true.

    Time-outs of the client end, too, because they use the same clock.
    """

    async def until(condition: Callable[[], bool], seconds: float) -> None:
        for _ in range(round(seconds / STEP)):
            freezer.tick(STEP)
            async_fire_time_changed(hass)
            for _ in range(TURNS):
                if condition():
                    return
                await asyncio.sleep(0)
        raise AssertionError(f"not within {seconds} seconds")

    yield until
    # So that requests without a reply end.
    phone.power_off()


type Later = Callable[[float], Awaitable[None]]


@pytest.fixture
def later(until: Until) -> Later:
    """Return a function that moves the clock."""

    async def later(seconds: float) -> None:
        with suppress(AssertionError):
            await until(lambda: False, seconds)

    return later


type Shows = Callable[..., Awaitable[None]]


@pytest.fixture
def shows(home: Home, until: Until) -> Shows:
    """Return a function that moves the clock until entities have states."""

    async def shows(seconds: float, **states: str) -> None:
        def current() -> dict[str, str]:
            return {key: home.state(key.replace("__", ".")) for key in states}

        try:
            await until(lambda: current() == states, seconds)
        except AssertionError:
            assert current() == states

    return shows


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return a function that returns the levels of log entries."""

    def logged() -> list[str]:
        return [
            record.levelname
            for record in caplog.records
            if record.name.startswith("custom_components.poly_phone")
            and record.levelno >= logging.INFO
        ]

    return logged
