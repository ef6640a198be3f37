"""No personal data in logs, errors, reprs or diagnostics.

The test checks all log entries of the integration, and those of Home Assistant at the level
INFO or above. It ignores Home Assistant's debug entries, because they contain the data of
actions, webhooks and states. The name of the device is allowed, because the user has chosen it.
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
    """Resolve the name of the phone."""

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
    """Yield the texts of an error in a traceback."""
    while error:
        yield f"{error!s} {error!r} {error.args!r}"
        shown = None if error.__suppress_context__ else error.__context__
        error = error.__cause__ or shown


def reprs_of(value: object, depth: int = 4) -> Iterator[str]:
    """Yield the reprs of an object and of its attributes."""
    yield repr(value)
    if depth and str(type(value).__module__).startswith("custom_components."):
        for one in vars(value).values() if hasattr(value, "__dict__") else ():
            if str(type(one).__module__).startswith("custom_components."):
                yield from reprs_of(one, depth - 1)


class Output:
    """All texts that users or maintainers could see."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self._caplog = caplog
        self._format = logging.Formatter("%(message)s").format
        self.texts: list[str] = []

    def add(self, *texts: str) -> None:
        """Add texts that are not in the log."""
        self.texts += texts

    @property
    def all_texts(self) -> list[str]:
        """The log entries and the added texts."""
        logged = [
            self._format(record)
            for record in self._caplog.records
            if record.name.startswith(f"custom_components.{DOMAIN}")
            or (record.levelno >= logging.INFO and record.name.startswith("homeass"))
        ]
        return logged + self.texts


async def run_action(output: Output, call: Any) -> None:
    """Run an action and add its error."""
    try:
        await call
    except HomeAssistantError as err:
        output.add(*texts_of(err))
        output.add(json.dumps(err.translation_placeholders))


async def set_up_by_dialog(
    hass: HomeAssistant, phone: SimulatedPhone, output: Output
) -> Any:
    """Add the phone, with the wrong password first."""
    flow = hass.config_entries.flow
    result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
    advanced = {"username": "Polycom", "port": phone.port, "tls": True}
    for password in (WRONG, PASSWORD):
        result = await flow.async_configure(
            result["flow_id"],
            {"host": HOST, "password": password, "advanced": advanced},
        )
        output.add(json.dumps(result.get("errors")))
    assert result["type"] is FlowResultType.CREATE_ENTRY, result["errors"]
    await hass.async_block_till_done(wait_background_tasks=True)
    return result["result"]


async def use(home: Home, phone: SimulatedPhone, wait: Wait, output: Output) -> None:
    """Run all actions for calls, also with errors."""
    phone.ring(f"sip:{CALLER}@sip.example.com", CALLER_NAME)
    await wait(5)
    for action in ("get_calls", "answer", "answer", "hold", "resume"):
        await run_action(output, home.act(action))
    await run_action(output, home.act("send_dtmf", digits=DIGITS))
    await run_action(output, home.act("send_dtmf", digits=f"{DIGITS}x"))
    await run_action(output, home.act("transfer", destination=TRANSFERRED))
    for destination in (DIALLED, CONTACT_NAME, ADDRESS, f"<{ADDRESS}> {DIALLED}"):
        await run_action(output, home.act("dial", destination=destination))
        await run_action(output, home.act("end_call"))
        await wait(5)
    await run_action(output, home.act("get_call_log"))
    await run_action(output, home.act("get_config", parameters=["reg.1.auth.password"]))
    await run_action(
        output, home.act("set_config", parameters={"reg.1.label": ADDRESS})
    )
    await run_action(
        output,
        home.act(
            "sign_in",
            address=ADDRESS,
            user="jane.doe",
            password=WRONG,
            domain="sip.example.com",
        ),
    )


async def break_everything(
    home: Home, phone: SimulatedPhone, wait: Wait, output: Output
) -> None:
    """Cause all faults that end without a time-out."""
    phone.ring(f"sip:{CALLER}@sip.example.com", CALLER_NAME)
    for kind in sorted(FAULTS.keys() - {"silence", "drip", "busy", "unauthorized"}):
        phone.server.faults.active.append(Fault(kind))
        await wait(31)
        await run_action(output, home.act("dial", destination=DIALLED))
        output.add(*texts_of(home.entry.runtime_data.last_exception))
        actions.clear_faults(phone)
        await wait(0)
        await wait(31)
    phone.power_off()
    await wait(31)
    await run_action(output, home.act("dial", destination=DIALLED))
    output.add(*texts_of(home.entry.runtime_data.last_exception))
    phone.restart_seconds = 1
    phone.power_on()
    await wait(2)
    await phone.settle()
    await wait(0)
    await wait(31)


@pytest.mark.usefixtures("all_entities_enabled", "resolved")
@pytest.mark.parametrize("profile", PROFILES)
async def test_output_has_no_personal_data(
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
    output = Output(caplog)

    entry = await set_up_by_dialog(hass, phone, output)
    home = Home(hass, entry)
    await add_contact(hass, entry, CONTACT_NAME, CONTACT)
    hass.config_entries.async_update_entry(
        entry,
        options={
            CONF_DISPLAY: {"username": DISPLAY_USER, "password": DISPLAY_PASSWORD}
        },
    )
    await wait(5)
    await use(home, phone, wait, output)
    await break_everything(home, phone, wait, output)
    output.add(*reprs_of(entry.runtime_data))
    output.add(
        json.dumps(await get_diagnostics_for_config_entry(hass, hass_client, entry))
    )

    phone.set_password(WRONG)
    await wait(31)
    output.add(*texts_of(entry.runtime_data.last_exception))
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

    assert any("Home Assistant cannot reach" in text for text in output.all_texts)
    leaks = {
        (secret, text[:300])
        for text in output.all_texts
        for secret in secrets
        if secret in text
    }
    assert not leaks
