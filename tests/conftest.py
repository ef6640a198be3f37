"""A simulated phone, and Home Assistant that knows it."""

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

# Named here, or the test helper's own package of the same name would be found first.
from simulator import SimulatedPhone

from .home import Home, Wait, entry_of, set_up
from .push import add, base_url, listener, post, told

__all__ = ["add", "base_url", "listener", "post", "told"]


@pytest.fixture(autouse=True)
def _real_integration(
    enable_custom_integrations: None, socket_enabled: None
) -> Iterator[None]:
    """Load the integration, and let it talk to phones on this machine.

    Home Assistant knows no address for the phones to post to, unless a test sets one.
    """
    with patch(
        "homeassistant.components.http.async_get_source_ip",
        return_value="127.0.0.1",
    ):
        yield


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return snapshots without random identifiers and times."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
def all_entities_enabled() -> Iterator[None]:
    """Enable also the entities that are off by default."""
    with patch(
        "homeassistant.helpers.entity.Entity.entity_registry_enabled_default", True
    ):
        yield


@pytest.fixture
def profile() -> str:
    """Return the model of the phone; tests parametrize it."""
    return "vvx501-6.4"


@pytest.fixture
async def phone(profile: str) -> AsyncGenerator[SimulatedPhone]:
    """Return a phone; its clock stands still with that of Home Assistant.

    It comes before `freezer`: no certificate can be made while time is frozen.
    """
    async with SimulatedPhone(profile) as phone:
        yield phone


@pytest.fixture
async def entry(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> MockConfigEntry:
    """Return the config entry of the phone, set up."""
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


@pytest.fixture
async def home(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> Home:
    """Return the phone as Home Assistant shows and uses it, without push."""
    return await set_up(hass, entry_of(phone))


@pytest.fixture
def wait(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> Wait:
    """Return what lets time pass, and everything happen that is due then."""

    async def wait(seconds: float) -> None:
        freezer.tick(seconds)
        async_fire_time_changed(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return wait
