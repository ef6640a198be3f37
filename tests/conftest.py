"""Fixtures: a simulated phone, and its config entry in Home Assistant."""

from collections.abc import AsyncGenerator, Iterator
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
from syrupy.assertion import SnapshotAssertion

# Imported first, because a test plugin has a package with this name.
from simulator import SimulatedPhone

from .home import Home, Wait, entry_of, set_up
from .push import add, base_url, listener, post, settle

__all__ = ["add", "base_url", "listener", "post", "settle"]


@pytest.fixture(autouse=True)
def _real_integration(
    enable_custom_integrations: None, socket_enabled: None
) -> Iterator[None]:
    """Load the integration, and allow connections to phones on this machine.

    Home Assistant has no address for notifications unless a test sets one.
    """
    with patch(
        "homeassistant.components.http.async_get_source_ip",
        return_value="127.0.0.1",
    ):
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return snapshots without random IDs and times."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def all_entities_enabled() -> Iterator[None]:
    """Enable the entities that are disabled by default."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default", True
    ):
        yield


@pytest.fixture
def profile() -> str:
    """Return the profile of the phone; tests parametrize it."""
    return "vvx501-6.4"


@pytest.fixture
async def phone(profile: str) -> AsyncGenerator[SimulatedPhone]:
    """Return a phone that uses the frozen clock of Home Assistant.

    It starts before `freezer`, because it cannot create a certificate in frozen time.
    """
    async with SimulatedPhone(profile) as phone:
        yield phone


@pytest.fixture
async def entry(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> MockConfigEntry:
    """Return the config entry of the set-up phone."""
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.fixture
async def home(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> Home:
    """Return the set-up phone without push."""
    return await set_up(hass, entry_of(phone))


@pytest.fixture
def wait(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> Wait:
    """Return a function that moves the clock and runs everything due."""

    async def wait(seconds: float) -> None:
        freezer.tick(seconds)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return wait
