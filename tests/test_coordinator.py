"""Tests of the states of calls and lines, and of commands."""

from datetime import UTC, datetime, timedelta

from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import PROFILES, SimulatedPhone
from simulator.control import actions
from simulator.web.faults import Fault

from .home import Home, Wait

WITH_CALL_CONTROL = [name for name in PROFILES if not name.startswith("edge")]


class View:
    """The entities of one phone."""

    def __init__(self, hass: HomeAssistant, name: str) -> None:
        self.hass = hass
        self.name = name

    def state(self, entity: str) -> str:
        """Return the state of an entity, for example `sensor.call_state`."""
        state = self.hass.states.get(self.entity_id(entity))
        assert state
        return state.state

    def attribute(self, entity: str, name: str) -> object:
        """Return an attribute of an entity."""
        state = self.hass.states.get(self.entity_id(entity))
        assert state
        return state.attributes[name]

    def entity_id(self, entity: str) -> str:
        """Return the ID of an entity."""
        platform, _, key = entity.partition(".")
        return f"{platform}.{self.name}_{key}"

    async def call(self, action: str, entity: str) -> None:
        """Perform an action on an entity."""
        domain, _, name = action.partition(".")
        target = {ATTR_ENTITY_ID: self.entity_id(entity)}
        await self.hass.services.async_call(domain, name, target, blocking=True)


@pytest.fixture
def view(hass: HomeAssistant, entry: MockConfigEntry) -> View:
    """Return the entities of the phone."""
    return View(hass, entry.title.lower().replace(" ", "_"))


@pytest.mark.parametrize("profile", PROFILES)
async def test_entities_follow_an_incoming_call(
    view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("sip:301@voice.example.net", "Front door")
    await wait(5)
    assert view.state("sensor.call_state") == "ringing"
    assert view.state("binary_sensor.ringing") == "on"
    assert view.state("binary_sensor.in_call") == "off"
    assert view.state("sensor.remote_party") == "Front door"
    assert view.attribute("sensor.remote_party", "number") == "301"
    rang_at = dt_util.utcnow()
    assert view.state("sensor.call_started") <= rang_at.isoformat()

    actions.answer(phone)
    await wait(1)
    assert view.state("sensor.call_state") == "connected"
    assert view.state("binary_sensor.ringing") == "off"
    assert view.state("binary_sensor.in_call") == "on"
    assert view.state("sensor.presence") == "in_a_call"
    started = view.state("sensor.call_started")
    assert datetime.fromisoformat(started) - dt_util.utcnow() < timedelta(seconds=2)

    for _ in range(3):
        await wait(1)
    assert view.state("sensor.call_started") == started

    actions.remote_hang_up(phone)
    await wait(1)
    assert view.state("sensor.call_state") == "idle"
    assert view.state("binary_sensor.in_call") == "off"
    assert view.state("sensor.remote_party") == "unknown"
    assert view.state("sensor.call_started") == "unknown"
    assert view.state("sensor.presence") == "available"


@pytest.mark.parametrize("profile", PROFILES)
async def test_incoming_call_writes_only_its_states(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await wait(60)
    phone.ring("301")
    rang_at = dt_util.utcnow()
    await wait(5)
    written = {
        one.entity_id for one in hass.states.async_all() if one.last_reported > rang_at
    }
    assert written == {
        home.entity_id("binary_sensor.ringing"),
        home.entity_id("event.call"),
        home.entity_id("sensor.call_started"),
        home.entity_id("sensor.call_state"),
        home.entity_id("sensor.remote_party"),
    }


@pytest.mark.parametrize("profile", PROFILES)
async def test_entities_follow_an_outgoing_call(
    view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    actions.hook(phone, off=True)
    await wait(5)
    assert view.state("sensor.call_state") == "off_hook"
    assert view.state("binary_sensor.in_call") == "on"
    actions.hook(phone, off=False)
    await wait(1)
    phone.dial("noanswer")
    await wait(5)
    assert view.state("sensor.call_state") == "dialing"
    actions.remote_answer(phone)
    await wait(1)
    assert view.state("sensor.call_state") == "connected"


@pytest.mark.parametrize("profile", WITH_CALL_CONTROL)
async def test_command_changes_states_at_once(
    view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    await wait(5)
    await view.call("button.press", "button.answer")
    assert view.state("sensor.call_state") == "connected"

    await view.call("switch.turn_on", "switch.mute")
    assert view.state("switch.mute") == "on"
    assert phone.muted
    await view.call("switch.turn_off", "switch.mute")
    assert view.state("switch.mute") == "off"

    await view.call("switch.turn_on", "switch.hold")
    assert view.state("switch.hold") == "on"
    assert view.state("sensor.call_state") == "on_hold"
    assert view.state("binary_sensor.in_call") == "on"
    await view.call("switch.turn_off", "switch.hold")
    assert view.state("switch.hold") == "off"
    assert view.state("sensor.call_state") == "connected"

    await view.call("button.press", "button.end_call")
    assert view.state("sensor.call_state") == "idle"
    assert not list(phone.calls)


async def test_reject_ends_the_ringing_call(
    view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    await wait(5)
    await view.call("button.press", "button.reject")
    assert view.state("sensor.call_state") == "idle"


@pytest.mark.parametrize(
    ("action", "entity", "key"),
    [
        ("button.press", "button.answer", "no_call_to_answer"),
        ("button.press", "button.reject", "no_call_to_reject"),
        ("button.press", "button.end_call", "no_call_to_end"),
        ("switch.turn_on", "switch.hold", "no_call_to_hold"),
        ("switch.turn_off", "switch.hold", "no_call_to_resume"),
    ],
)
async def test_command_without_call_fails(
    view: View, phone: SimulatedPhone, action: str, entity: str, key: str
) -> None:
    phone.requests.clear()
    with pytest.raises(ServiceValidationError) as caught:
        await view.call(action, entity)
    assert caught.value.translation_key == key
    assert not [request for request in phone.requests if request.method == "POST"]


async def test_button_answers_a_call_before_the_next_poll(
    view: View, phone: SimulatedPhone
) -> None:
    phone.ring("301")
    assert view.state("sensor.call_state") == "idle"
    await view.call("button.press", "button.answer")
    assert view.state("sensor.call_state") == "connected"


async def test_mute_without_call_fails(view: View, phone: SimulatedPhone) -> None:
    with pytest.raises(HomeAssistantError) as caught:
        await view.call("switch.turn_on", "switch.mute")
    assert caught.value.translation_key == "no_call"
    assert view.state("switch.mute") == "off"


async def test_end_of_a_held_call_fails(
    view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    actions.answer(phone)
    actions.hold(phone)
    await wait(5)
    with pytest.raises(HomeAssistantError) as caught:
        await view.call("button.press", "button.end_call")
    assert caught.value.translation_key == "not_allowed_now"


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (Fault("status", "/mute", status="4000"), "rejected_parameters"),
        (Fault("status", "/mute", status="4004"), "not_supported"),
        (Fault("status", "/mute", status="5000"), "command_failed"),
        (Fault("status", "/mute", status="9999"), "command_failed"),
        (Fault("drop", "/mute"), "no_answer"),
        (Fault("truncate", "/mute"), "no_answer"),
        (Fault("html", "/mute"), "not_a_phone"),
    ],
)
async def test_failed_command_raises_its_error(
    view: View, phone: SimulatedPhone, wait: Wait, fault: Fault, key: str
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    phone.server.faults.active.append(fault)
    with pytest.raises(HomeAssistantError) as caught:
        await view.call("switch.turn_on", "switch.mute")
    assert caught.value.translation_key == key
    assert view.state("switch.mute") == "off"
    assert [request.path for request in phone.requests].count(
        "/api/v1/callctrl/mute"
    ) == 1


async def test_command_with_rejected_password_starts_reauth(
    hass: HomeAssistant, view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    await wait(5)
    phone.set_password("8642")
    with pytest.raises(HomeAssistantError) as caught:
        await view.call("button.press", "button.answer")
    assert caught.value.translation_key == "invalid_auth"
    await hass.async_block_till_done()
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_mute_at_the_phone_changes_the_switch(
    view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    actions.mute_key(phone)
    await wait(1)
    assert view.state("switch.mute") == "on"


async def test_lost_line_changes_its_sensor(
    view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.set_registered(False, 1)
    await wait(60)
    assert view.state("binary_sensor.line_1") == "off"
    assert view.attribute("binary_sensor.line_1", "label") == "Reception"
    assert view.state("binary_sensor.line_2") == "on"
    phone.set_registered(False)
    await wait(60)
    assert view.state("sensor.presence") == "offline"
    phone.set_registered(True)
    await wait(60)
    assert view.state("binary_sensor.line_1") == "on"
    assert view.state("sensor.presence") == "available"


async def test_new_line_adds_an_entity(
    hass: HomeAssistant, view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.configure(
        {
            "reg.3.address": "203@voice.example.net",
            "reg.3.label": "Door",
            "reg.3.server.1.address": "voice.example.net",
        }
    )
    await wait(60)
    assert view.state("binary_sensor.line_3") == "on"
    assert view.attribute("binary_sensor.line_3", "label") == "Door"


@pytest.mark.parametrize("button", ["restart", "reboot"])
async def test_restart_makes_the_phone_unavailable(
    view: View, phone: SimulatedPhone, wait: Wait, button: str
) -> None:
    before = view.state("sensor.uptime")
    await wait(400)
    await view.call("button.press", f"button.{button}")
    await wait(5)
    assert view.state("sensor.call_state") == "unavailable"
    await wait(phone.restart_seconds)
    await phone.settle()
    await wait(5)
    assert view.state("sensor.call_state") == "idle"
    assert datetime.fromisoformat(view.state("sensor.uptime")) > datetime.fromisoformat(
        before
    ) + timedelta(seconds=300)


async def test_uptime_is_stable(view: View, phone: SimulatedPhone, wait: Wait) -> None:
    before = view.state("sensor.uptime")
    started = datetime.fromisoformat(before) - datetime.fromisoformat(
        phone_start(phone)
    )
    assert abs(started) <= timedelta(seconds=1)
    for _ in range(4):
        await wait(301)
    assert view.state("sensor.uptime") == before


def phone_start(phone: SimulatedPhone) -> str:
    """Return the time of the phone's start."""
    return datetime.fromtimestamp(int(phone.booted), UTC).isoformat()


async def test_presence_comes_from_the_phone(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    from .home import entry_of

    phone.set_skype(True)
    phone.set_presence("Be Right Back")
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    view = View(hass, "vvx_501_reception")
    assert view.state("sensor.presence") == "be_right_back"
    assert view.attribute("sensor.presence", "source") == "phone"

    phone.set_presence("On a mission")
    await wait(60)
    assert view.state("sensor.presence") == "available"
    assert view.attribute("sensor.presence", "source") == "derived"


async def test_idle_phone_gets_few_requests(
    entry: MockConfigEntry, phone: SimulatedPhone, wait: Wait
) -> None:
    await wait(10)
    phone.requests.clear()
    for _ in range(300):
        await wait(1)
    assert len(phone.requests) <= 900 / 12


async def test_phone_in_a_call_is_polled_every_second(
    view: View, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301")
    actions.answer(phone)
    await wait(5)
    phone.requests.clear()
    for _ in range(20):
        await wait(1)
    assert 18 <= len(phone.requests) <= 22
