"""What a maintainer gets to see."""

import json
from typing import Any

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

from simulator import PROFILES, SimulatedPhone
from simulator.control import actions
from simulator.web.faults import Fault

from .home import Wait

CALLS = "GET v2/webCallControl/callStatus"


@pytest.fixture
async def told(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    phone: SimulatedPhone,
    wait: Wait,
    hass_client: ClientSessionGenerator,
) -> Any:
    """Return the diagnostics of a phone that somebody talks on and that has trouble."""
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
def test_what_a_maintainer_needs(told: Any, snapshot: SnapshotAssertion) -> None:
    assert told == snapshot(exclude=props("port", "started_at"))


def test_how_commands_went(told: Any) -> None:
    lines = told["commands"]["GET v1/mgmt/lineInfo"]
    assert lines["tries"] > lines["errors"]["5000"] > 0
    assert lines["last_reply"] == {"Status": "5000"}
    log = told["commands"]["GET v1/mgmt/callLogs"]
    assert log["errors"]["UcsReplyError"] > 0
    assert log["last_reply"].endswith("bytes that are not JSON")
    assert told["commands"][CALLS]["errors"] == {}


def test_replies_keep_their_form(told: Any) -> None:
    (call,) = told["commands"][CALLS]["last_reply"]["data"]
    assert call["CallState"] == "Connected"
    assert call["RemotePartyName"] == "Xxx Xxxxxxx"
    assert call["RemotePartyNumber"] == "xxx:0000000@xxxxx.xxxxxxx.xxx"
    assert call["StartTime"] == "0000-00-00X00:00:00"
    assert call["DurationSeconds"].isdigit()


def test_nothing_personal(
    told: Any, phone: SimulatedPhone, entry: MockConfigEntry
) -> None:
    written = json.dumps(told)
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
