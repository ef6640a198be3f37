"""Replies in all spellings and shapes that phones have, and with things missing."""

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

type Odd = tuple[ScriptedPhone, MockConfigEntry]


@pytest.fixture
async def odd(freezer: FrozenDateTimeFactory) -> AsyncGenerator[Odd]:
    """Return a phone that answers by hand, and its config entry."""
    freezer.move_to(NOW)
    async with scripted_phone() as odd:
        yield odd


async def shown(hass: HomeAssistant, odd: Odd, freezer: FrozenDateTimeFactory) -> Home:
    """Return what Home Assistant shows of the replies."""
    home = await set_up(hass, odd[1])
    # What was not important at first follows with the next questions.
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
    # Calls, in the words and shapes of several firmwares.
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
    # Lines.
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
    # The log; times tell no zone, durations come in words.
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
    # What the phone is, and since when it is up.
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
    # Statistics; counters exceed 32 bits.
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
    # Do not disturb, and the presence that follows from it.
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
async def test_what_is_shown(
    hass: HomeAssistant,
    odd: Odd,
    freezer: FrozenDateTimeFactory,
    path: str,
    data: object,
    states: dict[str, str | None],
) -> None:
    odd[0].set_reply(path, data)
    home = await shown(hass, odd, freezer)
    for entity, state in states.items():
        if state is None:
            assert home.entity_id(entity) is None
        else:
            assert home.state(entity) == state, entity


@pytest.mark.parametrize("status", ["2000", 2000])
async def test_the_older_version_of_calls(
    hass: HomeAssistant, odd: Odd, freezer: FrozenDateTimeFactory, status: object
) -> None:
    """It has other names for things, and tells the focused call alone."""
    phone, _ = odd
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
    home = await shown(hass, odd, freezer)
    assert home.state("sensor.call_state") == "dialing"
    assert home.state("switch.mute") == "on"
    (call,) = (await home.act("get_calls"))["calls"]
    assert (call["call_id"], call["line"], call["number"]) == ("b53e5000", 2, "711")

    # Commands get the handle the way this firmware writes it.
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
async def test_mute_where_the_phone_fails_to_tell_it(
    hass: HomeAssistant, odd: Odd, freezer: FrozenDateTimeFactory, status: str | None
) -> None:
    """The call is shown all the same."""
    phone, _ = odd
    phone.set_reply(CALLS, [SHORT])
    answer = reply(status=status) if status else page(500)
    phone.replies["v1/mgmt/media/communicationInfo"] = answer
    home = await shown(hass, odd, freezer)
    assert home.state("sensor.call_state") == "connected"
    assert home.state("switch.mute") == "unknown"


@pytest.mark.parametrize(
    ("told", "presence", "source"),
    [
        ("Be Right Back", "be_right_back", "phone"),
        ("offline", "offline", "phone"),
        ("", "available", "derived"),
        ("On the moon", "available", "derived"),
        (7, "available", "derived"),
    ],
)
async def test_presence(
    hass: HomeAssistant,
    odd: Odd,
    freezer: FrozenDateTimeFactory,
    told: object,
    presence: str,
    source: str,
) -> None:
    """It stands beside `data`."""
    odd[0].set_reply("v1/mgmt/getPresence", None, Presence=told)
    home = await shown(hass, odd, freezer)
    assert home.state("sensor.presence") == presence
    assert home.attribute("sensor.presence", "source") == source


async def test_a_log_with_everything_missing(
    hass: HomeAssistant, odd: Odd, freezer: FrozenDateTimeFactory
) -> None:
    durations = ["4 mins 49 secs", "1 hour 1 min 1 sec", "26", "", "long"]
    entries = [{"Duration": one, "LineNumber": 1} for one in durations]
    odd[0].set_reply(LOG, {"Received": entries})
    home = await shown(hass, odd, freezer)
    told = await home.act("get_call_log")
    assert told["missed"] == told["placed"] == []
    assert [one["duration"] for one in told["received"]] == [289, 3661, 26, None, None]
    assert {one["started"] for one in told["received"]} == {None}
    assert {one["number"] for one in told["received"]} == {None}


async def test_a_phone_that_knows_next_to_nothing(
    hass: HomeAssistant, odd: Odd, freezer: FrozenDateTimeFactory
) -> None:
    """Everything else is not found, and nothing breaks."""
    phone, entry = odd
    phone.replies = {DEVICE_INFO: reply({"ModelNumber": "VVX 150"})}
    phone.set_reply(CALL, None, Ref="")
    home = await shown(hass, odd, freezer)
    assert home.state("sensor.call_state") == "idle"
    assert home.state("sensor.uptime") == "unknown"
    assert home.state("sensor.presence") == "unknown"
    assert home.entity_id("sensor.last_call") is None
    assert entry.data[CONF_CAPABILITIES]["firmware"] is None
    told = await home.act("get_info", sections=list(SECTIONS))
    assert sorted(told) == ["device", "not_supported"]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("set_hook", {"off_hook": False}),
        ("web_sign_in", {}),
        ("cancel_web_sign_in", {}),
    ],
)
async def test_a_guess_that_the_phone_does_not_know(
    hass: HomeAssistant,
    odd: Odd,
    freezer: FrozenDateTimeFactory,
    action: str,
    data: dict[str, Any],
) -> None:
    home = await shown(hass, odd, freezer)
    assert await home.error_key(action, **data) == "not_supported"
    assert home.state("sensor.call_state") == "idle"


@pytest.mark.usefixtures("all_entities_enabled")
async def test_a_transfer_type_that_can_only_be_set_by_its_parameter(
    hass: HomeAssistant, odd: Odd, freezer: FrozenDateTimeFactory
) -> None:
    phone, _ = odd
    phone.set_reply("v1/mgmt/transferType/get", {"Type": "Consultative"})
    phone.set_reply("v1/mgmt/config/set", None)
    home = await shown(hass, odd, freezer)
    await home.use("select.select_option", "select.transfer_type", option="blind")
    (sent,) = [one for one in phone.requests if one.path.endswith("config/set")]
    assert sent.data == {"call.defaultTransferType": "Blind"}


@pytest.mark.parametrize("mac", ["", "none", "64167f0d15"])
async def test_a_phone_without_name_plate_cannot_be_added(
    hass: HomeAssistant, odd: Odd, mac: str
) -> None:
    """Over plain HTTP there is no certificate either that tells the MAC address."""
    phone, _ = odd
    phone.set_reply(DEVICE_INFO, DEVICE | {"MACAddress": mac})
    advanced = {"username": "Polycom", "port": phone.port, "tls": False}
    result = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_USER},
        data={"host": HOST, "password": "2580", "advanced": advanced},
    )
    assert result["errors"] == {"base": "not_a_phone"}
