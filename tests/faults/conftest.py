"""Time that passes while a phone keeps somebody waiting."""

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
"""Turns of the event loop in which everything happens that needs no time to pass."""

type Until = Callable[[Callable[[], bool], float], Awaitable[None]]


@pytest.fixture
async def until(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> AsyncGenerator[Until]:
    """Return what lets time pass until something holds, at most some seconds.

    Time-outs of the client run out meanwhile, as time is all the same to them.
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
    # Whoever waits for an answer yet gets none.
    phone.power_off()


type Later = Callable[[float], Awaitable[None]]


@pytest.fixture
def later(until: Until) -> Later:
    """Return what lets time pass."""

    async def later(seconds: float) -> None:
        with suppress(AssertionError):
            await until(lambda: False, seconds)

    return later


type Shows = Callable[..., Awaitable[None]]


@pytest.fixture
def shows(home: Home, until: Until) -> Shows:
    """Return what lets time pass until entities have some states."""

    async def shows(seconds: float, **states: str) -> None:
        def told() -> dict[str, str]:
            return {key: home.state(key.replace("__", ".")) for key in states}

        try:
            await until(lambda: told() == states, seconds)
        except AssertionError:
            assert told() == states

    return shows


@pytest.fixture
def logged(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return the levels of what the integration logged that users would see."""

    def logged() -> list[str]:
        return [
            record.levelname
            for record in caplog.records
            if record.name.startswith("custom_components.poly_phone")
            and record.levelno >= logging.INFO
        ]

    return logged
