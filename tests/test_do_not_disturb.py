"""Do not disturb as a switch, by the key of the phone."""

from freezegun.api import FrozenDateTimeFactory
from homeassistant.components import conversation
from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.setup import async_setup_component
import pytest

from custom_components.poly_phone.const import CONF_CAPABILITIES
from custom_components.poly_phone.screen import do_not_disturb
from simulator import PROFILES, SimulatedPhone
from simulator.phone import keys
from simulator.quirks import Quirk

from .automations import automate, on, when
from .home import Home, Wait, entry_of, sent, set_up

LOGIN = {"username": "office", "password": "let me in"}
SWITCH, SENSOR = "switch.do_not_disturb", "binary_sensor.do_not_disturb"


def accept_messages(phone: SimulatedPhone) -> None:
    """Set the login for messages on a phone."""
    settings = {**LOGIN, "messageType": "5"}
    phone.configure({f"apps.push.{name}": value for name, value in settings.items()})


@pytest.fixture(autouse=True)
def pauses(
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> list[float]:
    """Let the frozen clock advance instead of waiting."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        freezer.tick(seconds)
        phone.timeline.advance()

    class Clock:
        """The part of `asyncio` that waits."""

    Clock.sleep = staticmethod(sleep)  # type: ignore[attr-defined]
    monkeypatch.setattr(do_not_disturb, "asyncio", Clock)
    return pauses


@pytest.fixture
async def office(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> Home:
    """Return a phone with a login for messages."""
    accept_messages(phone)
    return await set_up(hass, entry_of(phone), display=LOGIN)


async def error(home: Home, action: str = "switch.turn_on") -> str | None:
    """Return the translation key of the error of the switch."""
    with pytest.raises(HomeAssistantError) as caught:
        await home.use(action, SWITCH)
    return caught.value.translation_key


def key_methods(home: Home) -> dict[str, bool]:
    """Return the stored results of the methods to press the key."""
    methods: dict[str, bool] = home.entry.data[CONF_CAPABILITIES].get(
        "do_not_disturb_key", {}
    )
    return methods


async def test_phone_without_login_has_only_the_sensor(home: Home) -> None:
    assert home.entity_id(SWITCH) is None
    assert home.state(SENSOR) == "off"


@pytest.mark.parametrize("profile", PROFILES)
async def test_phone_never_has_both(office: Home) -> None:
    assert office.entity_id(SWITCH) is None or office.entity_id(SENSOR) is None


async def test_switch_presses_the_key_by_push(
    office: Home, phone: SimulatedPhone
) -> None:
    assert office.entity_id(SENSOR) is None
    assert office.state(SWITCH) == "off"
    await office.use("switch.turn_on", SWITCH)
    assert phone.dnd
    assert office.state(SWITCH) == "on"
    assert key_methods(office) == {"push": True, "rest": False}
    await office.use("switch.turn_on", SWITCH)
    assert phone.dnd
    await office.use("switch.turn_off", SWITCH)
    assert not phone.dnd
    assert office.state(SWITCH) == "off"
    assert len(sent(phone, "simulateKeyEvent")) == 1
    assert [entry for entry in phone.push_log if "DoNotDisturb" in entry] == [
        "Key:DoNotDisturb: done"
    ] * 2


async def test_switch_presses_the_key_by_rest_where_the_phone_accepts_it(
    hass: HomeAssistant, office: Home, phone: SimulatedPhone
) -> None:
    phone.quirks = frozenset({Quirk.DND_KEY_EVENT})
    await office.use("switch.turn_on", SWITCH)
    assert phone.dnd
    assert key_methods(office) == {"rest": True}
    assert not phone.push_log
    # It works without the login too.
    hass.config_entries.async_update_entry(office.entry, options={"push": False})
    await hass.config_entries.async_reload(office.entry.entry_id)
    await office.use("switch.turn_off", SWITCH)
    assert not phone.dnd


async def test_switch_does_not_press_the_key_without_need(
    office: Home, phone: SimulatedPhone
) -> None:
    """The state has changed at the phone since the last poll."""
    phone.set_dnd(True)
    assert office.state(SWITCH) == "off"
    await office.use("switch.turn_on", SWITCH)
    assert office.state(SWITCH) == "on"
    assert phone.dnd
    assert not phone.push_log


async def test_person_who_presses_the_key_too_causes_an_error(
    office: Home, phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await office.use("switch.turn_on", SWITCH)
    press = do_not_disturb._press

    async def race(*args: object) -> bool:
        keys.press(phone, "DoNotDisturb")
        return await press(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(do_not_disturb, "_press", race)
    assert await error(office, "switch.turn_off") == "do_not_disturb_not_followed"
    assert phone.dnd
    assert office.state(SWITCH) == "on"
    assert key_methods(office)["push"]


@pytest.mark.parametrize("profile", ["ccx500-7.3"])
async def test_phone_that_ignores_the_key_has_only_the_sensor(
    hass: HomeAssistant, office: Home, phone: SimulatedPhone
) -> None:
    assert await error(office) == "do_not_disturb_not_followed"
    assert await error(office) == "do_not_disturb_not_supported"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert office.entity_id(SWITCH) is None
    assert office.state(SENSOR) == "off"


async def test_separate_lines_need_the_phone(
    office: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.configure({"call.donotdisturb.perReg": "1"})
    await wait(300)
    assert await error(office) == "do_not_disturb_per_line"
    assert not phone.push_log


async def test_switch_is_unavailable_without_the_feature(
    office: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.config.write({"feature.doNotDisturb.enable": "0"})
    await wait(300)
    assert office.state(SWITCH) == "unavailable"


async def test_rejected_login_is_an_error(office: Home, phone: SimulatedPhone) -> None:
    phone.configure({"apps.push.password": "other"})
    assert await error(office) == "message_login"
    assert office.entity_id(SWITCH)


async def test_unknown_state_is_an_error(office: Home, phone: SimulatedPhone) -> None:
    phone.set_registered(False)
    phone.power_off()
    await phone.settle()
    assert await error(office) in {"do_not_disturb_unknown", "cannot_connect"}


@pytest.mark.parametrize("has_switch", [True, False])
async def test_automations_see_do_not_disturb(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait, *, has_switch: bool
) -> None:
    accept_messages(phone)
    options = {"display": LOGIN} if has_switch else {}
    home = await set_up(hass, entry_of(phone), **options)
    target = {"device_id": home.device_id}
    runs = await automate(
        hass,
        {
            **{name: on(name, target) for name in ("do_not_disturb_on",)},
            **{name: on(name, target) for name in ("do_not_disturb_off",)},
            "both": on("do_not_disturb_on", target) | when("is_do_not_disturb", target),
            "neither": on("do_not_disturb_off", target)
            | when("is_do_not_disturb", target),
        },
    )
    phone.set_dnd(True)
    await wait(60)
    assert sorted(runs) == ["both", "do_not_disturb_on"]
    runs.clear()
    phone.set_dnd(False)
    await wait(60)
    assert runs == ["do_not_disturb_off"]


@pytest.mark.parametrize(
    ("language", "turn_on", "turn_off"),
    [
        ("en", "turn on do not disturb", "turn off do not disturb"),
        ("de", "Schalte Bitte nicht stören ein", "Schalte Bitte nicht stören aus"),
    ],
)
async def test_voice_sets_do_not_disturb(
    hass: HomeAssistant,
    office: Home,
    phone: SimulatedPhone,
    language: str,
    turn_on: str,
    turn_off: str,
) -> None:
    """Home Assistant's own intents need only the name of the entity."""
    for component in ("homeassistant", "conversation"):
        assert await async_setup_component(hass, component, {})
    dr.async_get(hass).async_update_device(office.device_id, name_by_user="Office")
    await hass.async_block_till_done()
    names = {"en": "do not disturb", "de": "Bitte nicht stören"}

    entity_id = office.entity_id(SWITCH) or ""
    er.async_get(hass).async_update_entity(entity_id, aliases=[names[language]])
    async_expose_entity(hass, "conversation", entity_id, should_expose=True)
    for sentence, is_on in ((turn_on, True), (turn_off, False)):
        result = await conversation.async_converse(
            hass, sentence, None, Context(), language=language
        )
        assert result.response.error_code is None, result.response.speech
        assert phone.dnd is is_on


@pytest.mark.usefixtures("all_entities_enabled")
async def test_scene_for_the_night(
    hass: HomeAssistant, office: Home, phone: SimulatedPhone
) -> None:
    """The example of the documentation: a snapshot, the night, and the snapshot."""
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, "scene", {})
    night = {
        office.entity_id(SWITCH): "on",
        office.entity_id("number.brightness"): "0",
        office.entity_id("number.ringer_volume"): "-50",
    }
    await hass.services.async_call(
        "scene",
        "create",
        {"scene_id": "phone_by_day", "snapshot_entities": list(night)},
        blocking=True,
    )
    await hass.services.async_call("scene", "apply", {"entities": night}, blocking=True)
    assert phone.dnd
    assert phone.config["up.backlight.onIntensity"] == "0"
    assert phone.config["np.normal.ringing.toneVolume.chassis"] == "-50"
    await hass.services.async_call(
        "scene", "turn_on", {"entity_id": "scene.phone_by_day"}, blocking=True
    )
    assert not phone.dnd
    assert phone.config["up.backlight.onIntensity"] == "3"
    assert phone.config["np.normal.ringing.toneVolume.chassis"] == "-21"
