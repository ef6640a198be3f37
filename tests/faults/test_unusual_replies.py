"""Tests of replies in other formats, and of missing fields."""

from collections.abc import AsyncGenerator
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import SOURCE_USER
from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.poly_phone.actions.responses import SECTIONS
from custom_components.poly_phone.const import CONF_CAPABILITIES, DOMAIN

from ..home import Home, set_up
from ..scripted_phone import DEVICE, LINE, ScriptedPhone, scripted_phone
from ..ucs.stub_server import HOST, page, reply

CALLS = "v2/webCallControl/callStatus"
CALL = "v1/webCallControl/callStatus"
DEVICE_INFO = "v1/mgmt/device/info"
LINES = "v1/mgmt/lineInfo"
LOG = "v1/mgmt/callLogs"

NOW = "2026-11-23 12:00:00+00:00"

type Scripted = tuple[ScriptedPhone, MockConfigEntry]


@pytest.fixture
async def scripted(freezer: FrozenDateTimeFactory) -> AsyncGenerator[Scripted]:
    """Return a phone with scripted replies, and its config entry."""
    freezer.move_to(NOW)
    async with scripted_phone() as scripted:
        yield scripted


async def set_up_and_poll(
    hass: HomeAssistant, scripted: Scripted, freezer: FrozenDateTimeFactory
) -> Home:
    """Set up the phone and wait for all tiers."""
    home = await set_up(hass, scripted[1])
    # The next poll, because set-up reads only the essential tiers.
    freezer.tick(5)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    return home


SHORT: dict[str, Any] = {"CallHandle": "0x5e11", "CallState": "Connected"}
FULL: dict[str, Any] = SHORT | {
    "Type": "Incoming",
    "RemotePartyName": "Gate",
    "RemotePartyNumber": "sip:710@pbx.example.org",
}

STATES: list[tuple[str, object, dict[str, object]]] = [
    (CALLS, [SHORT], {"sensor.call_state": "connected"}),
    (CALLS, SHORT, {"sensor.call_state": "connected"}),
    (CALLS, [SHORT | {"CallState": "CONNECTED"}], {"sensor.call_state": "connected"}),
    (CALLS, [SHORT | {"CallState": "CallHeld"}], {"sensor.call_state": "on_hold"}),
    (CALLS, [SHORT | {"CallState": "Ringback"}], {"sensor.call_state": "dialing"}),
    (CALLS, [SHORT | {"CallState": "Ringing"}], {"binary_sensor.ringing": "on"}),
    (CALLS, [SHORT | {"CallState": "Free"}], {"sensor.call_state": "idle"}),
    (CALLS, [SHORT | {"CallState": "Disconnected"}], {"sensor.call_state": "idle"}),
    (
        CALLS,
        [SHORT | {"CallState": "Levitating"}],
        {"sensor.call_state": "unknown", "binary_sensor.in_call": "unknown"},
    ),
    (CALLS, [SHORT | {"CallState": ""}], {"sensor.call_state": "unknown"}),
    (CALLS, [{"CallHandle": "", "CallState": "Hold"}], {"sensor.call_state": "idle"}),
    (CALLS, ["Connected", None, 7], {"sensor.call_state": "idle"}),
    (CALLS, None, {"sensor.call_state": "idle"}),
    (CALLS, [FULL], {"sensor.remote_party": "Gate"}),
    (CALLS, [FULL | {"RemotePartyName": ""}], {"sensor.remote_party": "710"}),
    (CALLS, [SHORT], {"sensor.remote_party": "unknown"}),
    (
        CALLS,
        [SHORT | {"RemotePartyName": "sip:gate@pbx.example.org"}],
        {"sensor.remote_party": "gate@pbx.example.org"},
    ),
    (
        CALLS,
        [SHORT | {"DurationSeconds": "90"}],
        {"sensor.call_started": "2026-11-23T11:58:30+00:00"},
    ),
    (
        CALLS,
        [SHORT | {"DurationInSeconds": 90}],
        {"sensor.call_started": "2026-11-23T11:58:30+00:00"},
    ),
    (
        CALLS,
        [SHORT | {"DurationSeconds": "soon"}],
        {"sensor.call_started": "2026-11-23T12:00:00+00:00"},
    ),
    (CALLS, [SHORT | {"Muted": "1"}], {"switch.mute": "on"}),
    (CALLS, [SHORT | {"Muted": 1}], {"switch.mute": "on"}),
    (CALLS, [SHORT | {"Muted": True}], {"switch.mute": "on"}),
    (CALLS, [SHORT | {"Muted": "False"}], {"switch.mute": "off"}),
    (CALLS, [SHORT | {"Muted": ""}], {"switch.mute": "unknown"}),
    (LINES, [LINE], {"binary_sensor.line_1": "on"}),
    (LINES, LINE, {"binary_sensor.line_1": "on"}),
    (
        LINES,
        [LINE | {"RegistrationStatus": "Registered"}],
        {"binary_sensor.line_1": "on"},
    ),
    (
        LINES,
        [LINE | {"RegistrationStatus": "UNREGISTERED"}],
        {"binary_sensor.line_1": "off", "sensor.presence": "offline"},
    ),
    (
        LINES,
        [LINE | {"RegistrationStatus": "registering"}],
        {"binary_sensor.line_1": "unknown", "sensor.presence": "unknown"},
    ),
    (LINES, [LINE, LINE | {"LineNumber": 2}], {"binary_sensor.line_2": None}),
    (
        LINES,
        [LINE, LINE | {"Label": "Annex", "RegistrationStatus": ""}],
        {"binary_sensor.line_2": "unknown"},
    ),
    (LOG, {}, {"sensor.missed_calls": "0", "sensor.last_call": "unknown"}),
    (LOG, {"Missed": ""}, {"sensor.missed_calls": "0"}),
    (
        LOG,
        {"Missed": {"StartTime": "2026-11-23T01:30:00", "Duration": ""}},
        {"sensor.missed_calls": "1", "sensor.last_call": "2026-11-23T09:30:00+00:00"},
    ),
    (
        LOG,
        {"Placed": [{"StartTime": "2026-11-23T01:30:00Z"}]},
        {"sensor.last_call": "2026-11-23T09:30:00+00:00"},
    ),
    (
        LOG,
        {"Received": [{"StartTime": "yesterday"}, {"StartTime": ""}, {}]},
        {"sensor.last_call": "unknown", "sensor.missed_calls": "0"},
    ),
    (
        DEVICE_INFO,
        DEVICE | {"UpTime": {"Days": 0, "Hours": 1, "Minutes": 0, "Seconds": 5}},
        {"sensor.uptime": "2026-11-23T10:59:55+00:00"},
    ),
    *(
        (
            DEVICE_INFO,
            DEVICE | {"UpTime": uptime},
            {"sensor.uptime": "2026-11-22T10:59:55+00:00"},
        )
        for uptime in ("1 Day 1:00:05", "1 day 1:00:05", "1.01:00:05", "90005")
    ),
    (
        DEVICE_INFO,
        {"ModelNumber ": "VVX 450", "UpTimeSinceLastReboot": "0 Day 1:00:05"},
        {"sensor.uptime": "2026-11-23T10:59:55+00:00"},
    ),
    *(
        (DEVICE_INFO, DEVICE | {"UpTime": uptime}, {"sensor.uptime": "unknown"})
        for uptime in ("", "ages", {}, None, [])
    ),
    (
        "v1/mgmt/network/stats",
        {"UpTime": "0 Days 0:01:00", "RxPackets": 9007199254740993, "TxPackets": "12"},
        {
            "sensor.network_uptime": "2026-11-23T11:59:05+00:00",
            "sensor.rx_packets": "9007199254740993",
            "sensor.tx_packets": "12",
        },
    ),
    (
        "v1/mgmt/network/stats",
        {"TxPackets": "many"},
        {
            "sensor.network_uptime": "unknown",
            "sensor.rx_packets": "unknown",
            "sensor.tx_packets": "unknown",
        },
    ),
    (
        "v1/mgmt/device/stats",
        {"CPU": {"Current": 35.5}, "Memory": {"Total": 200, "Used": 50}},
        {"sensor.cpu_usage": "35.5", "sensor.memory_usage": "25.0"},
    ),
    (
        "v1/mgmt/device/stats",
        {"CPU": "", "Memory": {"Total": "0", "Used": "50"}},
        {"sensor.cpu_usage": "unknown", "sensor.memory_usage": "unknown"},
    ),
    ("v1/mgmt/transferType/get", {"Type": "BLIND"}, {"select.transfer_type": "blind"}),
    ("v1/mgmt/transferType/get", {"Type": "?"}, {"select.transfer_type": "unknown"}),
    ("v1/mgmt/transferType/get", {}, {"select.transfer_type": "unknown"}),
    (
        "v2/mgmt/lineInfo",
        [LINE | {"DoNotDisturb": "False"}, LINE | {"DoNotDisturb": True}],
        {
            "binary_sensor.do_not_disturb": "on",
            "sensor.presence": "do_not_disturb",
        },
    ),
    ("v2/mgmt/lineInfo", [LINE], {"binary_sensor.do_not_disturb": None}),
]


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize(("path", "data", "states"), STATES)
async def test_entities_have_the_states_of_the_reply(
    hass: HomeAssistant,
    scripted: Scripted,
    freezer: FrozenDateTimeFactory,
    path: str,
    data: object,
    states: dict[str, str | None],
) -> None:
    scripted[0].set_reply(path, data)
    home = await set_up_and_poll(hass, scripted, freezer)
    for entity, state in states.items():
        if state is None:
            assert home.entity_id(entity) is None
        else:
            assert home.state(entity) == state, entity


@pytest.mark.parametrize("status", ["2000", 2000])
async def test_older_version_of_calls_is_read(
    hass: HomeAssistant,
    scripted: Scripted,
    freezer: FrozenDateTimeFactory,
    status: object,
) -> None:
    """It has other field names and only the focused call."""
    phone, _ = scripted
    del phone.replies[CALLS]
    phone.replies[CALL] = reply(
        {
            "CallHandle": "0xB53E5000",
            "Type": "Outgoing",
            "Protocol": "Sip",
            "CallState": "RingBack",
            "LineId": "2",
            "RemotePartyNumber": "sip:711@pbx.example.org",
            "DurationInSeconds": "0",
        },
        status,
    )
    phone.set_reply("v1/mgmt/media/communicationInfo", {"PhoneMuteState": "True"})
    home = await set_up_and_poll(hass, scripted, freezer)
    assert home.state("sensor.call_state") == "dialing"
    assert home.state("switch.mute") == "on"
    (call,) = (await home.act("get_calls"))["calls"]
    assert (call["call_id"], call["line"], call["number"]) == ("b53e5000", 2, "711")

    # In upper case, because commands need the handle as this firmware writes it.
    phone.replies["v1/callctrl/endCall"] = reply(status=status)
    await home.act("end_call", call_id="B53E5000")
    (sent,) = [one for one in phone.requests if one.path.endswith("endCall")]
    assert sent.data == {"Ref": "0xB53E5000"}

    phone.replies[CALL] = reply(status="4007")
    freezer.tick(1)
    async_fire_time_changed(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.state("sensor.call_state") == "idle"


@pytest.mark.parametrize("status", ["4004", "5000", None])
async def test_mute_is_unknown_if_the_phone_does_not_report_it(
    hass: HomeAssistant,
    scripted: Scripted,
    freezer: FrozenDateTimeFactory,
    status: str | None,
) -> None:
    """The state of the call is still known."""
    phone, _ = scripted
    phone.set_reply(CALLS, [SHORT])
    answer = reply(status=status) if status else page(500)
    phone.replies["v1/mgmt/media/communicationInfo"] = answer
    home = await set_up_and_poll(hass, scripted, freezer)
    assert home.state("sensor.call_state") == "connected"
    assert home.state("switch.mute") == "unknown"


@pytest.mark.parametrize(
    ("reported", "presence", "source"),
    [
        ("Be Right Back", "be_right_back", "phone"),
        ("offline", "offline", "phone"),
        ("", "available", "derived"),
        ("On the moon", "available", "derived"),
        (7, "available", "derived"),
    ],
)
async def test_presence_is_read_beside_the_data(
    hass: HomeAssistant,
    scripted: Scripted,
    freezer: FrozenDateTimeFactory,
    reported: object,
    presence: str,
    source: str,
) -> None:
    """The field is beside `data`, not inside."""
    scripted[0].set_reply("v1/mgmt/getPresence", None, Presence=reported)
    home = await set_up_and_poll(hass, scripted, freezer)
    assert home.state("sensor.presence") == presence
    assert home.attribute("sensor.presence", "source") == source


async def test_log_without_most_fields_is_read(
    hass: HomeAssistant, scripted: Scripted, freezer: FrozenDateTimeFactory
) -> None:
    durations = ["4 mins 49 secs", "1 hour 1 min 1 sec", "26", "", "long"]
    entries = [{"Duration": one, "LineNumber": 1} for one in durations]
    scripted[0].set_reply(LOG, {"Received": entries})
    home = await set_up_and_poll(hass, scripted, freezer)
    reported = await home.act("get_call_log")
    assert reported["missed"] == reported["placed"] == []
    assert [one["duration"] for one in reported["received"]] == [
        289,
        3661,
        26,
        None,
        None,
    ]
    assert {one["started"] for one in reported["received"]} == {None}
    assert {one["number"] for one in reported["received"]} == {None}


async def test_phone_with_few_commands_works(
    hass: HomeAssistant, scripted: Scripted, freezer: FrozenDateTimeFactory
) -> None:
    """All other paths return 404."""
    phone, entry = scripted
    phone.replies = {DEVICE_INFO: reply({"ModelNumber": "VVX 150"})}
    phone.set_reply(CALL, None, Ref="")
    home = await set_up_and_poll(hass, scripted, freezer)
    assert home.state("sensor.call_state") == "idle"
    assert home.state("sensor.uptime") == "unknown"
    assert home.state("sensor.presence") == "unknown"
    assert home.entity_id("sensor.last_call") is None
    assert entry.data[CONF_CAPABILITIES]["firmware"] is None
    reported = await home.act("get_info", sections=list(SECTIONS))
    assert sorted(reported) == ["device", "not_supported"]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_hook", {"off_hook": False}),
        ("web_sign_in", {}),
        ("cancel_web_sign_in", {}),
    ],
)
async def test_missing_command_is_not_supported(
    hass: HomeAssistant,
    scripted: Scripted,
    freezer: FrozenDateTimeFactory,
    action: str,
    data: dict[str, Any],
) -> None:
    home = await set_up_and_poll(hass, scripted, freezer)
    assert await home.error_key(action, **data) == "not_supported"
    assert home.state("sensor.call_state") == "idle"


@pytest.mark.usefixtures("all_entities_enabled")
async def test_transfer_type_without_command_is_set_by_its_parameter(
    hass: HomeAssistant, scripted: Scripted, freezer: FrozenDateTimeFactory
) -> None:
    phone, _ = scripted
    phone.set_reply("v1/mgmt/transferType/get", {"Type": "Consultative"})
    phone.set_reply("v1/mgmt/config/set", None)
    home = await set_up_and_poll(hass, scripted, freezer)
    await home.use("select.select_option", "select.transfer_type", option="blind")
    (sent,) = [one for one in phone.requests if one.path.endswith("config/set")]
    assert sent.data == {"call.defaultTransferType": "Blind"}


@pytest.mark.parametrize("mac", ["", "none", "64167f0d15"])
async def test_phone_without_mac_address_cannot_be_added(
    hass: HomeAssistant, scripted: Scripted, mac: str
) -> None:
    """Over plain HTTP, no certificate contains the MAC address."""
    phone, _ = scripted
    phone.set_reply(DEVICE_INFO, DEVICE | {"MACAddress": mac})
    advanced = {"username": "Polycom", "port": phone.port, "tls": False}
    result = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_USER},
        data={"host": HOST, "password": "2580", "advanced": advanced},
    )
    assert result["errors"] == {"base": "not_a_phone"}
