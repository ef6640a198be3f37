"""What a maintainer gets to see."""

import json

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.diagnostics import async_get_config_entry_diagnostics
from simulator import SimulatedPhone, actions

from .conftest import Wait


@pytest.fixture
async def written(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> str:
    """Return the diagnostics of a phone that somebody talks on, as the file has them."""
    phone.ring("5550142", "Ada Example")
    actions.answer(phone)
    await wait(5)
    return json.dumps(await async_get_config_entry_diagnostics(hass, entry))


def test_what_a_maintainer_needs(written: str, phone: SimulatedPhone) -> None:
    told = json.loads(written)
    assert told["device"]["model"] == "VVX 501"
    assert told["device"]["firmware"] == phone.profile.firmware
    assert told["entry"]["data"]["capabilities"]["firmware"] == phone.profile.firmware
    assert told["state"]["calls"] == ["connected"]
    assert told["state"]["lines"] == [True, True]


def test_nothing_personal(
    written: str, phone: SimulatedPhone, entry: MockConfigEntry
) -> None:
    secrets = (
        phone.password,
        phone.mac,
        phone.host,
        phone.fingerprint,
        entry.data["webhook_id"],
        str(entry.unique_id),
        'Polycom"}',
        "5550142",
        "Ada Example",
        "voice.example.net",
        *(line.label for line in phone.lines),
    )
    for secret in secrets:
        assert secret not in written
