"""Tests of the pinned certificate: other servers get no credentials."""

from collections.abc import AsyncGenerator
from typing import Any
from unittest.mock import AsyncMock

from homeassistant.config_entries import (
    SOURCE_REAUTH,
    SOURCE_RECONFIGURE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.const import STATE_UNAVAILABLE
from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
import pytest

from custom_components.poly_phone.const import CONF_FINGERPRINT, DOMAIN
from custom_components.poly_phone.phone.issues import Issue
from custom_components.poly_phone.ucs import Certificate
from simulator import SimulatedPhone
from simulator.web.certificate import Identity

from ..conftest import Wait, entry_of
from ..home import Home, set_up
from ..scripted_phone import scripted_phone
from ..test_config_flow import inputs
from ..test_repairs import issues, open_dialog
from ..ucs.stub_server import BASIC, Answer, StubPhone, page, reply

CALL_STATE = "sensor.vvx_501_reception_call_state"


class ManInTheMiddle(StubPhone):
    """A server with another certificate that requires a login.

    Its certificate may have the MAC address of the phone, because that is no secret.
    """

    def __init__(self, phone: SimulatedPhone, mac: str | None = None) -> None:
        super().__init__(Identity(mac or phone.mac), phone.port)
        self.ask_for_login(BASIC, reply({}))


@pytest.fixture(params=["0004f2666666", None])
async def middle(
    request: pytest.FixtureRequest, home: Home, phone: SimulatedPhone
) -> AsyncGenerator[ManInTheMiddle]:
    """Return the server that has replaced the phone after set-up."""
    phone.power_off()
    async with ManInTheMiddle(phone, request.param) as middle:
        yield middle
    assert middle.connections
    assert not middle.requests


def reauth(hass: HomeAssistant) -> Any:
    """Return the only reauthentication flow."""
    (flow,) = hass.config_entries.flow.async_progress()
    assert flow["context"]["source"] == SOURCE_REAUTH
    return flow


async def open_repair(hass: HomeAssistant) -> Any:
    """Open the only issue and return the dialog."""
    assert not hass.config_entries.flow.async_progress()
    assert issues(hass).keys() == {Issue.CERTIFICATE_CHANGED}
    await open_dialog(hass, Issue.CERTIFICATE_CHANGED)
    flow = reauth(hass)
    assert flow["step_id"] == "certificate"
    return flow


async def test_reload_sends_no_credentials(
    hass: HomeAssistant, home: Home, middle: ManInTheMiddle
) -> None:
    await hass.config_entries.async_reload(home.entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert home.entry.state is ConfigEntryState.SETUP_RETRY
    await open_repair(hass)


async def test_polls_send_no_credentials(
    hass: HomeAssistant, home: Home, middle: ManInTheMiddle, wait: Wait
) -> None:
    for _ in range(5):
        await wait(5)
    assert hass.states.is_state(CALL_STATE, STATE_UNAVAILABLE)
    await open_repair(hass)


async def test_commands_send_no_credentials(
    hass: HomeAssistant, home: Home, middle: ManInTheMiddle
) -> None:
    for _ in range(5):
        with pytest.raises(HomeAssistantError) as caught:
            await home.act("dial", destination="301")
        assert caught.value.translation_key == "certificate_changed"
    await hass.async_block_till_done(wait_background_tasks=True)
    await open_repair(hass)


async def test_only_the_shown_certificate_is_trusted(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """The user has confirmed this certificate and no later one."""
    phone.power_off()
    async with ManInTheMiddle(phone) as shown:
        await wait(5)
        flow = await open_repair(hass)
        result = await hass.config_entries.flow.async_configure(flow["flow_id"])
        first = result["description_placeholders"]["new"]
    async with ManInTheMiddle(phone) as later:
        result = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
        assert result["step_id"] == "certificate"
        assert result["description_placeholders"]["new"] != first
    assert not shown.requests
    assert not later.requests


async def test_reconfiguration_sends_no_credentials(
    hass: HomeAssistant, home: Home, middle: ManInTheMiddle, phone: SimulatedPhone
) -> None:
    flow = await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_RECONFIGURE, "entry_id": home.entry.entry_id},
    )
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"], inputs(phone)
    )
    if result["type"] == "form":
        assert result["step_id"] == "certificate"
    else:
        assert result["reason"] == "another_phone"


async def test_deletion_sends_no_credentials(
    hass: HomeAssistant, home: Home, middle: ManInTheMiddle
) -> None:
    record = {"push": {"before": {"apps.telNotification.URL": ""}}}
    before = {"provisioned": record, "webhook_id": "ab" * 32}
    hass.config_entries.async_update_entry(
        home.entry, data={**home.entry.data, **before}
    )
    await hass.config_entries.async_remove(home.entry.entry_id)


async def test_set_up_sends_no_credentials_to_another_server(
    hass: HomeAssistant, phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the server with the pinned certificate gets the password."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    shown = Certificate(fingerprint=phone.fingerprint, mac=phone.mac)
    monkeypatch.setattr(
        "custom_components.poly_phone.config_flow.read_certificate",
        AsyncMock(return_value=shown),
    )
    phone.power_off()
    async with ManInTheMiddle(phone) as middle:
        result = await hass.config_entries.flow.async_configure(
            flow["flow_id"], inputs(phone)
        )
    assert middle.connections
    assert not middle.requests
    assert result["errors"] == {"base": "certificate_changed"}


async def test_original_phone_is_trusted_again(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    """The dialog needs no password."""
    phone.power_off()
    async with ManInTheMiddle(phone):
        await wait(5)
        flow = await open_repair(hass)
    phone.power_on()
    await wait(phone.restart_seconds)
    await phone.settle()
    result = await hass.config_entries.flow.async_configure(flow["flow_id"], {})
    assert result["reason"] == "reauth_successful"
    await wait(0)
    assert home.entry.data[CONF_FINGERPRINT] == phone.fingerprint
    assert home.state("sensor.call_state") == "idle"
    assert not issues(hass)


async def test_redirect_is_not_followed(hass: HomeAssistant) -> None:
    async with StubPhone() as elsewhere, scripted_phone() as (phone, entry):
        home = await set_up(hass, entry)
        phone.answer(
            lambda seen: (
                Answer(
                    307,
                    b"",
                    {"Location": f"http://127.0.0.1:{elsewhere.port}{seen.path}"},
                )
                if seen.authorization
                else page(401, BASIC)
            )
        )
        assert await home.error_key("dial", destination="301") == "not_a_phone"
        assert phone.credentials
        await hass.config_entries.async_reload(entry.entry_id)
        assert entry.state is ConfigEntryState.SETUP_RETRY
        assert not elsewhere.requests


def failed_logins(phone: SimulatedPhone) -> int:
    """Return the number of requests with a password."""
    return sum(request.authorized for request in phone.requests)


@pytest.mark.parametrize("profile", ["vvx501-6.4", "edgeE350-8.6"])
async def test_automatic_requests_do_not_lock_the_phone(
    hass: HomeAssistant, phone: SimulatedPhone, wait: Wait
) -> None:
    """Phones lock their login after five attempts.

    With Digest there are two, because a phone also rejects an old nonce. The second
    attempt has a new nonce.
    """
    home = await set_up(hass, entry_of(phone), push=True)
    phone.set_password("8642")
    phone.requests.clear()
    for _ in range(5):
        await wait(5)
        await home.error_key("get_config", parameters=["reg.1.label"])
        await home.error_key("dial", destination="301")
        home.entry.async_start_reauth(hass)
        await hass.async_block_till_done(wait_background_tasks=True)
    for _ in range(3):
        await wait(86400)
    is_digest = phone.profile.authentication == "Digest"
    assert failed_logins(phone) == (2 if is_digest else 1)
    assert reauth(hass)["step_id"] == "reauth_confirm"


async def test_commands_do_not_lock_the_phone(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    phone.set_password("8642")
    phone.requests.clear()
    for _ in range(5):
        assert await home.error_key("dial", destination="301") == "invalid_auth"
    assert failed_logins(phone) == 1


async def test_each_entered_password_is_sent_once(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    phone.set_password("8642")
    phone.requests.clear()
    home.entry.async_start_reauth(hass)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert failed_logins(phone) == 0
    flow = reauth(hass)
    for number in range(5):
        result = await hass.config_entries.flow.async_configure(
            flow["flow_id"],
            {"password": f"111{number}", "advanced": {"username": "Polycom"}},
        )
        assert result["errors"] == {"base": "invalid_auth"}
        assert failed_logins(phone) == number + 1
