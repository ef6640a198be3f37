"""Messages on the display, and pictures of it."""

import asyncio
from http import HTTPStatus
import logging
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.setup import async_setup_component
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import SimulatedPhone
from simulator.phone.messages import Message
from simulator.web.faults import Fault

from ..conftest import Wait, entry_of
from ..home import Home, set_up
from ..project.test_translations import DISPLAY_KEYS, TEXTS

LOGIN = {"username": "office", "password": "let me in"}
SCREEN = {"display": LOGIN}
CAPTURE = "/captureScreen/mainScreen"


def take_messages(phone: SimulatedPhone, **changes: str) -> None:
    """Have a phone take messages."""
    settings = {**LOGIN, "messageType": "5", **changes}
    phone.configure({f"apps.push.{name}": value for name, value in settings.items()})


@pytest.fixture
async def office(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> Home:
    """Return a phone that takes messages, and the login that it wants for them."""
    take_messages(phone)
    return await set_up(hass, entry_of(phone), **SCREEN)


def pushes(phone: SimulatedPhone) -> int:
    """Return how often somebody tried to push something."""
    return sum(r.path == "/push" and r.authorized for r in phone.requests)


@pytest.mark.parametrize("key", sorted(DISPLAY_KEYS))
def test_every_error_has_a_text(key: str) -> None:
    assert TEXTS["exceptions"][key]["message"]


# The options.


async def fill_in(home: Home, **display: str) -> Any:
    """Fill in the options, and return how the dialog goes on."""
    manager = home.hass.config_entries.options
    result = await manager.async_init(home.entry.entry_id)
    options = {"push": False, "display": display}
    result = await manager.async_configure(result["flow_id"], options)
    await home.hass.async_block_till_done(wait_background_tasks=True)
    return result


async def test_login(phone: SimulatedPhone, home: Home) -> None:
    """With it comes the entity, and without it that goes."""
    assert home.entity_id("notify.screen") is None
    take_messages(phone)
    result = await fill_in(home, **LOGIN)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert home.entry.options["display"] == LOGIN
    assert home.state("notify.screen") == STATE_UNKNOWN
    assert phone.messages.shown is None

    await fill_in(home)
    assert home.entity_id("notify.screen") is None


@pytest.mark.parametrize(
    ("changes", "given", "error"),
    [
        ({}, {**LOGIN, "password": "wrong"}, "message_login"),
        ({}, {**LOGIN, "username": "a:b"}, "messages_unchecked"),
        ({}, {"username": "office"}, "incomplete_login"),
        ({}, {"password": "let me in"}, "incomplete_login"),
        ({"password": ""}, LOGIN, "messages_off"),
        ({"messageType": "0"}, LOGIN, "message_discarded"),
    ],
)
async def test_login_that_does_not_work(
    phone: SimulatedPhone,
    home: Home,
    changes: dict[str, str],
    given: dict[str, str],
    error: str,
) -> None:
    """The dialog tells why, shows what was filled in, and goes on once it works."""
    take_messages(phone, **changes)
    result = await fill_in(home, **given)
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}
    assert TEXTS["options"]["error"][error]
    assert "display" not in home.entry.options

    take_messages(phone)
    result = await home.hass.config_entries.options.async_configure(
        result["flow_id"], {"push": False, "display": LOGIN}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_skype_profile(
    phone: SimulatedPhone, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("custom_components.poly_phone.ucs.transport._BUSY_DELAYS", ())
    take_messages(phone)
    phone.set_skype(True)
    assert (await fill_in(home, **LOGIN))["errors"] == {"base": "message_login"}


async def test_phone_that_is_away(phone: SimulatedPhone, home: Home) -> None:
    phone.power_off()
    assert (await fill_in(home, **LOGIN))["errors"] == {"base": "messages_unchecked"}


async def test_other_options_need_no_check(phone: SimulatedPhone, office: Home) -> None:
    """They can be changed while the phone is away."""
    before = pushes(phone)
    result = await fill_in(office, **LOGIN)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert pushes(phone) == before


async def test_login_is_not_told(
    hass: HomeAssistant, office: Home, hass_client: ClientSessionGenerator
) -> None:
    assert await async_setup_component(hass, "diagnostics", {})
    told = await get_diagnostics_for_config_entry(hass, hass_client, office.entry)
    assert told["entry"]["options"]["display"] == dict.fromkeys(LOGIN, "**REDACTED**")


# Messages.


async def test_notification(phone: SimulatedPhone, office: Home, wait: Wait) -> None:
    await office.use(
        "notify.send_message", "notify.screen", message="a < b\nTür", title="Größe"
    )
    assert phone.messages.shown == Message("Größe", "a < b\nTür", "Normal")
    assert office.state("notify.screen") == dt_util.utcnow().isoformat()

    await office.use("notify.send_message", "notify.screen", message="2")
    assert phone.messages.shown == Message("", "2", "Normal")


async def test_action(phone: SimulatedPhone, office: Home) -> None:
    await office.act("show_message", message="1", title="Fire", priority="critical")
    assert phone.messages.shown == Message("Fire", "1", "Critical")
    await office.act("show_message", message="2")
    assert phone.messages.shown == Message("", "2", "Normal")


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"messageType": "0"}, "message_discarded"),
        ({"messageType": "4"}, "message_discarded"),
        ({"password": "another"}, "message_login"),
        ({"password": ""}, "messages_off"),
    ],
)
async def test_a_message_that_nobody_would_see_is_an_error(
    phone: SimulatedPhone, office: Home, settings: dict[str, str], error: str
) -> None:
    """And leaves the phone itself alone: neither unavailable nor to be logged in to."""
    take_messages(phone, **settings)
    assert await office.error_key("show_message", message="x") == error
    with pytest.raises(HomeAssistantError) as caught:
        await office.use("notify.send_message", "notify.screen", message="x")
    assert caught.value.translation_key == error
    assert office.state("notify.screen") == STATE_UNKNOWN
    assert not office.hass.config_entries.flow.async_progress()
    assert phone.messages.shown is None


async def test_a_rejected_login_is_tried_once(
    phone: SimulatedPhone, office: Home
) -> None:
    take_messages(phone, password="another")
    for _ in range(3):
        assert await office.error_key("show_message", message="x") == "message_login"
    assert pushes(phone) == 1


async def test_a_message_that_is_too_long(phone: SimulatedPhone, office: Home) -> None:
    with pytest.raises(ServiceValidationError) as caught:
        await office.act("show_message", message="ä" * 2000)
    assert caught.value.translation_key == "invalid_input"
    assert "bytes too long" in str(caught.value)
    assert not pushes(phone)


async def test_no_login_was_given(phone: SimulatedPhone, home: Home) -> None:
    take_messages(phone)
    assert await home.error_key("show_message", message="x") == "no_message_login"
    assert not pushes(phone)


# Pictures.


async def test_off_by_default(home: Home) -> None:
    entity_id = home.entity_id("image.screen")
    assert entity_id
    assert home.hass.states.get(entity_id) is None


class Viewer:
    """Somebody who looks at the display of a phone."""

    def __init__(self, home: Home, client: Any) -> None:
        self.home = home
        self.client = client

    async def look(self) -> tuple[int, str, bytes]:
        """Return status, content type and picture as a browser gets them."""
        url = self.home.attribute("image.screen", "entity_picture")
        response = await self.client.get(url)
        return response.status, response.content_type, await response.read()


@pytest.fixture
async def viewer(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    freezer: FrozenDateTimeFactory,
    hass_client: ClientSessionGenerator,
    all_entities_enabled: None,
) -> Viewer:
    """Return somebody who looks at a display that may be seen; it shows the minute."""
    freezer.move_to("2026-11-23T12:00:00+00:00")
    phone.configure(dict.fromkeys(phone.profile.capture, "1"))
    home = await set_up(hass, entry_of(phone))
    return Viewer(home, await hass_client())


def captures(phone: SimulatedPhone) -> int:
    """Return how often a picture was asked for."""
    return sum(request.path == CAPTURE for request in phone.requests)


@pytest.mark.parametrize(
    ("profile", "content_type"),
    [("vvx501-6.4", "image/bmp"), ("trio8800-7.2.2", "image/png")],
)
async def test_picture(viewer: Viewer, content_type: str) -> None:
    assert viewer.home.state("image.screen") == STATE_UNKNOWN
    status, told, content = await viewer.look()
    assert (status, told) == (HTTPStatus.OK, content_type)
    assert content.startswith(b"BM" if content_type.endswith("bmp") else b"\x89PNG")
    assert viewer.home.state("image.screen") == dt_util.utcnow().isoformat()


async def test_pictures_are_taken_only_when_somebody_looks(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("300")
    await wait(10)
    assert captures(phone) == 0
    assert viewer.home.state("image.screen") == STATE_UNKNOWN


async def test_one_picture_for_all_who_look(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    seen = await asyncio.gather(*(viewer.look() for _ in range(5)))
    assert len(set(seen)) == 1
    assert captures(phone) == 1
    await wait(4)
    await viewer.look()
    assert captures(phone) == 1
    await wait(1)
    await viewer.look()
    assert captures(phone) == 2


async def test_the_same_picture_is_no_news(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    await viewer.look()
    first = viewer.home.state("image.screen")
    await wait(6)
    await viewer.look()
    assert viewer.home.state("image.screen") == first


async def test_who_looks_is_told_when_there_is_more_to_see(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    """By a new state, which has pages fetch the picture again."""
    _, _, idle = await viewer.look()
    await wait(6)
    phone.ring("300", "Front Door")
    await wait(5)
    changed = viewer.home.state("image.screen")
    assert changed == dt_util.utcnow().isoformat()
    _, _, ringing = await viewer.look()
    assert ringing != idle
    await wait(1)
    assert viewer.home.state("image.screen") == changed


async def test_a_picture_is_old_once_the_phone_shows_more(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("300")
    await wait(10)
    _, _, ringing = await viewer.look()
    await viewer.home.act("answer")
    _, _, talking = await viewer.look()
    assert talking != ringing


async def test_a_picture_that_may_not_be_seen(
    viewer: Viewer,
    phone: SimulatedPhone,
    wait: Wait,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    """It is logged once, told to those who ask, and comes back by itself."""
    phone.configure(dict.fromkeys(phone.profile.capture, "0"))

    def logged() -> list[str]:
        return [
            record.message
            for record in caplog.records
            if record.name.startswith("custom_components")
            and record.levelno >= logging.WARNING
        ]

    for _ in range(2):
        assert (await viewer.look())[0] == HTTPStatus.INTERNAL_SERVER_ERROR
    (warning,) = logged()
    assert "does not allow screen captures" in warning
    viewer.home.hass.config.allowlist_external_dirs = {str(tmp_path)}
    with pytest.raises(HomeAssistantError) as caught:
        await viewer.home.use(
            "image.snapshot", "image.screen", filename=str(tmp_path / "x")
        )
    assert caught.value.translation_key == "capture_off"
    assert viewer.home.state("sensor.call_state") == "idle"

    phone.configure(dict.fromkeys(phone.profile.capture, "1"))
    assert (await viewer.look())[0] == HTTPStatus.OK
    phone.configure(dict.fromkeys(phone.profile.capture, "0"))
    await wait(6)
    await viewer.look()
    assert len(logged()) == 2


async def test_an_answer_that_is_no_picture(
    viewer: Viewer, phone: SimulatedPhone, caplog: pytest.LogCaptureFixture
) -> None:
    """Behind it can be a phone all the same."""
    phone.server.faults.active.append(Fault("html", "/mainScreen"))
    assert (await viewer.look())[0] == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "could not run the command (HTTP 200: not a picture)" in caplog.text


async def test_snapshot(viewer: Viewer, tmp_path: Path) -> None:
    viewer.home.hass.config.allowlist_external_dirs = {str(tmp_path)}
    file = tmp_path / "screen.bmp"
    await viewer.home.use("image.snapshot", "image.screen", filename=str(file))
    assert file.read_bytes().startswith(b"BM")
