"""Tests of contacts: names of callers and destinations of calls."""

from types import MappingProxyType

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant
import pytest

from custom_components.poly_phone.const import CONF_NUMBER, SUBENTRY_CONTACT
from simulator import SimulatedPhone
from simulator.control import actions

from .contact_flow import add_contact, submit_contact
from .home import Home, Wait, entry_of, sent, set_up


async def test_old_contact_with_a_number_as_name_redirects_no_calls(
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


async def test_all_phones_share_their_contacts(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    async with SimulatedPhone("trio8800-7.2.2") as trio:
        other = await set_up(hass, entry_of(trio))
        await add_contact(hass, other.entry, "Mum", "300")
        result = await submit_contact(hass, home.entry, ("Mum", "300"))
        assert result["errors"] == {"name": "name_taken", "number": "number_taken"}

        phone.ring("300")
        await wait(5)
        assert home.state("sensor.remote_party") == "Mum"
        await hass.config_entries.async_unload(other.entry.entry_id)


async def test_contact_can_be_renamed_in_the_list(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await add_contact(hass, home.entry, "Mum", "300")
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
async def test_caller_has_the_name_of_the_contact(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    contact: str,
    caller: str,
) -> None:
    await add_contact(hass, home.entry, "Mum", contact)
    phone.ring(caller, "Other name")
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
async def test_other_caller_keeps_the_name_of_the_phone(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    wait: Wait,
    contact: str,
    caller: str,
) -> None:
    await add_contact(hass, home.entry, "Mum", contact)
    phone.ring(caller, "Other name")
    await wait(5)
    assert home.state("sensor.remote_party") == "Other name"


async def test_anonymous_caller_keeps_the_name_of_the_phone(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await add_contact(hass, home.entry, "Mum", "301")
    phone.ring("anonymous", "Anonymous")
    await wait(5)
    assert home.state("sensor.remote_party") == "Anonymous"


@pytest.mark.parametrize("name", ["Mum", "mum", " MUM "])
async def test_contact_names_can_be_dialed_and_transferred_to(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, name: str
) -> None:
    await add_contact(hass, home.entry, "Mum", "+49 30 5550123")
    await home.act("dial", destination=name)
    assert sent(phone, "dial")[-1]["Dest"] == "+49305550123"
    assert phone.calls.focused
    phone.calls.focused.hang_up()

    phone.ring("301")
    actions.answer(phone)
    await home.act("transfer", destination=name)
    assert sent(phone, "transferCall")[-1]["TransferDest"] == "+49305550123"


async def test_unknown_name_is_not_dialed(home: Home, phone: SimulatedPhone) -> None:
    assert await home.error_key("dial", destination="Aunt Mary") == "invalid_input"
    assert not sent(phone, "dial")


async def test_removed_contact_names_no_caller(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    await add_contact(hass, home.entry, "Mum", "301")
    hass.config_entries.async_remove_subentry(
        home.entry, next(iter(home.entry.subentries))
    )
    phone.ring("301", "Other name")
    await wait(5)
    assert home.state("sensor.remote_party") == "Other name"


async def test_new_contact_names_the_current_caller(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    phone.ring("301", "Other name")
    await wait(5)
    await add_contact(hass, home.entry, "Mum", "301")
    await hass.async_block_till_done()
    await wait(1)
    assert home.state("sensor.remote_party") == "Mum"
