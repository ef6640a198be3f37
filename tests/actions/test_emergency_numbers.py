"""Emergency numbers: what counts as one, and who may have a phone dial it."""

from collections.abc import Callable
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError
from homeassistant.helpers.chat_session import async_get_chat_session
from homeassistant.setup import async_setup_component
import pytest

from custom_components.poly_phone.actions.emergency_numbers import is_emergency_number
from simulator import SimulatedPhone
from simulator.control import actions

from ..automations import automate
from ..conftest import Wait, entry_of
from ..home import Home, sent, set_up


@pytest.mark.parametrize(
    "number",
    [
        "112",
        " 112 ",
        "1 1 2",
        "1-1-2",
        "(112)",
        "+112",
        "00112",
        "0112",
        "0-112",
        "9112",
        "9,112",
        "9,,112",
        "0w112",
        "112#",
        "112,,5",
        "*31#112",
        "#31#112",
        "*67 112",
        "tel:112",
        "TEL:112",
        "tel:+112",
        "tel:112;phone-context=example.com",
        "sip:112@voice.example.net",
        "sips:112@[2001:db8::1]:5061;transport=tls",
        "112@192.0.2.5:5060",
        "112:5060",
        "%31%31%32@voice.example.net",
        "１１２",
        "١١٢",
    ],
)
@pytest.mark.parametrize("country", ["DE", "US", "TV", None])
def test_ways_to_write_it(number: str, country: str | None) -> None:
    assert is_emergency_number(number, country)
    assert is_emergency_number("911", country)


@pytest.mark.parametrize(
    "number",
    [
        "332",
        "tel:332",
        "9,332",
        "1120",
        "21121",
        "0301112",
        "+49301112",
        "0112112",
        "112112",
        "floor112",
        "",
    ],
)
def test_other_numbers(number: str) -> None:
    assert not is_emergency_number(number, "DE")


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("AT", "112 122 133 144"),
        ("AU", "000 106 112"),
        ("BE", "100 101 112"),
        ("BR", "128 190 192 193"),
        ("CH", "112 117 118 144"),
        ("CN", "110 119 120 122"),
        ("CZ", "112 150 155 158"),
        ("DE", "110 112"),
        ("ES", "061 062 091 112"),
        ("FR", "15 17 18 112 114 115"),
        ("GB", "112 999"),
        ("IE", "112 999"),
        ("IN", "100 101 102 108 112"),
        ("IT", "112 113 115 118"),
        ("JP", "110 118 119"),
        ("KR", "112 119"),
        ("MX", "911"),
        ("NL", "112 911"),
        ("NO", "110 112 113"),
        ("NZ", "111"),
        ("PL", "112 997 998 999"),
        ("RU", "101 102 103 104 112"),
        ("SG", "995 999"),
        ("TH", "191 199 1669"),
        ("TR", "110 112 155"),
        ("UA", "101 102 103 104 112"),
        ("US", "911"),
        ("ZA", "10111 10177 112"),
    ],
)
def test_the_numbers_of_a_country(country: str, numbers: str) -> None:
    for number in numbers.split():
        assert is_emergency_number(number, country)
        assert is_emergency_number(number, None)


@pytest.mark.parametrize(
    ("number", "country"),
    [("110", "US"), ("101", "DE"), ("999", "DE"), ("115", "GB"), ("15", "DE")],
)
def test_an_extension_that_is_one_elsewhere(number: str, country: str) -> None:
    assert not is_emergency_number(number, country)
    assert is_emergency_number(number, None)


def connect(phone: SimulatedPhone) -> None:
    phone.ring("301")
    actions.answer(phone)


def nothing(phone: SimulatedPhone) -> None:
    """Leave the phone as it is."""


WAYS: dict[str, tuple[Callable[[SimulatedPhone], object], dict[str, Any], str]] = {
    "dial": (nothing, {"destination": "112"}, "dial"),
    "transfer": (connect, {"destination": "112"}, "transferCall"),
    "type_text": (
        lambda phone: actions.hook(phone, True),
        {"text": "112"},
        "simulateTextInput",
    ),
}
"""Actions that lead to a call: what the phone does before, fields, and the command."""


@pytest.mark.parametrize("action", WAYS)
async def test_who_may_not_dial_it(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, action: str
) -> None:
    """Nobody who is not a person: neither automations nor add-ons nor assistants."""
    prepare, data, command = WAYS[action]
    prepare(phone)
    add_on = await hass.auth.async_create_system_user("Add-on")
    for context in (None, Context(), Context(user_id=add_on.id)):
        assert await home.refusal(action, context=context, **data) == "emergency_number"
    assert not sent(phone, command)


@pytest.mark.parametrize("action", WAYS)
async def test_who_may_dial_it(
    home: Home, phone: SimulatedPhone, action: str, hass_read_only_user: User
) -> None:
    """A person, whoever that is."""
    prepare, data, command = WAYS[action]
    prepare(phone)
    await home.act(action, context=Context(user_id=hass_read_only_user.id), **data)
    assert sent(phone, command)


@pytest.mark.parametrize("action", WAYS)
async def test_a_phone_whose_owner_allows_it(
    hass: HomeAssistant, phone: SimulatedPhone, action: str
) -> None:
    prepare, data, command = WAYS[action]
    home = await set_up(hass, entry_of(phone), allow_emergency_calls=True)
    prepare(phone)
    await home.act(action, **data)
    assert sent(phone, command)


async def test_a_person_who_talks(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, hass_admin_user: User
) -> None:
    """An assistant may have misunderstood, whatever it uses to do what it understood."""
    context = Context(user_id=hass_admin_user.id)
    with async_get_chat_session(hass):
        key = await home.refusal("dial", context=context, destination="112")
    assert key == "emergency_number"
    assert not sent(phone, "dial")


async def test_a_contact_that_has_it(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    manager = hass.config_entries.subentries
    flow = await manager.async_init(
        (home.entry.entry_id, "contact"), context={"source": "user"}
    )
    await manager.async_configure(
        flow["flow_id"], {"name": "Fire brigade", "number": "0112"}
    )
    refused = await home.refusal("dial", destination="fire brigade")
    assert refused == "emergency_number"
    assert not sent(phone, "dial")


async def test_the_country_of_the_home_decides(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    hass.config.country = "DE"
    assert await home.refusal("dial", destination="110") == "emergency_number"
    hass.config.country = None
    assert await home.refusal("dial", destination="110") == "emergency_number"
    hass.config.country = "US"
    await home.act("dial", destination="110")
    assert len(sent(phone, "dial")) == 1


async def test_tones(
    home: Home, phone: SimulatedPhone, wait: Wait, hass_admin_user: User
) -> None:
    """They dial, unless somebody listens to them."""
    actions.hook(phone, True)
    await wait(5)
    assert await home.refusal("send_dtmf", digits="112") == "emergency_number"
    assert not sent(phone, "sendDTMF")
    person = Context(user_id=hass_admin_user.id)
    refused = await home.refusal("send_dtmf", context=person, digits="112")
    assert refused == "not_allowed_now"
    assert len(sent(phone, "sendDTMF")) == 1

    actions.hook(phone, False)
    connect(phone)
    await wait(1)
    await home.act("send_dtmf", digits="112")
    assert phone.calls.focused
    assert phone.calls.focused.digits == "112"


async def test_an_automation(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    hass_admin_user: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Also one that a person starts: it may have been written for something else."""
    dial = {
        "action": "poly_phone.dial",
        "target": {"device_id": home.device_id},
        "data": {"destination": "112"},
    }
    await automate(
        hass,
        {
            "Help": {
                "triggers": {"trigger": "event", "event_type": "help"},
                "actions": dial,
            }
        },
    )
    person = Context(user_id=hass_admin_user.id)
    hass.bus.async_fire("help", context=person)
    await hass.async_block_till_done()
    assert not sent(phone, "dial")
    assert "does not dial emergency numbers" in caplog.text

    await hass.services.async_call(
        "automation",
        "trigger",
        {"entity_id": "automation.help"},
        blocking=True,
        context=person,
    )
    assert not sent(phone, "dial")


async def test_a_script(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, hass_admin_user: User
) -> None:
    """What a person starts with a script, that person does."""
    dial = {
        "action": "poly_phone.dial",
        "target": {"device_id": home.device_id},
        "data": {"destination": "112"},
    }
    assert await async_setup_component(
        hass, "script", {"script": {"help": {"sequence": [dial]}}}
    )
    with pytest.raises(ServiceValidationError):
        await hass.services.async_call("script", "help", blocking=True)
    assert not sent(phone, "dial")

    person = Context(user_id=hass_admin_user.id)
    await hass.services.async_call("script", "help", blocking=True, context=person)
    assert len(sent(phone, "dial")) == 1
