"""Limits how many phones are set up at once.

With hundreds of phones, Home Assistant would otherwise be too busy to read their
replies in time.
"""

from asyncio import Lock, Semaphore, sleep
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.singleton import singleton

from ..const import DOMAIN

SLOTS: Final = 10

PATIENCE: Final = 1
"""Seconds until a phone that does not answer frees its slot."""


@asynccontextmanager
async def async_limit_parallel_setups(hass: HomeAssistant) -> AsyncIterator[None]:
    """Wait for one of the slots, and occupy it."""
    slots = _async_slots(hass)
    await slots.acquire()
    with ExitStack() as occupied:
        occupied.callback(slots.release)
        occupied.callback(hass.loop.call_later(PATIENCE, occupied.close).cancel)
        yield


@asynccontextmanager
async def async_add_entities_alone(hass: HomeAssistant) -> AsyncIterator[None]:
    """Add the entities of one phone at a time, because this only needs the CPU."""
    async with _async_entities_lock(hass):
        yield
        # Let the replies of other phones in first.
        await sleep(0)


@singleton(f"{DOMAIN}_setup_slots")
@callback
def _async_slots(_: HomeAssistant) -> Semaphore:
    return Semaphore(SLOTS)


@singleton(f"{DOMAIN}_entities_lock")
@callback
def _async_entities_lock(_: HomeAssistant) -> Lock:
    return Lock()
