"""The documented recorder filter keeps the passwords of actions out of the database."""

from contextlib import suppress
from typing import Any

from homeassistant.components.recorder import Recorder
from homeassistant.components.recorder.db_schema import EventData
from homeassistant.components.recorder.util import session_scope
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.recorder.common import (
    async_wait_recording_done,
)

from custom_components.poly_phone.const import DOMAIN

from ..project.test_doc_examples import examples

PASSWORD = "Corr3ct-h0rse"
ACTIONS: dict[str, dict[str, Any]] = {
    "sign_in": {"address": "a@b.c", "user": "a", "domain": "b", "password": PASSWORD},
    "set_config": {"parameters": {"reg.1.auth.password": PASSWORD}},
}


@pytest.fixture(autouse=True)
def _real_integration(
    recorder_mock: Recorder, enable_custom_integrations: None
) -> None:
    """Load the integration after the recorder, which must be first."""


@pytest.mark.parametrize(
    ("recorder_config", "is_recorded"),
    [({}, True), (examples("privacy")[-1]["recorder"], False)],
    ids=["default", "documented filter"],
)
@pytest.mark.parametrize("action", ACTIONS)
async def test_password_of_action(
    recorder_mock: Recorder, hass: HomeAssistant, action: str, is_recorded: bool
) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    # The event is fired before the action finds no phone.
    with suppress(HomeAssistantError):
        await hass.services.async_call(
            DOMAIN, action, {"device_id": "none", **ACTIONS[action]}, blocking=True
        )
    await async_wait_recording_done(hass)

    def recorded() -> str:
        with session_scope(hass=hass, read_only=True) as session:
            return str([row.shared_data for row in session.query(EventData)])

    text = await recorder_mock.async_add_executor_job(recorded)
    assert (PASSWORD in text) is is_recorded
