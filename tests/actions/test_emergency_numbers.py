"""Tests of emergency numbers and of the callers that may dial them."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from homeassistant.auth.models import User
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import ServiceValidationError, Unauthorized
from homeassistant.helpers.chat_session import async_get_chat_session
from homeassistant.setup import async_setup_component
import pytest

from custom_components.poly_phone.actions.emergency_numbers import (
    is_emergency_number,
    may_be_emergency_number,
)
from custom_components.poly_phone.phone_numbers import NumberPlan
from simulator import SimulatedPhone
from simulator.control import actions

from ..automations import automate
from ..conftest import Wait, entry_of
from ..home import Home, sent, set_up

ALL_COUNTRIES = NumberPlan(None)


SPELLINGS = [
    "112",
    " 112 ",
    "1 1 2",
    "1-1-2",
    "1.1.2",
    "(112)",
    "+112",
    "00112",
    "0,112",
    "9,112",
    "9,,112",
    "0w112",
    "112#",
    "112*",
    "112,,5",
    "112#0900123456",
    "**112",
    "*31#112",
    "#31#112",
    "*67 112",
    "*21*112#",
    "tel:112",
    "TEL:112",
    "tel:+112",
    "tel:112;phone-context=example.com",
    "sip:112@voice.example.net",
    "sips:112@[2001:db8::1]:5061;transport=tls",
    "sip:112?x=y",
    "sip:sip:112",
    "tel:tel:112",
    "sip:user:112",
    "sip://112",
    "112@192.0.2.5:5060",
    "112:5060",
    "112@evil.example",
    "%31%31%32@voice.example.net",
    "\uff11\uff11\uff12",
    "\u0661\u0661\u0662",
    "urn:service:sos",
    "urn:service:sos.police",
]


BARE = {
    *("112", " 112 ", "1 1 2", "1-1-2", "1.1.2", "(112)"),
    *("tel:112", "TEL:112", "sip://112", "\uff11\uff11\uff12", "\u0661\u0661\u0662"),
}
"""Spellings that only reach the emergency service."""


@pytest.mark.parametrize("number", SPELLINGS)
@pytest.mark.parametrize("country", ["DE", "US", "TV", None])
def test_any_spelling_may_be_an_emergency_number(
    number: str, country: str | None
) -> None:
    plan = NumberPlan(country)
    assert may_be_emergency_number(number, plan, "")
    assert may_be_emergency_number("911", plan, "")


OTHER_NUMBERS = [
    "332",
    "tel:332",
    "9,332",
    "0112",
    "0-112",
    "9112",
    "0110",
    "1120",
    "21121",
    "0301112",
    "+49301112",
    "0112112",
    "112112",
    "floor112",
    "urn:service:counseling",
    "",
]


@pytest.mark.parametrize("number", OTHER_NUMBERS)
def test_other_number_is_no_emergency_number(number: str) -> None:
    plan = NumberPlan("DE")
    assert not may_be_emergency_number(number, plan, "")
    assert not is_emergency_number(number, plan, "")


@pytest.mark.parametrize(
    ("number", "prefix", "expected"),
    [
        ("0112", "0", True),
        ("0,112", "0", True),
        ("112", "0", True),
        ("9112", "0", False),
        ("9112", "9", True),
        ("*9112", "*9", True),
    ],
)
def test_outside_prefix_belongs_to_the_number(
    number: str, prefix: str, expected: bool
) -> None:
    assert may_be_emergency_number(number, NumberPlan("DE"), prefix) is expected


@pytest.mark.parametrize(
    ("country", "number", "expected"),
    [
        ("DE", "112", True),
        ("DE", "110", True),
        ("DE", "1 1 2", True),
        ("DE", "tel:112", True),
        ("DE", "sip:112", True),
        ("DE", "999", False),
        ("DE", "100", False),
        ("US", "911", True),
        ("US", "110", False),
        (None, "112", True),
        (None, "911", True),
        (None, "000", True),
        (None, "999", True),
        *((None, number, False) for number in ("100", "101", "102", "110", "15")),
        *(("DE", number, number in BARE) for number in SPELLINGS),
    ],
)
def test_only_bare_spelling_is_an_emergency_number(
    country: str | None, number: str, expected: bool
) -> None:
    assert is_emergency_number(number, NumberPlan(country), "") is expected


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("AT", "112 122 133 144"),
        ("AU", "000 106 112"),
        ("CZ", "112 150 151 155 158 159"),
        ("DE", "110 112"),
        ("GB", "112 999"),
        ("GE", "011 022 033 112"),
        ("IN", "100 101 102 108 112 1298"),
        ("JP", "110 112 119"),
        ("LT", "011 022 033 112"),
        ("NZ", "111"),
        ("US", "911"),
        ("UZ", "001 050 112"),
        ("ZA", "10111 10177 112"),
    ],
)
def test_country_has_its_emergency_numbers(country: str, numbers: str) -> None:
    for number in numbers.split():
        assert may_be_emergency_number(number, NumberPlan(country), "")
        assert is_emergency_number(number, NumberPlan(country), "")
        assert may_be_emergency_number(number, ALL_COUNTRIES, "")


@pytest.mark.parametrize(
    ("number", "country"),
    [("110", "US"), ("101", "DE"), ("999", "DE"), ("115", "GB"), ("15", "DE")],
)
def test_extension_may_be_an_emergency_number_elsewhere(
    number: str, country: str
) -> None:
    assert not may_be_emergency_number(number, NumberPlan(country), "")
    assert may_be_emergency_number(number, ALL_COUNTRIES, "")


def connect(phone: SimulatedPhone) -> None:
    phone.ring("301")
    actions.answer(phone)


def nothing(phone: SimulatedPhone) -> None:
    """Change nothing."""


CALLING_ACTIONS: dict[
    str, tuple[Callable[[SimulatedPhone], object], dict[str, Any], str]
] = {
    "dial": (nothing, {"destination": "112"}, "dial"),
    "transfer": (connect, {"destination": "112"}, "transferCall"),
    "type_text": (
        lambda phone: actions.hook(phone, True),
        {"text": "112"},
        "simulateTextInput",
    ),
}
"""Actions that can start a call: the preparation, the fields, and the command."""


@pytest.mark.parametrize("action", CALLING_ACTIONS)
async def test_automations_add_ons_and_assistants_may_not_dial_it(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, action: str
) -> None:
    prepare, data, command = CALLING_ACTIONS[action]
    prepare(phone)
    add_on = await hass.auth.async_create_system_user("Add-on")
    for context in (None, Context(), Context(user_id=add_on.id)):
        assert (
            await home.error_key(action, context=context, **data) == "emergency_number"
        )
    assert not sent(phone, command)


@pytest.mark.parametrize("action", CALLING_ACTIONS)
async def test_administrator_may_dial_it(
    home: Home, phone: SimulatedPhone, action: str, hass_admin_user: User
) -> None:
    prepare, data, command = CALLING_ACTIONS[action]
    prepare(phone)
    await home.act(action, context=Context(user_id=hass_admin_user.id), **data)
    assert sent(phone, command)


async def test_person_without_permission_may_dial_it(
    home: Home, phone: SimulatedPhone, hass_read_only_user: User
) -> None:
    context = Context(user_id=hass_read_only_user.id)
    await home.act("dial", context=context, destination="112")
    assert sent(phone, "dial") == [{"Dest": "112"}]


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("dial", {"destination": "112@evil.example"}),
        ("dial", {"destination": "112#0900123456"}),
        ("dial", {"destination": "*21*112#"}),
        ("dial", {"destination": "100"}),
        ("transfer", {"destination": "112"}),
        ("transfer", {"destination": "112@evil.example"}),
        ("type_text", {"text": "112"}),
        ("send_dtmf", {"digits": "112"}),
    ],
)
async def test_person_without_permission_may_do_nothing_else(
    home: Home,
    phone: SimulatedPhone,
    hass_read_only_user: User,
    action: str,
    data: dict[str, str],
) -> None:
    connect(phone)
    phone.requests.clear()
    with pytest.raises(Unauthorized):
        await home.act(action, context=Context(user_id=hass_read_only_user.id), **data)
    assert not phone.requests


@pytest.mark.parametrize("action", ["dial", "transfer"])
@pytest.mark.parametrize(
    "destination", ["sip:sip:112", "tel:tel:112", "sip:user:112", "urn:service:sos"]
)
async def test_second_scheme_is_rejected(
    home: Home,
    phone: SimulatedPhone,
    hass_admin_user: User,
    action: str,
    destination: str,
) -> None:
    """The phone would dial the number after the second scheme."""
    connect(phone)
    refused = await home.error_key(
        action, context=Context(user_id=hass_admin_user.id), destination=destination
    )
    assert refused == "invalid_input"
    refused = await home.error_key(action, destination=destination)
    assert refused == "emergency_number"
    assert not sent(phone, "dial")
    assert not sent(phone, "transferCall")


async def test_option_names_the_outside_prefix(
    hass: HomeAssistant, phone: SimulatedPhone
) -> None:
    home = await set_up(hass, entry_of(phone), outside_prefix="0")
    assert await home.error_key("dial", destination="0112") == "emergency_number"
    await home.act("dial", destination="9112")
    assert sent(phone, "dial") == [{"Dest": "9112"}]


@pytest.mark.parametrize("action", CALLING_ACTIONS)
async def test_automation_may_dial_it_if_the_option_is_on(
    hass: HomeAssistant, phone: SimulatedPhone, action: str
) -> None:
    prepare, data, command = CALLING_ACTIONS[action]
    home = await set_up(hass, entry_of(phone), allow_emergency_calls=True)
    prepare(phone)
    await home.act(action, **data)
    assert sent(phone, command)


async def test_assistant_of_a_person_may_not_dial_it(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, hass_admin_user: User
) -> None:
    """The assistant may have misunderstood the person."""
    context = Context(user_id=hass_admin_user.id)
    with async_get_chat_session(hass):
        key = await home.error_key("dial", context=context, destination="112")
    assert key == "emergency_number"
    assert not sent(phone, "dial")


async def test_contact_with_an_emergency_number_is_not_dialed(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    manager = hass.config_entries.subentries
    flow = await manager.async_init(
        (home.entry.entry_id, "contact"), context={"source": "user"}
    )
    await manager.async_configure(
        flow["flow_id"], {"name": "Fire brigade", "number": "0,112"}
    )
    refused = await home.error_key("dial", destination="fire brigade")
    assert refused == "emergency_number"
    assert not sent(phone, "dial")


async def test_country_of_home_assistant_decides(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone
) -> None:
    for country in ("DE", None):
        await hass.config.async_update(country=country)
        await hass.async_block_till_done()
        assert await home.error_key("dial", destination="110") == "emergency_number"
    await hass.config.async_update(country="US")
    await hass.async_block_till_done()
    await home.act("dial", destination="110")
    assert len(sent(phone, "dial")) == 1


async def test_digits_are_rejected_except_in_a_call(
    home: Home, phone: SimulatedPhone, wait: Wait, hass_admin_user: User
) -> None:
    """Digits dial a number if no call is connected."""
    actions.hook(phone, True)
    await wait(5)
    assert await home.error_key("send_dtmf", digits="112") == "emergency_number"
    assert not sent(phone, "sendDTMF")
    person = Context(user_id=hass_admin_user.id)
    refused = await home.error_key("send_dtmf", context=person, digits="112")
    assert refused == "not_allowed_now"
    assert len(sent(phone, "sendDTMF")) == 1

    actions.hook(phone, False)
    connect(phone)
    await wait(1)
    await home.act("send_dtmf", digits="112")
    assert phone.calls.focused
    assert phone.calls.focused.digits == "112"


async def test_automation_that_a_person_starts_may_not_dial_it(
    hass: HomeAssistant,
    home: Home,
    phone: SimulatedPhone,
    hass_admin_user: User,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The person may not know that the automation dials the number."""
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


@pytest.mark.parametrize("is_allowed", [False, True])
async def test_script_that_a_person_starts_may_not_dial_it(
    hass: HomeAssistant, phone: SimulatedPhone, hass_admin_user: User, is_allowed: bool
) -> None:
    """The script chose the number, not the person."""
    home = await set_up(hass, entry_of(phone), allow_emergency_calls=is_allowed)
    dial = {
        "action": "poly_phone.dial",
        "target": {"device_id": home.device_id},
        "data": {"destination": "{{ number }}"},
    }
    assert await async_setup_component(
        hass, "script", {"script": {"call": {"sequence": [dial]}}}
    )
    person = Context(user_id=hass_admin_user.id)
    for context in (None, person):
        with suppress(ServiceValidationError):
            await hass.services.async_call(
                "script", "call", {"number": "112"}, blocking=True, context=context
            )
    assert len(sent(phone, "dial")) == 2 * is_allowed
