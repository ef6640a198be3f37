"""What a maintainer gets to see of push."""

import json
from typing import Any

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.poly_phone.const import CONF_PUSH
from custom_components.poly_phone.provisioning.features import URL_PARAMETER
from simulator import SimulatedPhone
from tests.home import Home, Wait
from tests.push import Add, Poster, body

from .provisioning.test_push_feature import FOREIGN, fix


@pytest.fixture
async def home(add: Add) -> Home:
    """Return the phone with push notifications."""
    return await add()


async def read(hass: HomeAssistant, client: ClientSessionGenerator, home: Home) -> Any:
    """Return the diagnostics of a phone."""
    return await get_diagnostics_for_config_entry(hass, client, home.entry)


async def test_what_became_of_posts(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    post: Poster,
    hass_client: ClientSessionGenerator,
) -> None:
    expected = {
        "is_wanted": True,
        "is_proven": False,
        "are_settings_ours": True,
        "notifications": {},
    }
    assert (await read(hass, hass_client, home))["push"] == expected

    await post("Hello")
    await post(body(phone, mac="64167fa30001"))
    await post(body(phone), source="127.0.0.2")
    for _ in range(2):
        await post(body(phone, "Offering"))
    told = await read(hass, hass_client, home)
    assert told["push"] == expected | {
        "is_proven": True,
        "notifications": {
            "malformed": 1,
            "other phone": 1,
            "other address": 1,
            "accepted": 2,
        },
    }
    written = json.dumps(told)
    for personal in (
        *("301", "Front door", "127.0.0", "64167fa3", phone.password),
        home.entry.data[CONF_WEBHOOK_ID],
    ):
        assert personal not in written


@pytest.mark.parametrize("is_wanted", [True, False])
async def test_whose_settings_they_are(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    add: Add,
    hass_client: ClientSessionGenerator,
    is_wanted: bool,
) -> None:
    phone.configure({URL_PARAMETER: FOREIGN})
    home = await add(**{CONF_PUSH: is_wanted})
    push = (await read(hass, hass_client, home))["push"]
    assert push["is_wanted"] is is_wanted
    assert push["are_settings_ours"] is False


async def test_whose_settings_they_were(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    add: Add,
    wait: Wait,
    hass_client: ClientSessionGenerator,
) -> None:
    phone.configure({URL_PARAMETER: FOREIGN})
    home = await add()
    await fix(hass, "take_over")
    await wait(0)
    told = await read(hass, hass_client, home)
    assert told["push"]["are_settings_ours"] is True
    assert FOREIGN not in json.dumps(told)
