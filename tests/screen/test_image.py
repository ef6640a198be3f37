"""Tests of the image entity with the phone's screen."""

import asyncio
from http import HTTPStatus
import logging
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.const import STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from simulator import SimulatedPhone
from simulator.web.faults import Fault

from ..conftest import Wait, entry_of
from ..home import Home, set_up

CAPTURE = "/captureScreen/mainScreen"


async def test_image_is_disabled_by_default(home: Home) -> None:
    entity_id = home.entity_id("image.screen")
    assert entity_id
    assert home.hass.states.get(entity_id) is None


class Viewer:
    """A browser that shows the image entity."""

    def __init__(self, home: Home, client: Any) -> None:
        self.home = home
        self.client = client

    async def fetch(self) -> tuple[int, str, bytes]:
        """Return status, content type and picture."""
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
    """Return a browser for a phone that allows screen captures."""
    freezer.move_to("2026-11-23T12:00:00+00:00")
    phone.configure(dict.fromkeys(phone.profile.capture, "1"))
    home = await set_up(hass, entry_of(phone))
    return Viewer(home, await hass_client())


def captures(phone: SimulatedPhone) -> int:
    """Return the number of screen captures."""
    return sum(request.path == CAPTURE for request in phone.requests)


@pytest.mark.parametrize(
    ("profile", "content_type"),
    [("vvx501-6.4", "image/bmp"), ("trio8800-7.2.2", "image/png")],
)
async def test_image_has_the_picture_of_the_phone(
    viewer: Viewer, content_type: str
) -> None:
    assert viewer.home.state("image.screen") == STATE_UNKNOWN
    status, found_type, content = await viewer.fetch()
    assert (status, found_type) == (HTTPStatus.OK, content_type)
    assert content.startswith(b"BM" if content_type.endswith("bmp") else b"\x89PNG")
    assert viewer.home.state("image.screen") == dt_util.utcnow().isoformat()


async def test_picture_is_captured_only_on_request(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("300")
    await wait(10)
    assert captures(phone) == 0
    assert viewer.home.state("image.screen") == STATE_UNKNOWN


async def test_picture_is_shared_for_five_seconds(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    seen = await asyncio.gather(*(viewer.fetch() for _ in range(5)))
    assert len(set(seen)) == 1
    assert captures(phone) == 1
    await wait(4)
    await viewer.fetch()
    assert captures(phone) == 1
    await wait(1)
    await viewer.fetch()
    assert captures(phone) == 2


async def test_same_picture_keeps_the_state(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    await viewer.fetch()
    first = viewer.home.state("image.screen")
    await wait(6)
    await viewer.fetch()
    assert viewer.home.state("image.screen") == first


async def test_state_changes_with_the_screen_while_a_page_shows_it(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    """Pages fetch the picture again after a new state."""
    _, _, idle = await viewer.fetch()
    await wait(6)
    phone.ring("300", "Front Door")
    await wait(5)
    changed = viewer.home.state("image.screen")
    assert changed == dt_util.utcnow().isoformat()
    _, _, ringing = await viewer.fetch()
    assert ringing != idle
    await wait(1)
    assert viewer.home.state("image.screen") == changed


async def test_picture_is_captured_again_after_a_command(
    viewer: Viewer, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("300")
    await wait(10)
    _, _, ringing = await viewer.fetch()
    await viewer.home.act("answer")
    _, _, connected = await viewer.fetch()
    assert connected != ringing


async def test_forbidden_capture_is_an_error_until_it_is_allowed(
    viewer: Viewer,
    phone: SimulatedPhone,
    wait: Wait,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    """It is logged once, and an error for each request."""
    phone.configure(dict.fromkeys(phone.profile.capture, "0"))

    def logged() -> list[str]:
        return [
            record.message
            for record in caplog.records
            if record.name.startswith("custom_components")
            and record.levelno >= logging.WARNING
        ]

    for _ in range(2):
        assert (await viewer.fetch())[0] == HTTPStatus.INTERNAL_SERVER_ERROR
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
    assert (await viewer.fetch())[0] == HTTPStatus.OK
    phone.configure(dict.fromkeys(phone.profile.capture, "0"))
    await wait(6)
    await viewer.fetch()
    assert len(logged()) == 2


async def test_reply_without_picture_is_an_error(
    viewer: Viewer, phone: SimulatedPhone, caplog: pytest.LogCaptureFixture
) -> None:
    phone.server.faults.active.append(Fault("html", "/mainScreen"))
    assert (await viewer.fetch())[0] == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "could not run the command (HTTP 200: not a picture)" in caplog.text


async def test_snapshot_writes_the_picture(viewer: Viewer, tmp_path: Path) -> None:
    viewer.home.hass.config.allowlist_external_dirs = {str(tmp_path)}
    file = tmp_path / "screen.bmp"
    await viewer.home.use("image.snapshot", "image.screen", filename=str(file))
    assert file.read_bytes().startswith(b"BM")
