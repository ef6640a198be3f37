"""Tests of the entities for settings of a phone."""

from collections.abc import Mapping
from contextlib import suppress

from homeassistant.components.homeassistant import DOMAIN as HOMEASSISTANT
from homeassistant.components.text import DOMAIN as TEXT
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest

from custom_components.poly_phone.const import CONF_CAPABILITIES, DOMAIN
from simulator import PROFILES, SimulatedPhone
from simulator.quirks import Quirk
from simulator.web.faults import Fault
from tests.home import Home, Wait, entry_of, sent, set_up

COMMON = (
    "switch.auto_answer",
    "switch.forward_calls",
    "text.forward_to",
    "select.ringtone",
)
BACKLIGHT = ("number.brightness", "number.idle_brightness")
RINGER, PAGING = "number.ringer_volume", "number.page_volume"
ALL = {*COMMON, *BACKLIGHT, RINGER, PAGING}

LACKING: Mapping[str, set[str]] = {
    "trio8800-7.2.2": {RINGER},
    "trio8800-5.7.1": {*BACKLIGHT, RINGER, PAGING},
    "vvx501-6.4": set(),
    "ccx500-7.3": {RINGER},
    "edgeE350-8.6": {RINGER},
}

CHANGES = (
    ("switch.auto_answer", "switch.turn_on", {}, "call.autoAnswer.SIP", "1", "on"),
    (
        "text.forward_to",
        "text.set_value",
        {"value": "0160 / 555"},
        "reg.1.fwdContact",
        "0160555",
        "0160555",
    ),
    (
        "number.brightness",
        "number.set_value",
        {"value": 0},
        "up.backlight.onIntensity",
        "0",
        "0",
    ),
    (
        "number.idle_brightness",
        "number.set_value",
        {"value": 3},
        "up.backlight.idleIntensity",
        "3",
        "3",
    ),
    (
        "number.ringer_volume",
        "number.set_value",
        {"value": -33},
        "np.normal.ringing.toneVolume.chassis",
        "-33",
        "-33",
    ),
    (
        "number.page_volume",
        "number.set_value",
        {"value": -57},
        "ptt.volume",
        "-57",
        "-57",
    ),
    (
        "select.ringtone",
        "select.select_option",
        {"option": "ringer7"},
        "reg.1.ringType",
        "ringer7",
        "ringer7",
    ),
)

pytestmark = pytest.mark.usefixtures("all_entities_enabled")


def issues(hass: HomeAssistant, home: Home) -> set[str]:
    """Return the issues of a phone about its settings."""
    return {
        issue_id.removesuffix(f"_{home.entry.entry_id}")
        for domain, issue_id in ir.async_get(hass).issues
        if domain == DOMAIN and issue_id.startswith("setting_")
    }


async def failure(home: Home, action: str, entity: str, **data: object) -> str | None:
    """Return the translation key of the error of an action."""
    with pytest.raises(HomeAssistantError) as caught:
        await home.use(action, entity, **data)
    return caught.value.translation_key


@pytest.mark.parametrize("profile", PROFILES)
async def test_settings_exist_if_the_phone_supports_them(
    home: Home, profile: str
) -> None:
    missing = {entity for entity in ALL if home.entity_id(entity) is None}
    assert missing == LACKING[profile]


@pytest.mark.parametrize(
    ("entity", "action", "data", "parameter", "value", "state"), CHANGES
)
async def test_setting_is_written_and_read_back(
    home: Home,
    phone: SimulatedPhone,
    entity: str,
    action: str,
    data: dict[str, object],
    parameter: str,
    value: str,
    state: str,
) -> None:
    await home.use(action, entity, **data)
    assert phone.config.read(parameter) == (value, "web")
    assert home.state(entity) == state


@pytest.mark.parametrize(
    ("entity", "parameter", "value", "state"),
    [(change[0], change[3], change[4], change[5]) for change in CHANGES],
)
async def test_setting_shows_a_change_at_the_phone(
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    entity: str,
    parameter: str,
    value: str,
    state: str,
) -> None:
    assert home.state(entity) != state
    phone.configure({parameter: value}, layer="local")
    await wait(300)
    assert home.state(entity) == state


async def test_settings_are_read_with_one_request(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await wait(300)
    count = len(sent(phone, "config/get"))
    await wait(300)
    assert len(sent(phone, "config/get")) == count + 1


async def test_ringtone_is_also_written_to_the_other_parameter(
    home: Home, phone: SimulatedPhone
) -> None:
    pattern = "np.normal.ringing.calls.tonePattern"
    await home.use("select.select_option", "select.ringtone", option="ringer5")
    assert phone.config[pattern] == "ringer5"
    await home.use("select.select_option", "select.ringtone", option="default")
    assert phone.config["reg.1.ringType"] == "default"
    assert phone.config[pattern] == "ringer5"


async def test_unknown_ringtone_is_unknown(
    home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.configure({"reg.1.ringType": "custom1"}, layer="local")
    await wait(300)
    assert home.state("select.ringtone") == "unknown"


async def test_forwarding_needs_a_number(home: Home, phone: SimulatedPhone) -> None:
    assert (
        await failure(home, "switch.turn_on", "switch.forward_calls")
        == "no_forward_number"
    )
    assert not sent(phone, "config/set")
    await home.use("text.set_value", "text.forward_to", value="301")
    await home.use("switch.turn_on", "switch.forward_calls")
    assert home.state("switch.forward_calls") == "on"
    await home.use("switch.turn_off", "switch.forward_calls")
    await home.use("text.set_value", "text.forward_to", value="")
    assert phone.config["reg.1.fwdStatus"] == "0"
    assert phone.config["reg.1.fwdContact"] == ""
    assert not any("divert" in str(data) for data in sent(phone, "config/set"))


@pytest.mark.parametrize(
    ("entity", "action", "data"),
    [
        ("number.brightness", "number.set_value", {"value": 4}),
        ("number.ringer_volume", "number.set_value", {"value": 1}),
        ("select.ringtone", "select.select_option", {"option": "ringer25"}),
        ("text.forward_to", "text.set_value", {"value": "not a number"}),
    ],
)
async def test_value_out_of_range_is_not_sent(
    home: Home,
    phone: SimulatedPhone,
    entity: str,
    action: str,
    data: dict[str, object],
) -> None:
    await failure(home, action, entity, **data)
    assert not sent(phone, "config/set")


async def test_value_that_the_phone_keeps_is_an_error(
    home: Home, phone: SimulatedPhone
) -> None:
    phone.configure({"up.backlight.onIntensity": "2"}, layer="local")
    error = await failure(home, "number.set_value", "number.brightness", value=1)
    assert error == "setting_kept_at_phone"
    assert home.state("number.brightness") == "2"


async def test_value_that_the_phone_ignores_is_an_error(
    home: Home, phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phone, "configure", lambda _values: None)
    error = await failure(home, "number.set_value", "number.brightness", value=1)
    assert error == "setting_not_taken"
    assert home.state("number.brightness") == "3"


async def test_change_that_cannot_be_read_back_is_an_error(
    home: Home, phone: SimulatedPhone
) -> None:
    phone.server.faults.active.append(Fault("status", "config/get", 0, "5000"))
    error = await failure(home, "number.set_value", "number.brightness", value=1)
    assert error == "setting_not_confirmed"


async def test_settings_appear_when_the_phone_reports_them(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.server.faults.active.append(Fault("status", "config/get"))
    home = await set_up(hass, entry_of(phone))
    assert home.entity_id("number.brightness") is None
    phone.server.faults.active.clear()
    await wait(60)
    assert home.state("number.brightness") == "3"
    assert home.state("switch.forward_calls") == "off"


async def test_only_parameters_of_enabled_entities_are_read(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    registry = er.async_get(hass)
    for entity in ALL - {"number.brightness"}:
        registry.async_update_entity(
            home.entity_id(entity) or "",
            disabled_by=er.RegistryEntryDisabler.USER,
        )
    await wait(31)
    await hass.config_entries.async_reload(home.entry.entry_id)
    await wait(300)
    await wait(300)
    assert "up.backlight.onIntensity" in sent(phone, "config/get")[-1]
    assert "ptt.volume" not in sent(phone, "config/get")[-1]


async def test_value_that_provisioning_replaces_is_reported_once(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.quirks = frozenset({Quirk.PROVISIONING_WINS})
    await home.use("number.set_value", "number.brightness", value=1)
    await home.use("number.set_value", "number.page_volume", value=-9)
    assert not issues(hass, home)
    phone.configure({"ptt.volume": "-8"}, layer="local")
    phone.update_configuration()
    await wait(300)
    assert home.state("number.brightness") == "3"
    assert issues(hass, home) == {"setting_replaced"}
    issue = ir.async_get(hass).async_get_issue(
        DOMAIN, f"setting_replaced_{home.entry.entry_id}"
    )
    assert issue
    assert issue.translation_placeholders == {
        "phone": home.entry.title,
        "parameters": "up.backlight.onIntensity",
    }
    ir.async_delete_issue(hass, DOMAIN, issue.issue_id)
    await wait(300)
    assert not issues(hass, home)


async def test_setting_that_restarts_the_phone_is_removed(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.quirks = frozenset({Quirk.RESTART_ON_SET})
    # Because the phone may restart before Home Assistant has read the value back.
    with suppress(HomeAssistantError):
        await home.use("number.set_value", "number.brightness", value=1)
    for _ in range(12):
        await wait(5)
        await phone.settle()
    await wait(60)
    assert issues(hass, home) == {"setting_restarts"}
    assert home.entity_id("number.brightness") is None
    assert home.state("number.idle_brightness") == "1"
    assert home.entry.data[CONF_CAPABILITIES]["restarting_settings"] == ["brightness"]

    await hass.config_entries.async_reload(home.entry.entry_id)
    await wait(300)
    assert home.entity_id("number.brightness") is None

    capabilities = {**home.entry.data[CONF_CAPABILITIES], "firmware": "6.3"}
    hass.config_entries.async_update_entry(
        home.entry, data={**home.entry.data, CONF_CAPABILITIES: capabilities}
    )
    await hass.config_entries.async_reload(home.entry.entry_id)
    await wait(0)
    assert home.state("number.brightness") == "1"


async def test_restart_by_the_user_does_not_remove_a_setting(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await home.use("number.set_value", "number.brightness", value=1)
    await home.use("button.press", "button.restart")
    for _ in range(12):
        await wait(5)
        await phone.settle()
    await wait(60)
    assert not issues(hass, home)
    assert home.state("number.brightness") == "1"


async def test_scene_restores_the_settings(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    """Scenes need no code of the integration."""
    assert TEXT in hass.config.components
    assert await async_setup_component(hass, HOMEASSISTANT, {})
    assert await async_setup_component(hass, "scene", {})
    entities = [
        home.entity_id("number.brightness"),
        home.entity_id("number.ringer_volume"),
        home.entity_id("select.ringtone"),
        home.entity_id("switch.forward_calls"),
    ]
    await hass.services.async_call(
        "scene",
        "create",
        {"scene_id": "day", "snapshot_entities": entities},
        blocking=True,
    )
    await home.use("number.set_value", "number.brightness", value=0)
    await home.use("number.set_value", "number.ringer_volume", value=-50)
    await home.use("select.select_option", "select.ringtone", option="ringer9")
    await hass.services.async_call(
        "scene", "turn_on", {"entity_id": "scene.day"}, blocking=True
    )
    assert home.state("number.brightness") == "3"
    assert home.state("number.ringer_volume") == "-21"
    assert home.state("select.ringtone") == "default"
    assert phone.config["up.backlight.onIntensity"] == "3"
