"""Tests of discovered phones and of phones with a new address."""

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from aiohttp import ClientSession
from freezegun.api import FrozenDateTimeFactory
from homeassistant.config_entries import (
    SOURCE_DHCP,
    SOURCE_IGNORE,
    SOURCE_USER,
    ConfigEntryState,
)
from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers.device_registry import format_mac
from homeassistant.helpers.service_info.dhcp import DhcpServiceInfo
from homeassistant.loader import async_get_dhcp
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.const import CONF_FINGERPRINT, CONF_TLS, DOMAIN
from custom_components.poly_phone.phone.issues import Issue
from simulator import PROFILES, SimulatedPhone
from simulator.web.certificate import Identity
from simulator.web.faults import Fault

from .home import entry_of
from .test_repairs import issues, open_dialog
from .ucs.stub_server import BASIC, Answer, StubPhone, page

BEFORE = "192.0.2.7"


@pytest.fixture(autouse=True)
def usual_port(monkeypatch: pytest.MonkeyPatch, phone: SimulatedPhone) -> None:
    """Use the phone's port as the default port."""
    set_usual_port(monkeypatch, phone.port)


def set_usual_port(monkeypatch: pytest.MonkeyPatch, port: int) -> None:
    monkeypatch.setattr("custom_components.poly_phone.config_flow.DEFAULT_PORT", port)


async def find(
    hass: HomeAssistant, mac: str, host: str = "127.0.0.1", hostname: str = ""
) -> Any:
    """Start a discovery flow as for a DHCP request."""
    return await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_DHCP},
        data=DhcpServiceInfo(ip=host, hostname=hostname, macaddress=mac),
    )


async def log_in(hass: HomeAssistant, flow: Any, password: str) -> Any:
    """Submit the password of the discovered phone."""
    section = flow["data_schema"].schema["advanced"].schema.schema
    shown = {
        str(key): key.description["suggested_value"]
        for key in section
        if key.description
    }
    return await hass.config_entries.flow.async_configure(
        flow["flow_id"], {"password": password, "advanced": shown}
    )


async def test_manifest_has_the_dhcp_matchers(hass: HomeAssistant) -> None:
    matchers = [each for each in await async_get_dhcp(hass) if each["domain"] == DOMAIN]
    addresses = {(each.get("macaddress"), each.get("hostname")) for each in matchers}
    assert addresses == {
        ("0004F2*", None),
        ("64167F*", None),
        ("482567*", None),
        (None, "polycom_*"),
        (None, None),
    }
    assert any(each.get("registered_devices") for each in matchers)


@pytest.mark.parametrize("profile", PROFILES)
async def test_discovered_phone_is_added(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    result = await find(hass, phone.mac)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "discovery_confirm"
    assert not result["errors"]
    texts = result["description_placeholders"]
    assert (texts["mac"], texts["host"]) == (format_mac(phone.mac), phone.host)
    (flow,) = hass.config_entries.flow.async_progress()
    assert format_mac(phone.mac) in flow["context"]["title_placeholders"]["name"]
    assert not any(request.authorized for request in phone.requests)

    result = await log_in(hass, result, "1111")
    assert result["errors"] == {"base": "invalid_auth"}
    result = await log_in(hass, result, phone.password)
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["title"] == f"{phone.profile.model} {phone.lines[0].label}"
    assert result["result"].unique_id == format_mac(phone.mac)
    assert result["data"][CONF_HOST] == phone.host
    assert result["data"][CONF_FINGERPRINT] == phone.fingerprint


async def test_discovered_phone_without_api_can_be_added_later(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    phone.configure({"apps.restapi.enabled": "0"})
    result = await find(hass, phone.mac)
    assert result["step_id"] == "discovery_confirm"
    assert result["errors"] == {"base": "api_disabled"}
    result = await log_in(hass, result, phone.password)
    assert result["errors"] == {"base": "api_disabled"}
    phone.configure({"apps.restapi.enabled": "1"})
    result = await log_in(hass, result, phone.password)
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_other_phone_at_the_address_gets_no_password(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    result = await find(hass, phone.mac)
    phone.power_off()
    async with SimulatedPhone(mac="64167f000001", port=phone.port) as other:
        result = await log_in(hass, result, phone.password)
        assert not other.requests
    assert result["reason"] == "another_phone"


NAMED = {"Server": "Polycom SoundPoint IP Telephone HTTPd"}
PHONE_ID, NO_ID = "64167fa00001", "video.example.net"


@pytest.mark.parametrize(
    ("identity", "answer", "is_phone"),
    [
        (PHONE_ID, page(401, BASIC), True),
        (PHONE_ID, page(404), False),
        (PHONE_ID, Answer(404, b"", NAMED), True),
        (PHONE_ID, Answer(302, b"", {"Location": "/login"}), False),
        (PHONE_ID, Answer(200, b"Welcome"), False),
        (NO_ID, page(401, BASIC), False),
        (NO_ID, Answer(401, b"", NAMED), True),
    ],
)
async def test_only_phones_are_discovered(
    hass: HomeAssistant,
    monkeypatch: pytest.MonkeyPatch,
    identity: str,
    answer: Answer,
    is_phone: bool,
) -> None:
    async with StubPhone(Identity(identity)) as stub:
        stub.answer(answer)
        set_usual_port(monkeypatch, stub.port)
        result = await find(hass, PHONE_ID)
        assert not stub.credentials
        assert len(stub.requests) == 1
    if is_phone:
        assert result["step_id"] == "discovery_confirm"
    else:
        assert result["reason"] == "not_a_phone"


@pytest.mark.parametrize("fault", [None, Fault("drop")])
async def test_address_without_reply_is_not_discovered(
    hass: HomeAssistant, phone: SimulatedPhone, fault: Fault | None
) -> None:
    if fault:
        phone.server.faults.active.append(fault)
    else:
        phone.power_off()
    assert (await find(hass, phone.mac))["reason"] == "not_a_phone"


async def test_phone_is_discovered_once(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    """It may be found at the same time, later, and by another interface."""
    both = await asyncio.gather(find(hass, phone.mac), find(hass, phone.mac))
    again = await find(hass, phone.mac, hostname="polycom_64167fa30000")
    wireless = await find(hass, "64167f999999")
    reasons = [result.get("reason") for result in (*both, again, wireless)]
    assert reasons.count("already_in_progress") == 3
    assert len(hass.config_entries.flow.async_progress()) == 1


async def test_phone_that_the_user_adds_ends_its_discovery(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    await find(hass, phone.mac)
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    result = await hass.config_entries.flow.async_configure(
        flow["flow_id"],
        {
            "host": phone.host,
            "password": phone.password,
            "advanced": {"username": "Polycom", "port": phone.port, "tls": True},
        },
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert not hass.config_entries.flow.async_progress()


async def test_ignored_phone_is_not_discovered(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    await find(hass, phone.mac)
    await hass.config_entries.flow.async_init(
        DOMAIN,
        context={"source": SOURCE_IGNORE},
        data={"unique_id": format_mac(phone.mac), "title": "Poly phone"},
    )
    assert not hass.config_entries.flow.async_progress()
    phone.requests.clear()
    result = await find(hass, phone.mac)
    assert result["reason"] == "already_configured"
    wireless = await find(hass, "64167f999999")
    assert wireless["reason"] == "already_configured"
    assert not any(request.authorized for request in phone.requests)


@pytest.fixture
def moved(hass: HomeAssistant, phone: SimulatedPhone) -> MockConfigEntry:
    """Return the entry of a phone with a new address."""
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_HOST: BEFORE}
    )
    return entry


@pytest.mark.parametrize(
    "state",
    [
        ConfigEntryState.SETUP_RETRY,
        # A wrong fingerprint, because another phone has the old address.
        ConfigEntryState.SETUP_ERROR,
    ],
)
async def test_new_address_of_a_phone_is_stored(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    moved: MockConfigEntry,
    state: ConfigEntryState,
) -> None:
    moved.mock_state(hass, state)
    result = await find(hass, phone.mac)
    assert result["reason"] == "already_configured"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert moved.data[CONF_HOST] == phone.host
    assert moved.state is ConfigEntryState.LOADED
    assert hass.states.is_state("sensor.vvx_501_reception_call_state", "idle")


@pytest.mark.parametrize("mac", ["0004f2666666", "64167fa30000"])
async def test_address_of_another_certificate_is_not_stored(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    moved: MockConfigEntry,
    mac: str,
) -> None:
    phone.power_off()
    async with SimulatedPhone(mac=mac, port=phone.port) as other:
        result = await find(hass, phone.mac)
        assert not other.requests
    assert result["reason"] == "already_configured"
    assert moved.data[CONF_HOST] == BEFORE


async def test_address_without_reply_is_not_stored(
    hass: HomeAssistant, phone: SimulatedPhone, moved: MockConfigEntry
) -> None:
    phone.power_off()
    await find(hass, phone.mac)
    assert moved.data[CONF_HOST] == BEFORE


async def test_host_name_is_not_replaced(
    hass: HomeAssistant, phone: SimulatedPhone, moved: MockConfigEntry
) -> None:
    name = {CONF_HOST: "phone.example.net"}
    hass.config_entries.async_update_entry(moved, data={**moved.data, **name})
    await find(hass, phone.mac)
    assert moved.data[CONF_HOST] == "phone.example.net"


async def test_reachable_phone_gets_no_requests(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    phone.requests.clear()
    result = await find(hass, phone.mac)
    assert result["reason"] == "already_configured"
    await hass.async_block_till_done()
    assert not phone.requests


async def test_discovery_of_a_known_phone_retries_its_set_up(
    hass: HomeAssistant, phone: SimulatedPhone, freezer: FrozenDateTimeFactory
) -> None:
    phone.power_off()
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    await hass.config_entries.async_setup(entry.entry_id)
    assert entry.state is ConfigEntryState.SETUP_RETRY
    phone.power_on()
    freezer.tick(phone.restart_seconds)
    await phone.settle()
    await find(hass, phone.mac)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.state is ConfigEntryState.LOADED


async def test_address_of_a_relay_is_not_stored(
    hass: HomeAssistant, phone: SimulatedPhone, moved: MockConfigEntry
) -> None:
    """The phone must report the address as its own."""
    phone.address = "192.0.2.8"
    await find(hass, phone.mac)
    assert moved.data[CONF_HOST] == BEFORE


@pytest.fixture
async def plain_phone(
    hass: HomeAssistant,
) -> AsyncGenerator[tuple[SimulatedPhone, MockConfigEntry]]:
    """Return a phone without HTTPS, whose entry has its earlier address."""
    assert await async_setup_component(hass, DOMAIN, {})
    async with SimulatedPhone(tls=False) as phone:
        entry = entry_of(phone)
        entry.add_to_hass(hass)
        changes = {CONF_HOST: BEFORE, CONF_TLS: False, CONF_FINGERPRINT: None}
        hass.config_entries.async_update_entry(entry, data={**entry.data, **changes})
        yield phone, entry


def answer_at(monkeypatch: pytest.MonkeyPatch, *hosts: str) -> None:
    """Simulate phones at addresses, because tests reach only one real address."""

    async def answers(session: ClientSession, host: str, *_: Any, **__: Any) -> bool:
        return host in hosts

    monkeypatch.setattr(
        "custom_components.poly_phone.config_flow.answers_like_phone", answers
    )


async def test_address_of_a_phone_without_https_needs_a_confirmation(
    hass: HomeAssistant,
    plain_phone: tuple[SimulatedPhone, MockConfigEntry],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Any device could report this MAC address."""
    phone, entry = plain_phone
    answer_at(monkeypatch, phone.host)
    await find(hass, phone.mac)
    assert entry.data[CONF_HOST] == BEFORE
    assert not any(request.authorized for request in phone.requests)
    manager, flow = await open_dialog(hass, Issue.ADDRESS_CHANGED)
    assert flow["description_placeholders"]["host"] == phone.host
    result = await manager.async_configure(flow["flow_id"], {})
    assert result["type"] == "create_entry"
    await hass.async_block_till_done(wait_background_tasks=True)
    assert entry.data[CONF_HOST] == phone.host
    assert entry.state is ConfigEntryState.LOADED
    assert Issue.ADDRESS_CHANGED not in issues(hass)


@pytest.mark.parametrize("hosts", [(BEFORE, "127.0.0.1"), (BEFORE,), ()])
async def test_confirmation_is_needed_only_if_the_phone_is_not_at_its_address(
    hass: HomeAssistant,
    plain_phone: tuple[SimulatedPhone, MockConfigEntry],
    monkeypatch: pytest.MonkeyPatch,
    hosts: tuple[str, ...],
) -> None:
    phone, _ = plain_phone
    answer_at(monkeypatch, *hosts)
    await find(hass, phone.mac)
    assert not issues(hass)
