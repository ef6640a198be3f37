"""Tests of the options of a phone."""

from dataclasses import replace
import json
from pathlib import Path
from zoneinfo import ZoneInfo

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
from homeassistant.util import dt as dt_util
import pytest

from simulator import SimulatedPhone
from simulator.control import actions

from .home import Home, Wait, entry_of, sent, set_up

NOTHING = {
    "voice_any_number": False,
    "allow_emergency_calls": False,
    "allow_old_tls": False,
    "allow_dangerous_commands": False,
}


def test_every_option_is_documented() -> None:
    root = Path(__file__).parent.parent
    texts = json.loads(
        (root / "custom_components/poly_phone/translations/en.json").read_text()
    )
    page = (root / "docs/setup.md").read_text()
    for label in texts["options"]["step"]["init"]["data"].values():
        assert f"| {label} |" in page


@pytest.mark.parametrize(
    "zone", ["Mars/Olympus", "Europe/Berlin/", "/Europe/Berlin", "../UTC", " "]
)
async def test_time_zone_must_be_on_the_list(
    hass: HomeAssistant, home: Home, zone: str
) -> None:
    manager = hass.config_entries.options
    result = await manager.async_init(home.entry.entry_id)
    with pytest.raises(InvalidData):
        await manager.async_configure(
            result["flow_id"], {"push": False, "time_zone": zone, **NOTHING}
        )
    right = {"push": False, "time_zone": "Europe/Berlin", **NOTHING}
    result = await manager.async_configure(result["flow_id"], right)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert home.entry.options == right


@pytest.mark.parametrize("prefix", ["12345", "x", "0 9", "+"])
async def test_outside_prefix_has_up_to_four_digits(
    hass: HomeAssistant, home: Home, prefix: str
) -> None:
    manager = hass.config_entries.options
    result = await manager.async_init(home.entry.entry_id)
    wrong = {"push": False, "outside_prefix": prefix, **NOTHING}
    result = await manager.async_configure(result["flow_id"], wrong)
    assert result["errors"] == {"outside_prefix": "invalid_prefix"}
    right = wrong | {"outside_prefix": "0"}
    result = await manager.async_configure(result["flow_id"], right)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert home.entry.options == right


@pytest.mark.parametrize("section", ["display", "sign_in"])
@pytest.mark.parametrize(
    ("login", "stored"),
    [
        ({"username": "office"}, {"username": "office", "password": "x"}),
        (
            {"username": "office", "password": ""},
            {"username": "office", "password": "x"},
        ),
        ({}, None),
        ({"username": ""}, None),
    ],
)
async def test_password_is_kept_but_not_shown(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    section: str,
    login: dict[str, str],
    stored: dict[str, str] | None,
) -> None:
    home = await set_up(
        hass, entry_of(phone), **{section: {"username": "office", "password": "x"}}
    )
    manager = hass.config_entries.options
    result = await manager.async_init(home.entry.entry_id)
    result = await manager.async_configure(
        result["flow_id"], {"push": False, section: login, **NOTHING}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert home.entry.options.get(section) == stored


@pytest.mark.parametrize(
    ("section", "error"),
    [("display", "incomplete_login"), ("sign_in", "incomplete_sign_in")],
)
async def test_other_user_name_needs_a_password(
    hass: HomeAssistant, phone: SimulatedPhone, section: str, error: str
) -> None:
    home = await set_up(
        hass, entry_of(phone), **{section: {"username": "office", "password": "x"}}
    )
    manager = hass.config_entries.options
    result = await manager.async_init(home.entry.entry_id)
    result = await manager.async_configure(
        result["flow_id"],
        {"push": False, section: {"username": "lobby"}, **NOTHING},
    )
    assert result["errors"] == {"base": error}


async def test_dialog_shows_the_stored_options(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    home = await set_up(
        hass,
        entry_of(phone),
        time_zone="Asia/Tokyo",
        display={"username": "office", "password": "x"},
        sign_in={"username": "jane", "password": "y"},
        voice_any_number=True,
        allow_emergency_calls=True,
        allow_old_tls=False,
        allow_dangerous_commands=True,
    )
    result = await hass.config_entries.options.async_init(home.entry.entry_id)
    schema = result["data_schema"].schema
    suggested = {
        str(key): key.description["suggested_value"]
        for key in (*schema, *schema["display"].schema.schema)
        if key not in {"display", "sign_in"} and key.description
    }
    login = {str(key): key.description for key in schema["sign_in"].schema.schema}
    assert login == {"username": {"suggested_value": "jane"}, "password": None}
    assert suggested == {
        "push": False,
        "username": "office",
        "time_zone": "Asia/Tokyo",
        "voice_any_number": True,
        "allow_emergency_calls": True,
        "allow_old_tls": False,
        "allow_dangerous_commands": True,
    }


@pytest.mark.parametrize("zone", [None, "Asia/Tokyo"])
async def test_time_zone_option_applies_to_times_of_the_phone(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    zone: str | None,
) -> None:
    """The default is the time zone of Home Assistant."""
    freezer.move_to("2026-03-08T18:30:00+00:00")
    phone.zone = ZoneInfo(zone or hass.config.time_zone)
    phone.ring("301")
    actions.remote_hang_up(phone)
    options = {"time_zone": zone} if zone else {}
    home = await set_up(hass, entry_of(phone), **options)
    assert home.state("sensor.last_call") == "2026-03-08T18:30:00+00:00"
    started = (await home.act("get_call_log"))["missed"][0]["started"]
    assert dt_util.parse_datetime(started) == dt_util.utcnow()


async def test_new_time_zone_applies_at_once(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> None:
    freezer.move_to("2026-06-01T12:00:00+00:00")
    phone.zone = ZoneInfo("Europe/Berlin")
    phone.ring("301")
    actions.remote_hang_up(phone)
    home = await set_up(hass, entry_of(phone), time_zone="UTC")
    assert home.state("sensor.last_call") == "2026-06-01T14:00:00+00:00"

    manager = hass.config_entries.options
    result = await manager.async_init(home.entry.entry_id)
    await manager.async_configure(
        result["flow_id"], {"push": False, "time_zone": "Europe/Berlin", **NOTHING}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.state("sensor.last_call") == "2026-06-01T12:00:00+00:00"


async def test_dangerous_command_needs_the_option(
    hass: HomeAssistant, phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Firmware with this bug may freeze or restart."""
    old = replace(phone.profile, model="VVX 310", firmware="5.5.2.8571")
    monkeypatch.setattr(phone, "profile", old)
    home = await set_up(hass, entry_of(phone))
    assert home.entity_id("button.end_call") is None
    assert home.entity_id("button.reject")
    phone.ring("301")
    actions.answer(phone)
    assert await home.error_key("end_call") == "dangerous"
    assert not sent(phone, "endCall")

    manager = hass.config_entries.options
    result = await manager.async_init(home.entry.entry_id)
    await manager.async_configure(
        result["flow_id"], {"push": False, "allow_dangerous_commands": True}
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    await home.use("button.press", "button.end_call")
    assert len(sent(phone, "endCall")) == 1
    assert not phone.calls


@pytest.mark.usefixtures("all_entities_enabled")
@pytest.mark.parametrize("profile", ["trio8800-5.7.1"])
async def test_dangerous_request_needs_the_option(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The simulated firmware survives it, so that the request can be seen."""
    home = await set_up(hass, entry_of(phone))
    phone.ring("301")
    actions.answer(phone)
    for _ in range(10):
        await wait(1)
    assert home.entity_id("sensor.codec") is None
    assert await home.act("get_info", sections=["session"]) == {
        "not_supported": ["session"]
    }
    assert not sent(phone, "sessionStats")

    robust = replace(phone.profile, has_freezing_session_stats=False)
    monkeypatch.setattr(phone, "profile", robust)
    hass.config_entries.async_update_entry(
        home.entry, options={"push": False, "allow_dangerous_commands": True}
    )
    await hass.config_entries.async_reload(home.entry.entry_id)
    await wait(5)
    assert home.state("sensor.codec") == "G.722"
    assert sent(phone, "sessionStats")
