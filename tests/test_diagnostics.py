"""Tests of the diagnostics of a phone."""

import json
from typing import Any

from homeassistant.const import CONF_WEBHOOK_ID
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator
from syrupy.assertion import SnapshotAssertion
from syrupy.filters import props

from custom_components.poly_phone.const import CONF_PUSH
from custom_components.poly_phone.provisioning.features import URL_PARAMETER
from simulator import PROFILES, SimulatedPhone
from simulator.control import actions
from simulator.web.faults import Fault

from .home import Home, Wait
from .provisioning.test_push_feature import FOREIGN, fix
from .push import Add, Poster, body

CALLS = "GET v2/webCallControl/callStatus"


@pytest.fixture
async def diagnostics(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    wait: Wait,
    hass_client: ClientSessionGenerator,
) -> Any:
    """Return the diagnostics of a phone with a call and with errors."""
    assert await async_setup_component(hass, "diagnostics", {})
    phone.ring("sip:5550142@voice.example.net", "Ada Example")
    actions.answer(phone)
    await wait(5)
    faults = phone.server.faults.active
    faults += [Fault("status", "/lineInfo", status="5000"), Fault("html", "/callLogs")]
    await wait(150)
    faults.clear()
    return await get_diagnostics_for_config_entry(hass, hass_client, entry)


@pytest.mark.parametrize("profile", PROFILES)
def test_diagnostics_match_the_snapshot(
    diagnostics: Any, snapshot: SnapshotAssertion
) -> None:
    assert diagnostics == snapshot(exclude=props("port", "started_at"))


def test_diagnostics_have_statistics_of_commands(diagnostics: Any) -> None:
    lines = diagnostics["commands"]["GET v1/mgmt/lineInfo"]
    assert lines["tries"] > lines["errors"]["5000"] > 0
    assert lines["last_reply"] == {"Status": "5000"}
    log = diagnostics["commands"]["GET v1/mgmt/callLogs"]
    assert log["errors"]["UcsReplyError"] > 0
    assert log["last_reply"].endswith("bytes that are not JSON")
    assert diagnostics["commands"][CALLS]["errors"] == {}


def test_replies_keep_their_format(diagnostics: Any) -> None:
    (call,) = diagnostics["commands"][CALLS]["last_reply"]["data"]
    assert call["CallState"] == "Connected"
    assert call["RemotePartyName"] == "Xxx Xxxxxxx"
    assert call["RemotePartyNumber"] == "xxx:0000000@xxxxx.xxxxxxx.xxx"
    assert call["StartTime"] == "0000-00-00X00:00:00"
    assert call["DurationSeconds"].isdigit()


def test_diagnostics_have_no_personal_data(
    diagnostics: Any, phone: SimulatedPhone, entry: MockConfigEntry
) -> None:
    written = json.dumps(diagnostics)
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


@pytest.fixture
async def home(add: Add) -> Home:
    """Return the phone with push notifications."""
    return await add()


async def read(hass: HomeAssistant, client: ClientSessionGenerator, home: Home) -> Any:
    """Read the diagnostics of a phone."""
    return await get_diagnostics_for_config_entry(hass, client, home.entry)


async def test_diagnostics_count_notifications_by_result(
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
    diagnostics = await read(hass, hass_client, home)
    assert diagnostics["push"] == expected | {
        "is_proven": True,
        "notifications": {
            "malformed": 1,
            "other phone": 1,
            "other address": 1,
            "accepted": 2,
        },
    }
    written = json.dumps(diagnostics)
    for personal in (
        *("301", "Front door", "127.0.0", "64167fa3", phone.password),
        home.entry.data[CONF_WEBHOOK_ID],
    ):
        assert personal not in written


@pytest.mark.parametrize("is_wanted", [True, False])
async def test_diagnostics_show_settings_of_another_system(
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


async def test_diagnostics_show_settings_that_were_taken_over(
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
    diagnostics = await read(hass, hass_client, home)
    assert diagnostics["push"]["are_settings_ours"] is True
    assert FOREIGN not in json.dumps(diagnostics)
