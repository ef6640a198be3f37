"""Tests of the statistics of load, network and call quality."""

from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.poly_phone.const import DOMAIN
from simulator import PROFILES, SimulatedPhone
from simulator.control import actions
from simulator.web.faults import Fault

from ..conftest import Wait, entry_of
from ..home import Home, sent, set_up
from ..scripted_phone import scripted_phone

VOICE = tuple(
    f"sensor.{key}" for key in ("codec", "jitter", "packet_loss", "latency", "mos")
)
NETWORK = ("sensor.network_uptime", "sensor.rx_packets", "sensor.tx_packets")
LOAD = ("sensor.cpu_usage", "sensor.memory_usage")

PATHS = {
    "network/stats": NETWORK,
    "device/stats": LOAD,
    "sessionStats": VOICE,
    "transferType/get": ("select.transfer_type",),
}
"""Requests only for entities that are disabled by default."""

WITHOUT_QUALITY = "trio8800-5.7.1"
"""A phone that freezes after a request for media statistics."""


def connect(phone: SimulatedPhone) -> None:
    """Connect a call."""
    phone.ring("301")
    actions.answer(phone)


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", PROFILES)
async def test_load_follows_the_phone(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await wait(5)
    assert 12 <= float(home.state("sensor.cpu_usage")) <= 20
    idle = float(home.state("sensor.memory_usage"))
    assert idle == pytest.approx(100 * (268_435_456 - 20_971_520) / 536_870_912)
    connect(phone)
    await wait(60)
    assert 37 <= float(home.state("sensor.cpu_usage")) <= 45
    assert float(home.state("sensor.memory_usage")) > idle


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", PROFILES)
async def test_network_statistics_follow_the_phone(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    wait: Wait,
) -> None:
    freezer.move_to("2026-11-23 12:00:00+00:00")
    phone.booted = phone.timeline.now - 100_000
    home = await set_up(hass, entry_of(phone))
    await wait(5)
    assert home.state("sensor.network_uptime") == "2026-11-22T08:13:20+00:00"
    assert home.state("sensor.rx_packets") == "1701285"
    assert home.state("sensor.tx_packets") == "1100955"
    for _ in range(3):
        await wait(60)
    assert home.state("sensor.network_uptime") == "2026-11-22T08:13:20+00:00"
    assert int(home.state("sensor.rx_packets")) > 1_701_285


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", [name for name in PROFILES if "5.7" not in name])
async def test_quality_follows_the_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    assert all(home.state(entity) == "unknown" for entity in VOICE)
    phone.ring("301")
    await wait(5)
    assert all(home.state(entity) == "unknown" for entity in VOICE)
    actions.answer(phone)
    for _ in range(20):
        await wait(1)
    assert home.state("sensor.codec") == "G.722"
    assert 2 <= float(home.state("sensor.jitter")) <= 4
    assert home.state("sensor.latency") == "18"
    assert 0 < float(home.state("sensor.packet_loss")) <= 0.25
    tells_mos = phone.profile.voice_quality
    assert home.state("sensor.mos") == ("4.3" if tells_mos else "unknown")

    actions.remote_hang_up(phone)
    for _ in range(6):
        await wait(1)
    assert all(home.state(entity) == "unknown" for entity in VOICE)


@pytest.mark.usefixtures("all_entities_enabled")
async def test_quality_is_that_of_the_focused_call(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    connect(phone)
    for _ in range(10):
        await wait(1)
    phone.ring("302", line=2)
    actions.answer(phone, f"{list(phone.calls)[1].handle:x}")
    for _ in range(5):
        await wait(1)
    # Zero, because the new call has lost no packets yet.
    assert float(home.state("sensor.packet_loss")) == 0


@pytest.mark.usefixtures("all_entities_enabled")
async def test_quality_is_only_read_during_calls(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.requests.clear()
    for _ in range(12):
        await wait(5)
    assert not sent(phone, "sessionStats")
    connect(phone)
    for _ in range(30):
        await wait(1)
    assert 4 <= len(sent(phone, "sessionStats")) <= 8


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", [WITHOUT_QUALITY])
async def test_phone_that_would_freeze_gets_no_request(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    assert all(home.entity_id(entity) is None for entity in VOICE)
    connect(phone)
    for _ in range(30):
        await wait(1)
    await hass.config_entries.async_reload(home.entry.entry_id)
    await wait(60)
    assert not sent(phone, "sessionStats")
    assert not phone.is_frozen
    assert home.state("sensor.call_state") == "connected"


@pytest.mark.parametrize("profile", PROFILES)
async def test_disabled_entities_cause_no_requests(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    connect(phone)
    phone.requests.clear()
    for _ in range(20):
        await wait(30)
    assert sent(phone, "callStatus")
    assert sent(phone, "lineInfo")
    assert not [path for path in PATHS if sent(phone, path)]


@pytest.mark.parametrize("path", PATHS)
async def test_one_enabled_entity_causes_the_request(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    wait: Wait,
    path: str,
) -> None:
    entry, entity = entry_of(phone), PATHS[path][0]
    platform, _, key = entity.partition(".")
    # Registered first, because a registered entity stays enabled.
    er.async_get(hass).async_get_or_create(
        platform, DOMAIN, f"{entry.unique_id}_{key}", disabled_by=None
    )
    home = await set_up(hass, entry)
    connect(phone)
    phone.requests.clear()
    for _ in range(12):
        await wait(30)
    assert home.state(entity) != "unknown"
    assert [other for other in PATHS if sent(phone, other)] == [path]


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("path", PATHS)
async def test_failed_statistics_are_unknown(
    home: Home, phone: SimulatedPhone, wait: Wait, path: str
) -> None:
    connect(phone)
    await wait(60)
    phone.server.faults.active.append(Fault("status", path, status="5000"))
    for _ in range(6):
        await wait(60)
    for other, entities in PATHS.items():
        for entity in entities:
            assert (home.state(entity) == "unknown") is (other == path), entity
    assert home.state("sensor.call_state") == "connected"


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("path", PATHS)
async def test_unsupported_statistics_have_no_entities(
    hass: HomeAssistant, phone: SimulatedPhone, path: str
) -> None:
    phone.server.faults.active.append(Fault("status", path, status="4004"))
    home = await set_up(hass, entry_of(phone))
    for other, entities in PATHS.items():
        for entity in entities:
            assert (home.entity_id(entity) is None) is (other == path), entity


STREAM: dict[str, Any] = {
    "Category": "0:Voice",
    "RxCodec": "3:G.722.1",
    "PacketsExpected": "200",
    "PacketsLost": "3",
    "Jitter": "4",
    "Latency": "21",
    "RxMOSLQ": "4.1",
}


QUALITY: list[tuple[object, dict[str, str]]] = [
    (
        [{"Ref": "0x5e11", "Streams": [STREAM]}],
        {
            "sensor.codec": "G.722.1",
            "sensor.jitter": "4",
            "sensor.latency": "21",
            "sensor.packet_loss": "1.5",
            "sensor.mos": "4.1",
        },
    ),
    # Without the prefix of the handle, and with an empty video stream before audio.
    (
        [{"Ref": "5E11", "Streams": [{"Category": "1:Video"}, STREAM]}],
        {"sensor.codec": "G.722.1"},
    ),
    ({"Ref": "5e11", "Streams": STREAM}, {"sensor.codec": "G.722.1"}),
    ([{"Ref": "0xb2", "Streams": [STREAM]}], {"sensor.codec": "unknown"}),
    ([{"Ref": "0x5e11"}], {"sensor.codec": "unknown", "sensor.mos": "unknown"}),
    ([], {"sensor.codec": "unknown"}),
    (
        [
            {
                "Ref": "0x5e11",
                "Streams": [
                    {
                        "RxCodec": "Opus",
                        "RxMOSLQ": "127.0",
                        "PacketsExpected": "0",
                        "PacketsLost": "0",
                        "Jitter": "",
                    }
                ],
            }
        ],
        {
            "sensor.codec": "Opus",
            "sensor.mos": "unknown",
            "sensor.packet_loss": "unknown",
            "sensor.jitter": "unknown",
            "sensor.latency": "unknown",
        },
    ),
]


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize(("data", "states"), QUALITY)
async def test_quality_is_read_in_all_formats(
    hass: HomeAssistant, wait: Wait, data: object, states: dict[str, str]
) -> None:
    async with scripted_phone() as (phone, entry):
        phone.set_reply(
            "v2/webCallControl/callStatus",
            [{"CallHandle": "0x5e11", "CallState": "Connected"}],
        )
        phone.set_reply("v1/mgmt/media/sessionStats", data)
        home = await set_up(hass, entry)
        await wait(5)
        assert {entity: home.state(entity) for entity in states} == states
