"""Tests of the dialogs that add and change contacts."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from .contact_flow import add_contact, submit_contact
from .home import Home


def contacts_of(entry: MockConfigEntry) -> list[tuple[str, str, str]]:
    """Return title, name and number of each contact."""
    return [
        (one.title, one.data["name"], one.data["number"])
        for one in entry.subentries.values()
    ]


async def test_new_contact_is_normalized(hass: HomeAssistant, home: Home) -> None:
    await add_contact(hass, home.entry, "  Front   door ", "+49 (30) 555-0123")
    assert contacts_of(home.entry) == [("Front door", "Front door", "+49305550123")]


@pytest.mark.parametrize("name", ["302", "+49 30 5550123", "1-2-3", "*97"])
async def test_name_that_is_a_number_is_rejected(
    hass: HomeAssistant, home: Home, name: str
) -> None:
    result = await submit_contact(hass, home.entry, (name, "301"))
    assert result["errors"] == {"name": "name_is_number"}


async def test_contact_can_have_an_address(hass: HomeAssistant, home: Home) -> None:
    await add_contact(hass, home.entry, "Mum", "sip:mum@voice.example.net")
    assert contacts_of(home.entry) == [("Mum", "Mum", "mum@voice.example.net")]


@pytest.mark.parametrize(
    ("name", "number", "errors"),
    [
        ("Dad", "", {"number": "bad_number"}),
        ("Dad", "two words", {"number": "bad_number"}),
        ("Dad", "<301>", {"number": "bad_number"}),
        ("Dad", "300", {"number": "number_taken"}),
        ("Dad", "sip:300@voice.example.net", {"number": "number_taken"}),
        (" ", "302", {"name": "no_name"}),
        ("mum", "302", {"name": "name_taken"}),
        (" ", "", {"name": "no_name", "number": "bad_number"}),
        ("MUM", "3 0 0", {"name": "name_taken", "number": "number_taken"}),
    ],
)
async def test_dialog_shows_errors_and_recovers(
    hass: HomeAssistant,
    home: Home,
    name: str,
    number: str,
    errors: dict[str, str],
) -> None:
    await add_contact(hass, home.entry, "Mum", "300")
    result = await submit_contact(hass, home.entry, (name, number))
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], {"name": "Dad", "number": "302"}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert contacts_of(home.entry) == [("Mum", "Mum", "300"), ("Dad", "Dad", "302")]


async def test_contact_can_be_changed(hass: HomeAssistant, home: Home) -> None:
    await add_contact(hass, home.entry, "Mum", "300")
    await add_contact(hass, home.entry, "Dad", "302")
    subentry_id = next(iter(home.entry.subentries))
    result = await home.entry.start_subentry_reconfigure_flow(hass, subentry_id)
    assert result["type"] is FlowResultType.FORM
    assert result["step_id"] == "reconfigure"
    suggested = {
        str(key): key.description["suggested_value"]
        for key in result["data_schema"].schema
    }
    assert suggested == {"name": "Mum", "number": "300"}

    manager = hass.config_entries.subentries
    result = await manager.async_configure(
        result["flow_id"], {"name": "Dad", "number": "300"}
    )
    assert result["errors"] == {"name": "name_taken"}
    result = await manager.async_configure(
        result["flow_id"], {"name": "Mother", "number": "300"}
    )
    assert result["type"] is FlowResultType.ABORT
    assert result["reason"] == "reconfigure_successful"
    assert contacts_of(home.entry) == [
        ("Mother", "Mother", "300"),
        ("Dad", "Dad", "302"),
    ]
