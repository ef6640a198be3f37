"""Snapshots of the entities of each model after set-up."""

from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from syrupy.assertion import SnapshotAssertion

from simulator import PROFILES, SimulatedPhone

from .home import entry_of

WHOLE = ("vvx501-6.4", "trio8800-7.2.2")
MESSAGES = {"display": {"username": "office", "password": "x"}}


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", PROFILES)
async def test_entities_match_the_snapshot(
    hass: HomeAssistant,
    entity_registry: er.EntityRegistry,
    snapshot: SnapshotAssertion,
    phone: SimulatedPhone,
    profile: str,
    freezer: FrozenDateTimeFactory,
) -> None:
    freezer.move_to("2026-11-23 12:00:00+00:00")
    phone.booted = phone.timeline.now - 90_061
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, options=MESSAGES)
    # The URL of a picture contains a random token.
    with patch(
        "homeassistant.components.image.SystemRandom.getrandbits", return_value=1
    ):
        await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()

    entities = er.async_entries_for_config_entry(entity_registry, entry.entry_id)
    entities.sort(key=lambda entity: entity.entity_id)
    assert [entity.entity_id for entity in entities] == snapshot(name="entity_ids")
    if profile not in WHOLE:
        return
    for entity in entities:
        assert entity == snapshot(name=f"{entity.entity_id}-entry")
        state = hass.states.get(entity.entity_id)
        assert state == snapshot(name=f"{entity.entity_id}-state")
