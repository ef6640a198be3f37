"""Comparison and display of telephone numbers, and the emergency numbers of countries."""

from homeassistant.core import HomeAssistant
from hypothesis import given, strategies as st
from phonenumbers import (
    SUPPORTED_REGIONS,
    SUPPORTED_SHORT_REGIONS,
    PhoneNumberFormat,
    PhoneNumberType,
    example_number_for_type,
    format_number,
)
from phonenumbers.shortnumberinfo import is_emergency_number
import pytest

from custom_components.poly_phone.phone_numbers import NumberPlan
from simulator import SimulatedPhone
from simulator.control import actions

from .home import Home, Wait

ALL_COUNTRIES = NumberPlan(None)


@pytest.mark.parametrize(
    ("country", "spellings", "key"),
    [
        (
            "DE",
            [
                "+49 30 5550123",
                "0049 30 5550123",
                "+49 (0)30 555-0123",
                "(030) 5550123",
                "030/5550123",
                "030.555.0123",
                "030\u2013555\u20110123",
                "\uff10\uff13\uff105550123",
                "tel:+49-30-5550123",
                "sip:+49305550123@sip.example.net;user=phone",
            ],
            "+49305550123",
        ),
        ("DE", ["+43 1 2345678", "0043 1 2345678"], "+4312345678"),
        ("FR", ["01.23.45.67.89", "+33 1 23 45 67 89"], "+33123456789"),
        ("US", ["(212) 555-0123", "1 212 555 0123", "+12125550123"], "+12125550123"),
        ("US", ["011 49 30 5550123", "+49305550123"], "+49305550123"),
        ("CA", ["212 555 0123", "+1 212 555 0123"], "+12125550123"),
        ("GB", ["01534 123456", "+44 1534 123456"], "+441534123456"),
        ("IT", ["06 1234567", "+39 06 1234567"], "+39061234567"),
        ("NO", ["22 12 34 56", "+47 22 12 34 56"], "+4722123456"),
        ("RU", ["8 (495) 123-45-67", "+7 495 123 45 67"], "+74951234567"),
        (None, ["+49 30 5550123", "0049305550123"], "+49305550123"),
    ],
)
def test_spellings_of_a_number_have_one_key(
    country: str | None, spellings: list[str], key: str
) -> None:
    assert {NumberPlan(country).key(number) for number in spellings} == {key}


@pytest.mark.parametrize("country", ["DE", "US", "FR", "NO", None])
@pytest.mark.parametrize("number", ["301", "+301", "00301", "0301", "*97", "112"])
def test_extension_stays_as_it_is(country: str | None, number: str) -> None:
    assert NumberPlan(country).key(number) == number
    assert NumberPlan(country).national(number) == number


@pytest.mark.parametrize(
    ("address", "key"),
    [("sip:Jane.Doe@example.com", "jane.doe"), ("door@192.0.2.7", "door")],
)
def test_address_is_compared_without_scheme_and_host(address: str, key: str) -> None:
    assert NumberPlan("DE").key(address) == key


@pytest.mark.parametrize(
    ("country", "number", "national"),
    [
        ("DE", "+49305550123", "030 5550123"),
        ("US", "+12125550123", "(212) 555-0123"),
        ("FR", "+33123456789", "01 23 45 67 89"),
        ("FR", "+49305550123", "+49305550123"),
        ("FR", "door@192.0.2.7", "door@192.0.2.7"),
        (None, "+49305550123", "+49305550123"),
    ],
)
def test_number_of_the_country_is_shown_as_people_write_it(
    country: str | None, number: str, national: str
) -> None:
    assert NumberPlan(country).national(number) == national


@pytest.mark.parametrize("country", sorted(SUPPORTED_REGIONS))
def test_national_and_international_spelling_have_one_key(country: str) -> None:
    """Every region that the library knows, with its example of a landline."""
    number = example_number_for_type(country, PhoneNumberType.FIXED_LINE)
    if number is None:
        number = example_number_for_type(country, PhoneNumberType.MOBILE)
    assert number
    plan = NumberPlan(country)
    international = format_number(number, PhoneNumberFormat.E164)
    if len(international) > 10:
        national = format_number(number, PhoneNumberFormat.NATIONAL)
        assert plan.key(national) == plan.key(international) == international


@given(st.text(max_size=40))
def test_any_text_has_a_key(text: str) -> None:
    for country in ("DE", "US", None):
        plan = NumberPlan(country)
        assert plan.key(plan.key(text)) == plan.key(text)


EMERGENCY_NUMBERS = [
    str(number).zfill(length)
    for length in range(2, 6)
    for number in range(10**length)
    if ALL_COUNTRIES.emergency_numbers.fullmatch(str(number).zfill(length))
]


@pytest.mark.parametrize("country", sorted(SUPPORTED_SHORT_REGIONS))
def test_emergency_numbers_are_those_of_the_library(country: str) -> None:
    plan = NumberPlan(country)
    for number in EMERGENCY_NUMBERS:
        is_known = is_emergency_number(number, country) or number in ("112", "911")
        assert bool(plan.emergency_numbers.fullmatch(number)) == is_known


async def test_change_of_the_country_renames_callers(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    manager = hass.config_entries.subentries
    flow = await manager.async_init(
        (home.entry.entry_id, "contact"), context={"source": "user"}
    )
    await manager.async_configure(
        flow["flow_id"], {"name": "Mum", "number": "+49 30 5550123"}
    )
    phone.ring("0305550123")
    await wait(5)
    assert home.state("sensor.remote_party") == "0305550123"
    await hass.config.async_update(country="DE")
    await wait(5)
    actions.hang_up(phone)
    await wait(5)
    phone.ring("0305550123")
    await wait(5)
    assert home.state("sensor.remote_party") == "Mum"
