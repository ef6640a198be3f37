"""Contacts: adding and changing them, and what they are good for."""

from types import MappingProxyType
from typing import Any

from homeassistant.config_entries import SOURCE_USER, ConfigSubentry
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.poly_phone.const import CONF_NUMBER, SUBENTRY_CONTACT
from simulator import SimulatedPhone
from simulator.control import actions

from .home import Home, Wait, entry_of, sent, set_up


async def fill_in(
    hass: HomeAssistant, entry: MockConfigEntry, *inputs: tuple[str, str]
) -> Any:
    """Open the dialog that adds a contact, and fill in names and numbers."""
    manager = hass.config_entries.subentries
    result = await manager.async_init(
        (entry.entry_id, SUBENTRY_CONTACT), context={"source": SOURCE_USER}
    )
    for name, number in inputs:
        assert result["type"] is FlowResultType.FORM
        assert result["step_id"] == "user"
        result = await manager.async_configure(
            result["flow_id"], {"name": name, CONF_NUMBER: number}
        )
    return result


async def add(
    hass: HomeAssistant, entry: MockConfigEntry, name: str, number: str
) -> None:
    """Add a contact."""
    result = await fill_in(hass, entry, (name, number))
    assert result["type"] is FlowResultType.CREATE_ENTRY, result["errors"]


def contacts_of(entry: MockConfigEntry) -> list[tuple[str, str, str]]:
    """Return title, name and number of the contacts that a phone has."""
    return [
        (one.title, one.data["name"], one.data["number"])
        for one in entry.subentries.values()
    ]


async def test_add(hass: HomeAssistant, home: Home) -> None:
    await add(hass, home.entry, "  Front   door ", "+49 (30) 555-0123")
    assert contacts_of(home.entry) == [("Front door", "Front door", "+49305550123")]


@pytest.mark.parametrize("name", ["302", "+49 30 5550123", "1-2-3", "*97"])
async def test_name_that_is_a_number_is_refused(
    hass: HomeAssistant, home: Home, name: str
) -> None:
    result = await fill_in(hass, home.entry, (name, "301"))
    assert result["errors"] == {"name": "name_is_number"}


async def test_old_contact_with_a_number_as_name_does_not_redirect_calls(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    contact = ConfigSubentry(
        data=MappingProxyType({"name": "302", CONF_NUMBER: "0900123456"}),
        subentry_type=SUBENTRY_CONTACT,
        title="302",
        unique_id=None,
    )
    hass.config_entries.async_add_subentry(home.entry, contact)
    await home.act("dial", destination="302")
    assert sent(phone, "dial") == [{"Dest": "302"}]


async def test_add_an_address(hass: HomeAssistant, home: Home) -> None:
    await add(hass, home.entry, "Mum", "sip:mum@voice.example.net")
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
async def test_error_and_recovery(
    hass: HomeAssistant,
    home: Home,
    name: str,
    number: str,
    errors: dict[str, str],
) -> None:
    await add(hass, home.entry, "Mum", "300")
    result = await fill_in(hass, home.entry, (name, number))
    assert result["type"] is FlowResultType.FORM
    assert result["errors"] == errors
    result = await hass.config_entries.subentries.async_configure(
        result["flow_id"], {"name": "Dad", "number": "302"}
    )
    assert result["type"] is FlowResultType.CREATE_ENTRY
    assert contacts_of(home.entry) == [("Mum", "Mum", "300"), ("Dad", "Dad", "302")]


async def test_all_phones_share_their_contacts(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        other = await set_up(hass, entry_of(trio))
        await add(hass, other.entry, "Mum", "300")
        result = await fill_in(hass, home.entry, ("Mum", "300"))
        assert result["errors"] == {"name": "name_taken", "number": "number_taken"}

        phone.ring("300")
        await wait(5)
        assert home.state("sensor.remote_party") == "Mum"
        await hass.config_entries.async_unload(other.entry.entry_id)


async def test_rename_in_the_list(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await add(hass, home.entry, "Mum", "300")
    phone.ring("300")
    await wait(5)
    (subentry,) = home.entry.subentries.values()
    hass.config_entries.async_update_subentry(home.entry, subentry, title="Mother")
    assert home.state("sensor.remote_party") == "Mother"
    result = await home.entry.start_subentry_reconfigure_flow(
        hass, subentry.subentry_id
    )
    (name, _) = result["data_schema"].schema
    assert name.description["suggested_value"] == "Mother"


async def test_change(hass: HomeAssistant, home: Home) -> None:
    await add(hass, home.entry, "Mum", "300")
    await add(hass, home.entry, "Dad", "302")
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


@pytest.mark.parametrize(
    ("contact", "caller"),
    [
        ("301", "301"),
        ("301", "sip:301@voice.example.net"),
        ("301", "301@voice.example.net"),
        ("301", "sip:301@192.0.2.5:5060;user=phone"),
        ("301@voice.example.net", "301"),
        ("sip:301@voice.example.net", "sip:301@other.example.net"),
        ("+49 30 5550123", "+49305550123"),
        ("+49 30 5550123", "0049305550123"),
        ("+49 30 5550123", "sip:+49305550123@voice.example.net"),
        ("0049 (30) 555-0123", "+49305550123"),
        ("mum@voice.example.net", "sip:mum@voice.example.net"),
        ("Mum@voice.example.net", "sip:mum@voice.example.net"),
    ],
)
@pytest.mark.parametrize("profile", ["vvx501-6.4", "trio8800-5.7.1"])
async def test_a_caller_has_the_name_of_the_contact(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    contact: str,
    caller: str,
) -> None:
    await add(hass, home.entry, "Mum", contact)
    phone.ring(caller, "Somebody")
    await wait(5)
    assert home.state("sensor.remote_party") == "Mum"
    (call,) = (await home.act("get_calls"))["calls"]
    assert call["name"] == "Mum"

    actions.remote_hang_up(phone)
    for _ in range(3):
        await wait(2)
    assert home.attribute("sensor.last_call", "name") == "Mum"
    assert (await home.act("get_call_log"))["missed"][0]["name"] == "Mum"


@pytest.mark.parametrize(
    ("contact", "caller"),
    [("301", "3010"), ("301", "1301"), ("0301", "301"), ("00", "0"), ("mum", "301")],
)
async def test_another_caller_keeps_its_name(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    contact: str,
    caller: str,
) -> None:
    await add(hass, home.entry, "Mum", contact)
    phone.ring(caller, "Somebody")
    await wait(5)
    assert home.state("sensor.remote_party") == "Somebody"


async def test_a_caller_without_number(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await add(hass, home.entry, "Mum", "301")
    phone.ring("anonymous", "Anonymous")
    await wait(5)
    assert home.state("sensor.remote_party") == "Anonymous"


@pytest.mark.parametrize("name", ["Mum", "mum", " MUM "])
async def test_dial_and_transfer_by_name(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, name: str
) -> None:
    await add(hass, home.entry, "Mum", "+49 30 5550123")
    await home.act("dial", destination=name)
    assert sent(phone, "dial")[-1]["Dest"] == "+49305550123"
    assert phone.calls.focused
    phone.calls.focused.hang_up()

    phone.ring("301")
    actions.answer(phone)
    await home.act("transfer", destination=name)
    assert sent(phone, "transferCall")[-1]["TransferDest"] == "+49305550123"


async def test_dial_a_name_that_nobody_has(home: Home, phone: SimulatedPhone) -> None:
    assert await home.error_key("dial", destination="Aunt Mary") == "invalid_input"
    assert not sent(phone, "dial")


async def test_a_contact_that_is_removed(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await add(hass, home.entry, "Mum", "301")
    hass.config_entries.async_remove_subentry(
        home.entry, next(iter(home.entry.subentries))
    )
    phone.ring("301", "Somebody")
    await wait(5)
    assert home.state("sensor.remote_party") == "Somebody"


async def test_a_contact_that_comes_during_the_call(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301", "Somebody")
    await wait(5)
    await add(hass, home.entry, "Mum", "301")
    await hass.async_block_till_done()
    await wait(1)
    assert home.state("sensor.remote_party") == "Mum"
