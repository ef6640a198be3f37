"""Telephone numbers in the numbering plan of Home Assistant's country."""

from collections.abc import Iterator, Mapping
import re
from typing import Any, Final

from homeassistant.const import EVENT_CORE_CONFIG_UPDATE
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.util.hass_dict import HassKey
from phonenumbers import (
    SUPPORTED_SHORT_REGIONS,
    NumberParseException,
    PhoneMetadata,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    parse,
    region_code_for_country_code,
)

from .const import DOMAIN
from .ucs import UcsInputError, validate_destination

SHORTEST: Final = 7
"""Digits of the shortest number of a country. Shorter ones are extensions."""

_EMERGENCY_EVERYWHERE: Final = "112|911"
"""Numbers that mobile networks and many exchanges connect in every country."""

_DIGITS: Final = re.compile(r"\+?\d+")


class NumberPlan:
    """The numbering plan of a country.

    Creating it imports metadata of the country, so create it in the executor.
    """

    def __init__(self, country: str | None) -> None:
        """Load the metadata of a country; without one only emergency numbers."""
        self.country = country
        self._metadata = PhoneMetadata.metadata_for_region(country or "")
        if self._metadata and self._metadata.country_code:
            # The first country of a country code has the formats of all its countries.
            PhoneMetadata.metadata_for_region(
                region_code_for_country_code(self._metadata.country_code)
            )
        self.emergency_numbers = re.compile(
            "|".join([_EMERGENCY_EVERYWHERE, *_emergency_patterns(country)])
        )
        """Matches the emergency numbers of the country; without one, of all."""

    def key(self, number: str) -> str:
        """Return what all spellings of a number or an address have in common.

        The host is left out, because the call log of a phone may omit it.
        """
        user = re.split("[@;]", _cleaned(number))[0].casefold()
        if parsed := self._parse(user):
            return format_number(parsed, PhoneNumberFormat.E164)
        return self._with_plus(user)

    def national(self, number: str) -> str:
        """Return a number of the country as people write it, others unchanged."""
        if parsed := self._parse(number):
            return format_number(parsed, PhoneNumberFormat.NATIONAL)
        return number

    def _parse(self, digits: str) -> PhoneNumber | None:
        """Return a number of the country, unless it is an extension."""
        metadata = self._metadata
        if metadata is None or len(digits) < SHORTEST or not _DIGITS.fullmatch(digits):
            return None
        number = self._with_plus(digits)
        is_international = number.startswith("+")
        if is_international and not number.startswith(f"+{metadata.country_code}"):
            return None
        try:
            parsed = parse(number, self.country)
        except NumberParseException:
            return None
        if is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
            return None
        # The prefix 0 decides whether a number is an extension. Others may be omitted.
        if metadata.national_prefix == "0" and not is_international:
            national = format_number(parsed, PhoneNumberFormat.NATIONAL)
            return parsed if re.sub(r"\D", "", national) == digits else None
        return parsed

    def _with_plus(self, digits: str) -> str:
        """Replace the prefix of international calls with a plus sign."""
        prefix = self._metadata.international_prefix if self._metadata else None
        match = re.match(prefix or "00", digits)
        if match and len(digits) >= match.end() + SHORTEST:
            return f"+{digits[match.end() :]}"
        return digits


def _emergency_patterns(country: str | None) -> Iterator[str]:
    """Yield the patterns of the emergency numbers of one or all countries."""
    for region in [country] if country else sorted(SUPPORTED_SHORT_REGIONS):
        metadata = PhoneMetadata.short_metadata_for_region(region)
        numbers = metadata.emergency if metadata else None
        if numbers and numbers.national_number_pattern:
            yield numbers.national_number_pattern


def _cleaned(number: str) -> str:
    """Return a number as the phone dials it."""
    try:
        return validate_destination(number)
    except UcsInputError:
        return number.strip()


DATA_NUMBER_PLAN: Final[HassKey[NumberPlan]] = HassKey(f"{DOMAIN}_number_plan")


async def async_setup_number_plan(hass: HomeAssistant) -> None:
    """Load the numbering plan, and load it again when the country changes."""

    async def load(_: Event[Mapping[str, Any]] | None = None) -> None:
        hass.data[DATA_NUMBER_PLAN] = await hass.async_add_executor_job(
            NumberPlan, hass.config.country
        )

    @callback
    def has_country(data: Mapping[str, Any]) -> bool:
        return "country" in data

    await load()
    hass.bus.async_listen(EVENT_CORE_CONFIG_UPDATE, load, event_filter=has_country)


@callback
def number_plan(hass: HomeAssistant) -> NumberPlan:
    """Return the numbering plan of Home Assistant's country."""
    return hass.data[DATA_NUMBER_PLAN]
