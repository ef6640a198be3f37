"""A few phones at a time, where Home Assistant would set all of them up at once.

While it is busy with hundreds, it can do nothing else, and their replies come too late.
"""

from asyncio import Lock, Semaphore, sleep
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton

from ..const import DOMAIN

AT_A_TIME: Final = 10

PATIENCE: Final = 1
"""Seconds until a phone that does not answer lets the next one have its turn."""


@asynccontextmanager
async def async_turn(hass: HomeAssistant) -> AsyncIterator[None]:
    """Wait until not too many other phones are asked, and let others wait."""
    turns = _async_turns(hass)
    await turns.acquire()
    with ExitStack() as turn:
        turn.callback(turns.release)
        turn.callback(hass.loop.call_later(PATIENCE, turn.close).cancel)
        yield


@singleton(f"{DOMAIN}_turns")
@callback
def _async_turns(_: HomeAssistant) -> Semaphore:
    return Semaphore(AT_A_TIME)


@asynccontextmanager
async def async_work(hass: HomeAssistant) -> AsyncIterator[None]:
    """Wait until no other phone has its entities added: all work, nothing to wait for."""
    async with _async_working(hass):
        yield
        # Whatever else is to be done comes first.
        await sleep(0)


@singleton(f"{DOMAIN}_working")
@callback
def _async_working(_: HomeAssistant) -> Lock:
    return Lock()
