"""Tests of data from older and newer versions."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.config_flow import PolyPhoneConfigFlow
from custom_components.poly_phone.const import DOMAIN
from custom_components.poly_phone.ucs import Command
from simulator import SimulatedPhone
from simulator.web.faults import Fault

from .home import Wait, entry_of, set_up
from .test_config_flow import inputs

CURRENT = (PolyPhoneConfigFlow.VERSION, PolyPhoneConfigFlow.MINOR_VERSION)


def entry_of_version(phone: SimulatedPhone, major: int, minor: int) -> MockConfigEntry:
    """Return an entry with the data of the first version."""
    entry = entry_of(phone)
    return MockConfigEntry(
        domain=DOMAIN,
        title=entry.title,
        unique_id=entry.unique_id,
        data=entry.data,
        version=major,
        minor_version=minor,
    )


async def test_entry_of_the_first_version_is_migrated(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> None:
    """The phone is offline, so that its set-up adds no data."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    made = await hass.config_entries.flow.async_configure(
        flow["flow_id"], inputs(phone)
    )
    assert (made["version"], made["minor_version"]) == CURRENT
    await hass.config_entries.async_remove(made["result"].entry_id)

    phone.power_off()
    entry = entry_of_version(phone, 1, 1)
    before = dict(entry.data)
    await set_up(hass, entry)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    assert (entry.version, entry.minor_version) == CURRENT
    assert entry.data.keys() == made["data"].keys()
    assert before.items() <= entry.data.items()


async def test_learned_data_of_the_first_version_is_kept(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> None:
    lacking = [Command.TRANSFER_TYPE.value]
    learned: dict[str, Any] = {
        "webhook_id": "ab" * 32,
        "capabilities": {"firmware": phone.profile.firmware, "unsupported": lacking},
    }
    phone.power_off()
    entry = entry_of_version(phone, 1, 1)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, **learned})
    await hass.config_entries.async_setup(entry.entry_id)
    assert (entry.version, entry.minor_version) == CURRENT
    assert learned.items() <= entry.data.items()


async def test_newer_minor_version_is_accepted(
    hass: HomeAssistant, home: object, phone: SimulatedPhone
) -> None:
    """After a downgrade, the additional data is kept."""
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    await hass.config_entries.async_unload(entry.entry_id)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, "of_tomorrow": 1}, minor_version=99
    )
    assert await hass.config_entries.async_setup(entry.entry_id)
    assert entry.minor_version == 99
    assert entry.data["of_tomorrow"] == 1


async def test_newer_major_version_is_rejected(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    """Home Assistant rejects it before any request."""
    entry = entry_of_version(phone, 2, 1)
    entry.add_to_hass(hass)
    assert not await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.MIGRATION_ERROR
    assert not phone.requests


OWN = [
    ("sensor", "of_yesterday"),
    ("switch", "mute"),
    ("button", "answer"),
    ("select", "of_yesterday"),
    ("image", "of_yesterday"),
    ("event", "of_yesterday"),
    ("notify", "screen"),
    ("binary_sensor", "of_yesterday"),
    ("binary_sensor", "line_7"),
]
"""Entities that an Edge phone or all phones do not have."""


@pytest.fixture
def entry_with_entities(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> MockConfigEntry:
    """Return the entry of a phone with registered entities."""
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    return entry


def register(
    hass: HomeAssistant, entry: MockConfigEntry, platform: str, key: str, **about: Any
) -> er.RegistryEntry:
    """Register an entity of a phone."""
    return er.async_get(hass).async_get_or_create(
        platform, DOMAIN, f"{entry.unique_id}_{key}", config_entry=entry, **about
    )


def keys(hass: HomeAssistant, entry: MockConfigEntry) -> set[tuple[str, str]]:
    """Return the registered entities of a phone, by platform and key."""
    found = er.async_entries_for_config_entry(er.async_get(hass), entry.entry_id)
    prefix = f"{entry.unique_id}_"
    return {(one.domain, one.unique_id.removeprefix(prefix)) for one in found}


@pytest.mark.parametrize("disabled_by", [None, er.RegistryEntryDisabler.USER])
@pytest.mark.parametrize("profile", ["edgeE350-8.6"])
async def test_unsupported_entities_are_removed(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    entry_with_entities: MockConfigEntry,
    disabled_by: er.RegistryEntryDisabler | None,
) -> None:
    """Other firmware, options or versions have registered them."""
    for platform, key in OWN:
        register(hass, entry_with_entities, platform, key, disabled_by=disabled_by)
    await hass.config_entries.async_setup(entry_with_entities.entry_id)
    await hass.async_block_till_done()
    assert keys(hass, entry_with_entities).isdisjoint(OWN)
    assert {("sensor", "call_state"), ("sensor", "codec")} <= keys(
        hass, entry_with_entities
    )


async def test_supported_entities_keep_their_settings(
    hass: HomeAssistant, entry_with_entities: MockConfigEntry
) -> None:
    registry = er.async_get(hass)
    ours = [
        register(hass, entry_with_entities, platform, key).entity_id
        for platform, key in (("sensor", "call_state"), ("binary_sensor", "line_1"))
    ]
    for entity_id in ours:
        registry.async_update_entity(
            entity_id, name="Mine", disabled_by=er.RegistryEntryDisabler.USER
        )
    await hass.config_entries.async_setup(entry_with_entities.entry_id)
    for entity_id in ours:
        one = registry.async_get(entity_id)
        assert one
        assert (one.name, one.disabled) == ("Mine", True)


async def test_offline_phone_keeps_its_entities(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    entry_with_entities: MockConfigEntry,
    wait: Wait,
) -> None:
    for platform, key in OWN:
        register(hass, entry_with_entities, platform, key)
    phone.power_off()
    await hass.config_entries.async_setup(entry_with_entities.entry_id)
    assert entry_with_entities.state is ConfigEntryState.SETUP_RETRY
    assert keys(hass, entry_with_entities) == set(OWN)

    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    await wait(30)
    assert entry_with_entities.state is ConfigEntryState.LOADED
    assert ("binary_sensor", "line_7") not in keys(hass, entry_with_entities)


async def test_entities_of_a_failed_tier_are_kept(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    entry_with_entities: MockConfigEntry,
    wait: Wait,
) -> None:
    lines = {("binary_sensor", f"line_{number}") for number in (1, 7)}
    expected = {("binary_sensor", "do_not_disturb"), *lines}
    for platform, key in expected:
        register(hass, entry_with_entities, platform, key)
    phone.server.faults.active.append(Fault("status", "lineInfo", status="5000"))
    await hass.config_entries.async_setup(entry_with_entities.entry_id)
    await hass.async_block_till_done()
    assert entry_with_entities.state is ConfigEntryState.LOADED
    assert expected <= keys(hass, entry_with_entities)

    phone.server.faults.active.clear()
    await wait(10)
    assert lines & keys(hass, entry_with_entities) == {("binary_sensor", "line_1")}


async def test_entity_that_returns_has_its_earlier_settings(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> None:
    login = {"display": {"username": "office", "password": "x"}}
    home = await set_up(hass, entry_of(phone), **login)
    entity_id = home.entity_id("notify.screen")
    assert entity_id
    er.async_get(hass).async_update_entity(entity_id, name="Door sign")
    for options in ({}, login):
        hass.config_entries.async_update_entry(home.entry, options=options)
        await hass.config_entries.async_reload(home.entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        found = er.async_get(hass).async_get(entity_id)
        assert (found and found.name) == ("Door sign" if options else None)


@pytest.mark.parametrize(
    ("stored", "record"),
    [
        ({}, {}),
        (
            {"push_before": {"apps.telNotification.URL": "http://192.0.2.9/pbx"}},
            {"before": {"apps.telNotification.URL": "http://192.0.2.9/pbx"}},
        ),
        (
            {"push_taken_over": "http://192.0.2.9/pbx", "push_before": {}},
            {"before": {}, "taken_over": "http://192.0.2.9/pbx"},
        ),
    ],
)
async def test_push_settings_of_minor_version_2_are_migrated(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    stored: dict[str, Any],
    record: dict[str, Any],
) -> None:
    phone.power_off()
    entry = entry_of_version(phone, 1, 2)
    kept = {"webhook_id": "ab" * 32, "capabilities": {}, "missed_calls_seen_undated": 3}
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(entry, data={**entry.data, **kept, **stored})
    await hass.config_entries.async_setup(entry.entry_id)
    assert (entry.version, entry.minor_version) == CURRENT
    assert entry.data["provisioned"] == ({"push": record} if record else {})
    assert not stored.keys() & entry.data.keys()
    assert kept.items() <= entry.data.items()
