"""Tests of the dialogs to add, reconfigure and reauthenticate a phone."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import web
from homeassistant.config_entries import SOURCE_RECONFIGURE, SOURCE_USER
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from hypothesis import given, strategies as st
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.config_schemas import to_entry_data
from custom_components.poly_phone.const import (
    CONF_ALLOW_OLD_TLS,
    CONF_FINGERPRINT,
    DOMAIN,
)
from custom_components.poly_phone.ucs import UcsInputError
from simulator import PROFILES, SimulatedPhone
from simulator.control import actions
from simulator.web.certificate import Identity
from simulator.web.faults import Fault

from .home import entry_of


def inputs(phone: SimulatedPhone, **changes: Any) -> dict[str, Any]:
    """Return the input of the dialog for a phone."""
    advanced = {"username": "Polycom", "port": phone.port, "tls": bool(phone.identity)}
    return {
        "host": phone.host,
        "password": phone.password,
        "advanced": {key: changes.pop(key, value) for key, value in advanced.items()},
        **changes,
    }


async def start(hass: HomeAssistant, user_input: dict[str, Any]) -> Any:
    """Open the dialog and submit the input."""
    flow = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": SOURCE_USER}
    )
    assert flow["type"] is FlowResultType.FORM
    assert flow["step_id"] == "user"
    return await hass.config_entries.flow.async_configure(flow["flow_id"], user_input)


@pytest.mark.parametrize("profile", PROFILES)
async def test_dialog_adds_a_phone(hass: HomeAssistant, phone: SimulatedPhone) -> None:
    result = await start(hass, inputs(phone))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    result["data"] = dict(result["data"])
    label = phone.lines[0].label
    assert result["title"] == f"{phone.profile.model} {label}"
    assert result["result"].unique_id.replace(":", "") == phone.mac
    assert result["data"].pop("capabilities")["firmware"] == phone.profile.firmware
    assert len(result["data"].pop("webhook_id")) == 64
    assert result["data"].pop("provisioned") == {}
    assert result["data"] == {
        "host": phone.host,
        "port": phone.port,
        "tls": True,
        "username": "Polycom",
        "password": phone.password,
        "fingerprint": phone.fingerprint,
    }


async def test_dialog_adds_a_phone_without_https(hass: HomeAssistant) -> None:
    async with SimulatedPhone(tls=False) as phone:
        result = await start(hass, inputs(phone))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"][CONF_FINGERPRINT] is None
    assert result["options"] == {CONF_ALLOW_OLD_TLS: False}


@pytest.mark.parametrize(
    "address",
    [
        "https://{host}:{port}/index.htm",
        "https://{host}:{port}",
        "https://user:secret@{host}:{port}/",
        "{host}:{port}",
        "{host}:{port}/index.htm",
        " {host}:{port}\t",
    ],
)
async def test_pasted_address_gives_host_and_port(
    hass: HomeAssistant, phone: SimulatedPhone, address: str
) -> None:
    host = address.format(host=phone.host, port=phone.port)
    result = await start(hass, inputs(phone, host=host, port=1))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["host"] == phone.host
    assert result["data"]["port"] == phone.port
    assert result["data"]["tls"] is True


async def test_pasted_address_gives_the_scheme(hass: HomeAssistant) -> None:
    async with SimulatedPhone(tls=False) as phone:
        result = await start(hass, inputs(phone, host=phone.url, tls=True))
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert result["data"]["tls"] is False


@pytest.mark.parametrize(
    "host",
    [
        "",
        " ",
        "https://",
        "https://[::1",
        "ftp://192.0.2.5",
        "192.0.2.5:99999",
        "192.0.2 .5",
        "a" * 300,
        "user@",
        "\u2028",
        "http:///x",
        "..",
    ],
)
async def test_text_that_is_no_address_is_explained(
    hass: HomeAssistant, phone: SimulatedPhone, host: str
) -> None:
    result = await start(hass, inputs(phone, host=host))
    assert result["errors"] == {"base": "invalid_host"}
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], inputs(phone)
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize("username", ["a:b", "a\nb"])
async def test_user_name_that_no_phone_has_is_explained(
    hass: HomeAssistant, phone: SimulatedPhone, username: str
) -> None:
    result = await start(hass, inputs(phone, username=username))
    assert result["errors"] == {"base": "invalid_username"}
    assert not phone.requests


async def test_api_that_answers_only_on_http_is_named(
    hass: HomeAssistant, phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some VVX 300 return 404 over HTTPS."""
    actions.set_api(phone, False)
    result = await start(hass, inputs(phone))
    assert result["errors"] == {"base": "api_disabled"}
    async with SimulatedPhone(tls=False) as plain:
        monkeypatch.setattr(
            "custom_components.poly_phone.config_flow.DEFAULT_HTTP_PORT", plain.port
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], inputs(phone)
        )
        assert result["errors"] == {"base": "api_on_http"}
        assert not any(request.authorized for request in plain.requests)
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], inputs(plain, tls=False)
        )
    assert result["type"] is FlowResultType.CREATE_ENTRY


def _faulty(kind: str, **fields: Any) -> Callable[[SimulatedPhone], None]:
    return lambda phone: phone.server.faults.active.append(Fault(kind, **fields))


BREAK: dict[str, tuple[Callable[[SimulatedPhone], None], str]] = {
    "off": (SimulatedPhone.power_off, "cannot_connect"),
    "api off": (
        lambda phone: phone.configure({"apps.restapi.enabled": "0"}),
        "api_disabled",
    ),
    "factory password": (lambda phone: phone.set_password("456"), "default_password"),
    "web page": (_faulty("html"), "not_a_phone"),
    "HTTP 500": (_faulty("error"), "phone_error"),
    "hangs up": (_faulty("drop"), "no_answer"),
    "fails": (_faulty("status", status="5000"), "command_failed"),
}


@pytest.mark.parametrize(("break_it", "error"), BREAK.values(), ids=BREAK)
async def test_dialog_shows_errors_and_recovers(
    hass: HomeAssistant,
    phone: SimulatedPhone,
    break_it: Callable[[SimulatedPhone], None],
    error: str,
) -> None:
    user_input = inputs(phone)
    break_it(phone)
    result = await start(hass, user_input | {"password": phone.password})
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == {"base": error}

    async with SimulatedPhone("vvx501-6.4") as mended:
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], inputs(mended)
        )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_wrong_password_can_be_corrected(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    result = await start(hass, inputs(phone, password="1111"))
    assert result["errors"] == {"base": "invalid_auth"}
    assert sum(request.authorized for request in phone.requests) == 1

    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], inputs(phone)
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


async def test_port_without_tls_is_an_error(hass: HomeAssistant) -> None:
    async with SimulatedPhone(tls=False) as phone:
        result = await start(hass, inputs(phone, tls=True))
        assert result["errors"] == {"base": "tls_failed"}
        assert not phone.requests


async def test_busy_phone_is_an_error(
    hass: HomeAssistant, phone: SimulatedPhone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "custom_components.poly_phone.ucs.transport._BUSY_DELAYS", (0.0, 0.0)
    )
    phone.server.busy_answers = 3
    result = await start(hass, inputs(phone))
    assert result["errors"] == {"base": "busy"}
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], inputs(phone)
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY


@pytest.mark.parametrize(
    ("status", "error"),
    [(200, "not_a_phone"), (302, "not_a_phone"), (404, "api_disabled")],
)
async def test_other_web_server_is_not_a_phone(
    hass: HomeAssistant, aiohttp_server: Any, status: int, error: str
) -> None:
    """A phone whose API is off also returns 404 before the login."""

    async def respond(_request: web.Request) -> web.Response:
        return web.Response(text="Welcome", status=status)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", respond)
    server = await aiohttp_server(app)
    result = await start(
        hass,
        {
            "host": "127.0.0.1",
            "password": "2580",
            "advanced": {"username": "Polycom", "port": server.port, "tls": False},
        },
    )
    assert result["errors"] == {"base": error}


async def test_known_phone_is_not_added_again(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    result = await start(hass, inputs(phone))
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "already_configured"


async def test_reconfigure_stores_the_new_address(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    phone.set_password("8642")
    result = await entry.start_reconfigure_flow(hass)
    assert result["step_id"] == "reconfigure"
    assert "2580" not in str(result["data_schema"].schema)

    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], inputs(phone, password="1111")
    )
    assert result["errors"] == {"base": "invalid_auth"}
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], inputs(phone)
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert entry.data["password"] == "8642"


async def test_reconfigure_rejects_another_phone(
    hass: HomeAssistant, entry: MockConfigEntry
) -> None:
    before = dict(entry.data)
    async with SimulatedPhone("trio8800-7.2.2") as other:
        result = await entry.start_reconfigure_flow(hass)
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], inputs(other)
        )
        assert result["type"] is FlowResultType.ABORT
        assert result["reason"] == "another_phone"
        assert not other.requests
    assert entry.data == before


async def test_reauth_stores_the_new_password(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    phone.set_password("8642")
    result = await entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {"password": "1111", "advanced": {"username": "Polycom"}},
    )
    assert result["errors"] == {"base": "invalid_auth"}
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {"password": "8642", "advanced": {"username": "Polycom"}},
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reauth_successful"
    assert entry.data["password"] == "8642"


async def other_certificate(
    hass: HomeAssistant, phone: SimulatedPhone
) -> MockConfigEntry:
    """Return the entry of a phone with a different stored certificate."""
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        entry, data={**entry.data, CONF_FINGERPRINT: "ab" * 32}
    )
    return entry


async def test_new_certificate_needs_a_confirmation_and_no_password(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    entry = await other_certificate(hass, phone)
    result = await entry.start_reauth_flow(hass)
    assert result["step_id"] == "certificate"
    texts = result["description_placeholders"]
    assert texts["old"] == " ".join([":".join(["AB"] * 8)] * 4)
    assert texts["new"].replace(":", "").replace(" ", "").lower() == phone.fingerprint
    assert texts["mac"] == texts["known_mac"] == entry.unique_id
    assert not phone.requests

    phone.server.faults.active.append(Fault("drop"))
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["step_id"] == "certificate"
    assert result["errors"] == {"base": "no_answer"}
    phone.server.faults.active.clear()
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["reason"] == "reauth_successful"
    assert entry.data[CONF_FINGERPRINT] == phone.fingerprint


async def test_confirmed_certificate_changes_nothing_else(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    """The entry may change while the form is open."""
    entry = await other_certificate(hass, phone)
    result = await entry.start_reauth_flow(hass)
    meanwhile = {"missed_calls_seen": "2026-11-28T08:00:00", "username": "Admin"}
    hass.config_entries.async_update_entry(
        entry,
        data={**entry.data, **meanwhile},
        options={**entry.options, "voice_any_number": True},
    )
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["reason"] == "reauth_successful"
    assert entry.data.items() >= meanwhile.items()
    assert entry.data[CONF_FINGERPRINT] == phone.fingerprint
    assert entry.options["voice_any_number"] is True


async def test_new_certificate_and_password_can_be_stored(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    """A factory reset changes both, for example."""
    entry = await other_certificate(hass, phone)
    phone.set_password("8642")
    result = await entry.start_reauth_flow(hass)
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["step_id"] == "reauth_confirm"
    assert result["errors"] == {"base": "invalid_auth"}
    assert sum(request.authorized for request in phone.requests) == 1
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], {"password": "8642", "advanced": {"username": "Polycom"}}
    )
    assert result["reason"] == "reauth_successful"
    assert entry.data["password"] == "8642"
    assert entry.data[CONF_FINGERPRINT] == phone.fingerprint


async def test_reconfigure_needs_a_confirmation_of_a_new_certificate(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    entry = await other_certificate(hass, phone)
    result = await entry.start_reconfigure_flow(hass)
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], inputs(phone, password="1111", username="Admin")
    )
    assert result["step_id"] == "certificate"
    assert not phone.requests
    result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
    assert result["step_id"] == "reconfigure"
    assert result["errors"] == {"base": "invalid_auth"}
    advanced = result["data_schema"].schema["advanced"].schema.schema
    suggested = {str(key): key.description for key in advanced}
    assert suggested["username"] == {"suggested_value": "Admin"}
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"], inputs(phone)
    )
    assert result["reason"] == "reconfigure_successful"
    assert entry.data[CONF_FINGERPRINT] == phone.fingerprint


@pytest.mark.parametrize("mac", ["0004f2666666", None])
async def test_certificate_of_another_phone_is_rejected(
    hass: HomeAssistant, phone: SimulatedPhone, mac: str | None
) -> None:
    """The certificate or the phone itself shows the other MAC address."""
    other = SimulatedPhone("vvx501-6.4", mac="0004f2666666")
    other.identity = Identity(mac or "phone.example.net")
    entry = entry_of(phone)
    entry.add_to_hass(hass)
    before = dict(entry.data)
    async with other:
        moved = {**entry.data, "port": other.port}
        hass.config_entries.async_update_entry(entry, data=moved)
        result = await entry.start_reauth_flow(hass)
        assert result["step_id"] == "certificate"
        assert result["description_placeholders"]["mac"] == (
            "00:04:f2:66:66:66" if mac else "-"
        )
        result = await hass.config_entries.flow.async_configure(result["flow_id"], {})
        assert bool(other.requests) is (mac is None)
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "another_phone"
    assert entry.data == before | {"port": other.port}


async def test_reauth_of_an_offline_phone_is_an_error(
    hass: HomeAssistant, entry: MockConfigEntry, phone: SimulatedPhone
) -> None:
    phone.power_off()
    result = await entry.start_reauth_flow(hass)
    assert result["step_id"] == "reauth_confirm"


async def test_old_tls_needs_the_option(hass: HomeAssistant) -> None:
    async with SimulatedPhone(old_tls=True) as phone:
        result = await start(hass, inputs(phone))
        assert result["errors"] == {"base": "old_tls"}
        assert not phone.requests

        allowed = inputs(phone)
        allowed["advanced"]["allow_old_tls"] = True
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], allowed
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY
        entry = result["result"]
        assert entry.options[CONF_ALLOW_OLD_TLS] is True
        assert CONF_ALLOW_OLD_TLS not in entry.data

        result = await hass.config_entries.flow.async_init(
            DOMAIN,
            context={"source": SOURCE_RECONFIGURE, "entry_id": entry.entry_id},
        )
        advanced = result["data_schema"].schema["advanced"].schema.schema
        assert {str(key): key.description for key in advanced}["allow_old_tls"] == {
            "suggested_value": True
        }
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], inputs(phone)
        )
        assert result["errors"] == {"base": "old_tls"}
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], allowed
        )
        assert result["reason"] == "reconfigure_successful"
        assert entry.options[CONF_ALLOW_OLD_TLS] is True


@given(st.text(max_size=60) | st.from_regex(r"(https?://)?[a-z0-9.:@/\\[\\]-]{0,40}"))
def test_any_text_is_an_address_or_invalid(text: str) -> None:
    """No other error leaves the form."""
    user_input = {"host": text, "advanced": {"port": 443, "tls": True}}
    with suppress(UcsInputError):
        data = to_entry_data(user_input)
        assert data["host"]
        assert 0 < data["port"] < 65536
