"""Recognizes emergency numbers: strictly for people, widely for automations."""

import re
from typing import Final
import unicodedata
from urllib.parse import unquote

from ..phone_numbers import NumberPlan
from ..ucs import UcsInputError, validate_destination

_USUAL_NUMBERS: Final = frozenset({"000", "112", "911", "999"})
"""The emergency numbers that people may dial while no country is set."""

_SCHEMES: Final = re.compile(r"(?:[a-z][a-z\d+.-]*:(?://)?)*")
_CODES: Final = r"(?:[*#]{2,}\d{0,3}[*#]?|[*#]\d{1,3}[*#]?)*"
"""Feature codes before a number, such as `*31#`, which hides the caller's number."""

_PAUSE: Final = "[,pw]+"
_REST: Final = r"(?:[*#,pw].*)?"
"""Digits that the phone sends after the number."""

_SERVICE: Final = re.compile(r"(?:urn:)?service:sos(?:\..*)?")
"""The emergency service of RFC 5031."""


def is_emergency_number(number: str, plan: NumberPlan, outside_prefix: str) -> bool:
    """Return whether a number is exactly an emergency number of the country."""
    try:
        digits = validate_destination(number)
    except UcsInputError:
        return False
    numbers = {digits}
    if outside_prefix:
        numbers.add(digits.removeprefix(outside_prefix))
    if plan.country is None:
        return not numbers.isdisjoint(_USUAL_NUMBERS)
    return any(map(plan.emergency_numbers.fullmatch, numbers))


def may_be_emergency_number(number: str, plan: NumberPlan, outside_prefix: str) -> bool:
    """Return whether a number may reach an emergency service, in any spelling."""
    plain = unicodedata.normalize("NFKC", unquote(number)).lower().strip()
    if _SERVICE.fullmatch(plain):
        return True
    plain = "".join(str(unicodedata.decimal(one, one)) for one in plain)
    user = re.split(r"[@;?]", _SCHEMES.sub("", plain, count=1))[0]
    digits = re.sub(r"[^\w*#,]|_", "", user.partition(":")[0])
    prefix = re.escape(outside_prefix)
    outside = rf"(?:\d{{1,2}}{_PAUSE}|{prefix}{_PAUSE}|{prefix}|00)?"
    pattern = f"{_CODES}{outside}(?:{plan.emergency_numbers.pattern}){_REST}"
    return re.fullmatch(pattern, digits) is not None
