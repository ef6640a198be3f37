"""The emergency numbers of each country, and how dialed numbers are compared."""

from collections.abc import Mapping
from functools import cache
import re
from typing import Final
import unicodedata
from urllib.parse import unquote

_EVERYWHERE: Final = frozenset({"112", "911"})
"""Numbers that mobile networks and many exchanges connect in every country."""

_COUNTRIES: Final[Mapping[str, str]] = {
    "000": "AU CC CX PG",
    "01": "LT LV RU TM UZ",
    "02": "LT LV RU TM UZ",
    "03": "LT LV RU TM UZ",
    "060": "MX",
    "061": "ES",
    "062": "ES",
    "065": "MX",
    "066": "MX",
    "068": "MX",
    "080": "ES MX",
    "085": "ES",
    "088": "ES",
    "091": "ES",
    "10": "LA",
    "100": "AF AR AW BD BE GR IL IN IQ MN NP PS",
    "101": "AM AR AZ BD BE BY EC IL IN KG KZ LT MN NP PS RU TJ TM UA UZ",
    "10111": "NA ZA",
    "10177": "ZA",
    "102": "AF AM AZ BD BY EC IL IN KG KZ LT MN MV NP PS RU TJ TM UA UZ",
    "103": "AM AZ BY KG KZ LT MN NP RU TJ TM UA UZ",
    "104": "BY CU HU IQ KZ RU UA",
    "105": "CU HU MN PE",
    "106": "AU CU PE",
    "107": "AR HU",
    "108": "IN",
    "110": "AD BO BT CI CN DE EE GT ID IR JM JP LK LV NO NR PG SJ SY TR TW TZ",
    "111": "BW CI GE NR NZ PG RW TZ",
    "113": "AO BI BT CD CM ER GE GW ID IT LU LV NO SI SJ SM SY VA VN",
    "114": "BJ CD DK ER FO FR HT KE MU TZ VN",
    "115": "AO FR IQ IR IT LS MU NI PK PT SM SR TL TZ VA VN",
    "116": "AD BJ ER GM LK PE",
    "117": "BI BJ CF CG CH CM GM GW KH LI LS MG MZ PE PH TG",
    "118": "AD BJ BO CD CF CG CH CM GM GW HT ID IT JP KH LI LK MG MV NE NI SM TG VA",
    "119": "AF BO CN CO ID JM JP KH KP KR LK MV MZ TW",
    "120": "CN GT NI",
    "122": "AT BA CN EG GE IQ ME",
    "123": "BA CO EG GT ME",
    "124": "BA ME",
    "125": "CO IR",
    "127": "AL",
    "128": "AL BR NI PY UY",
    "129": "AL",
    "13": "CM",
    "130": "CV",
    "131": "CL CV",
    "132": "CL CO CV",
    "133": "AT CL",
    "14": "DZ",
    "140": "AT LB",
    "141": "AT",
    "1414": "CH LI",
    "144": "AT CH LI",
    "15": "EH FR GF GP MA MC MF ML MQ NC NE PF PK PM RE WF YT",
    "150": "BG CZ MA SK",
    "155": "CZ SK TR",
    "156": "CO CZ TR",
    "158": "CZ SK",
    "16": "GM NC PK",
    "160": "BG",
    "166": "BG GR",
    "1669": "TH",
    "17": "BF CM DJ DZ FR GF GM GP KM MC MF MG ML MQ MR NC NE PF PM RE SN TD WF YT",
    "170": "CI",
    "171": "TG VE",
    "172": "TG",
    "175": "LB",
    "177": "CD EH MA TG",
    "18": "BF BL DJ FR GA GF GM GP KM MC MF MG ML MQ MR NC NE PF PM RE SN TD WF YT",
    "180": "CI EG",
    "185": "CI",
    "188": "CD",
    "19": "EH MA",
    "190": "BR GI LA LY TN",
    "191": "GH JO LA LY TH YE",
    "192": "BR GH HR JO KI MK RS XK",
    "193": "BR GH HR KI LY MK RS XK",
    "194": "HR KI MK RS XK YE",
    "195": "KI LA YE",
    "197": "JO MZ TN",
    "198": "MZ TN",
    "199": "BD BH BW CY GI GR HN MM MW NG TH YE",
    "211": "BB",
    "311": "BB",
    "333": "DM KN",
    "511": "BB",
    "555": "SO",
    "666": "KH",
    "91": "ET",
    "92": "ET RS",
    "93": "ET HR RS",
    "94": "HR RS",
    "901": "MD",
    "902": "MD",
    "903": "MD",
    "919": "BS SX",
    "990": "BZ TT",
    "991": "BN ET ZM",
    "992": "HK KI",
    "993": "BN KI SG ZM ZW",
    "994": "KI WS ZW",
    "995": "BN MU SG WS ZW",
    "996": "CK SA WS",
    "997": "AE BW ET MW PL SA",
    "998": "AE BW CK MW PL SA",
    "999": (
        "AC AE AG BD BH BW CK DM FK GB GG GH HK IE IM JE KE KN LB LC MO MS MU MW MY NU"
        " PL QA SA SB SC SD SG SH SL SO SS SZ TC TO TT TZ UG VC VG WS ZM ZW"
    ),
    "1122": "PK",
    "1220": "CF",
    "1300": "GA",
    "18000": "GB",
    "9999": "OM",
    "90000": "SE",
}
"""Emergency numbers with the ISO 3166 codes of their countries."""


@cache
def _pattern(country: str | None) -> re.Pattern[str]:
    """Return a pattern for the numbers of a country, or of all countries."""
    numbers = _EVERYWHERE | {
        number
        for number, countries in _COUNTRIES.items()
        if country is None or country in countries.split()
    }
    return re.compile(
        r"(?:[*#]\d{1,3}[*#]?)*"  # such as *31# to hide the caller's number
        r"(?:\d{1,2}[,pw]+|00?|9)?"  # outside line
        rf"(?:{'|'.join(sorted(numbers))})"
        r"(?:[#,pw].*)?"  # digits after a pause
    )


def is_emergency_number(number: str, country: str | None) -> bool:
    """Return whether a number calls for help in a country, in any spelling."""
    plain = "".join(
        str(unicodedata.decimal(character, character))
        for character in unicodedata.normalize("NFKC", unquote(number)).lower().strip()
    )
    user = re.split(r"[@;]", re.sub(r"^[a-z][a-z\d]*:(?://)?", "", plain))[0]
    digits = re.sub(r"[^\w*#,]|_", "", user.partition(":")[0])
    return bool(_pattern(country).fullmatch(digits))
