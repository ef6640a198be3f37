"""Nothing personal leaves Home Assistant: not in logs, errors, reprs or diagnostics.

Everything is logged at every level here. Home Assistant itself logs what actions are called
with, what webhooks are posted and which states it has, at the level for debugging; that is
not looked at. What the integration logs is, and what others log because of it at the levels
that everybody sees. Its device's name is what the owner calls it, and may be told.
"""

from collections.abc import Iterator
import json
import logging
import socket
from typing import Any

from aiohttp.resolver import AsyncResolver
from homeassistant.config_entries import SOURCE_USER, ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.components.diagnostics import (
    get_diagnostics_for_config_entry,
)
from pytest_homeassistant_custom_component.typing import ClientSessionGenerator

from custom_components.poly_phone.const import CONF_DISPLAY, DOMAIN
from simulator import PROFILES, SimulatedPhone
from simulator.control import actions
from simulator.web.faults import FAULTS, Fault

from ..conftest import Wait
from ..contact_flow import add_contact
from ..home import Home

HOST = "janes-phone.example.org"
PASSWORD, WRONG = "Corr3ct-h0rse", "Wr0ng-h0rse"
DISPLAY_USER, DISPLAY_PASSWORD = "d1splay-us3r", "d1splay-passw0rd"
CALLER, CALLER_NAME = "5559901", "Ada Caller"
CONTACT, CONTACT_NAME = "5559902", "Grace Contact"
DIALLED, TRANSFERRED, DIGITS = "5559903", "5559904", "90817263"
ADDRESS = "jane.doe@sip.example.com"


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the name of the phone be found."""

    async def resolve(
        _self: object, host: str, port: int = 0, family: int = 0
    ) -> list[dict[str, Any]]:
        found = {"hostname": host, "host": "127.0.0.1", "port": port}
        return [found | {"family": 2, "proto": 0, "flags": 0}]

    getaddrinfo = socket.getaddrinfo
    monkeypatch.setattr(AsyncResolver, "resolve", resolve)
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *args, **kwargs: getaddrinfo(
            "127.0.0.1" if host == HOST else host, *args, **kwargs
        ),
    )


def texts_of(error: BaseException | None) -> Iterator[str]:
    """Return what a traceback would show of an error."""
    while error:
        yield f"{error!s} {error!r} {error.args!r}"
        shown = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or shown


def reprs_of(value: object, depth: int = 4) -> Iterator[str]:
    """Return what debuggers and careless log lines show of objects of the integration."""
    yield repr(value)
    if depth and str(type(value).__module__).startswith("custom_components."):
        for one in vars(value).values() if hasattr(value, "__dict__") else ():
            if str(type(one).__module__).startswith("custom_components."):
                yield from reprs_of(one, depth - 1)


class Ear:
    """Everything that was said."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog
        self._format = logging.Formatter("%(message)s").format
        self.told: list[str] = []

    def hear(self, *texts: str) -> None:
        """Note what was said elsewhere than in the log."""
        self.told += texts

    @property
    def everything(self) -> list[str]:
        """What the integration said, and what everybody sees of what others said of it."""
        logged = [
            self._format(record)
            for record in self._caplog.records
            if record.name.startswith(f"custom_components.{DOMAIN}")
            or (record.levelno >= logging.INFO and record.name.startswith("homeass"))
        ]
        return logged + self.told


async def fails(ear: Ear, call: Any) -> None:
    """Note what an action says that may fail."""
    try:
        await call
    except HomeAssistantError as err:
        ear.hear(*texts_of(err))
        ear.hear(json.dumps(err.translation_placeholders))


async def set_up_by_dialog(hass: HomeAssistant, phone: SimulatedPhone, ear: Ear) -> Any:
    """Add the phone, with the wrong password first."""
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    advanced = {"username": "Polycom", "port": phone.port, "tls": True}
    for password in (WRONG, PASSWORD):
        result = await flow.async_configure(
            result["flow_id"],
            {"host": HOST, "password": password, "advanced": advanced},
        )
        ear.hear(json.dumps(result.get("errors")))
    assert result["type"] is FlowResultType.CREATE_ENTRY, result["errors"]
    await hass.async_block_till_done(wait_background_tasks=True)
    return result["result"]


async def use(home: Home, phone: SimulatedPhone, wait: Wait, ear: Ear) -> None:
    """Do whatever is done with phones, and what fails."""
    phone.ring(f"sip:{CALLER}@sip.example.com", CALLER_NAME)
    await wait(5)
    for action in ("get_calls", "answer", "answer", "hold", "resume"):
        await fails(ear, home.act(action))
    await fails(ear, home.act("send_dtmf", digits=DIGITS))
    await fails(ear, home.act("send_dtmf", digits=f"{DIGITS}x"))
    await fails(ear, home.act("transfer", destination=TRANSFERRED))
    for destination in (DIALLED, CONTACT_NAME, ADDRESS, f"<{ADDRESS}> {DIALLED}"):
        await fails(ear, home.act("dial", destination=destination))
        await fails(ear, home.act("end_call"))
        await wait(5)
    await fails(ear, home.act("get_call_log"))
    await fails(ear, home.act("get_config", parameters=["reg.1.auth.password"]))
    await fails(ear, home.act("set_config", parameters={"reg.1.label": ADDRESS}))
    await fails(
        ear,
        home.act(
            "sign_in",
            address=ADDRESS,
            user="jane.doe",
            password=WRONG,
            domain="sip.example.com",
        ),
    )


async def break_everything(
    home: Home, phone: SimulatedPhone, wait: Wait, ear: Ear
) -> None:
    """Have all go wrong that takes no time to."""
    phone.ring(f"sip:{CALLER}@sip.example.com", CALLER_NAME)
    for kind in sorted(FAULTS.keys() - {"silence", "drip", "busy", "unauthorized"}):
        phone.server.faults.active.append(Fault(kind))
        await wait(31)
        await fails(ear, home.act("dial", destination=DIALLED))
        ear.hear(*texts_of(home.entry.runtime_data.last_exception))
        actions.clear_faults(phone)
        await wait(0)
        await wait(31)
    phone.power_off()
    await wait(31)
    await fails(ear, home.act("dial", destination=DIALLED))
    ear.hear(*texts_of(home.entry.runtime_data.last_exception))
    phone.restart_seconds = 1
    phone.power_on()
    await wait(2)
    await phone.settle()
    await wait(0)
    await wait(31)


@pytest.mark.usefixtures("all_entities_enabled", "resolved")
@pytest.mark.parametrize("profile", PROFILES)
async def test_nothing_personal_is_told(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    wait: Wait,
    hass_client: ClientSessionGenerator,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for component in ("webhook", "diagnostics", "repairs", "websocket_api"):
        assert await async_setup_component(hass, component, {})
    await async_setup_component(hass, DOMAIN, {})
    client = await hass_client()
    await hass.config.async_update(internal_url=str(client.make_url("")).rstrip("/"))
    phone.set_password(PASSWORD)
    ear = Ear(caplog)

    entry = await set_up_by_dialog(hass, phone, ear)
    home = Home(hass, entry)
    await add_contact(hass, entry, CONTACT_NAME, CONTACT)
    hass.config_entries.async_update_entry(
        entry,
        options={
            CONF_DISPLAY: {"username": DISPLAY_USER, "password": DISPLAY_PASSWORD}
        },
    )
    await wait(5)
    await use(home, phone, wait, ear)
    await break_everything(home, phone, wait, ear)
    ear.hear(*reprs_of(entry.runtime_data))
    ear.hear(
        json.dumps(await get_diagnostics_for_config_entry(hass, hass_client, entry))
    )

    phone.set_password(WRONG)
    await wait(31)
    ear.hear(*texts_of(entry.runtime_data.last_exception))
    assert hass.config_entries.flow.async_progress()
    secrets = {
        *(
            PASSWORD,
            WRONG,
            DISPLAY_USER,
            DISPLAY_PASSWORD,
            HOST,
            "127.0.0.1",
            '"username": "Polycom"',
        ),
        *(CALLER, CALLER_NAME, CONTACT, CONTACT_NAME, DIALLED, TRANSFERRED, DIGITS),
        *(ADDRESS, "jane.doe", "sip.example.com", "voice.example.net"),
        *(entry.data["webhook_id"], phone.fingerprint, phone.mac, entry.unique_id),
    }
    assert await hass.config_entries.async_unload(entry.entry_id)
    assert entry.state is ConfigEntryState.NOT_LOADED
    await hass.config_entries.async_remove(entry.entry_id)
    await wait(5)

    assert any("Home Assistant cannot reach" in told for told in ear.everything)
    leaks = {
        (secret, told[:300])
        for told in ear.everything
        for secret in secrets
        if secret in told
    }
    assert not leaks
