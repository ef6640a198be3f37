"""The phone's spellings of values, in all forms that are known."""

from datetime import datetime, timedelta
from typing import Any
import unicodedata

from hypothesis import given, strategies as st
import pytest

from custom_components.poly_phone.ucs import parsing

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just("")
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Door", "Door"),
        (" Door ", "Door"),
        (12, "12"),
        (4.5, "4.5"),
        (True, "True"),
        (0, "0"),
        ("", None),
        ("  ", None),
        (None, None),
        ([], None),
        ({"a": "b"}, None),
        (["Door"], None),
    ],
)
def test_text(value: object, text: str | None) -> None:
    assert parsing.text({"Key": value}, "Key") == text


def test_text_uses_the_first_key() -> None:
    data: dict[str, Any] = {"Second": "2", "Third": "3"}
    assert parsing.text(data, "First", "Second", "Third") == "2"
    assert parsing.text(data | {"First": ""}, "First", "Second") == "2"
    assert parsing.text(data | {"First": "1"}, "First", "Second") == "1"
    assert parsing.text(data, "Fourth") is None


@pytest.mark.parametrize(
    ("value", "integer", "number"),
    [
        ("12", 12, 12.0),
        (12, 12, 12.0),
        (" 12 ", 12, 12.0),
        ("-20", -20, -20.0),
        ("35.5", 35, 35.5),
        (35.5, 35, 35.5),
        ("3000000000", 3_000_000_000, 3e9),
        (str(2**63 - 1), 2**63 - 1, float(2**63)),
        (2**63 - 1, 2**63 - 1, float(2**63)),
        ("", None, None),
        ("v", None, None),
        ("100Mbps", None, None),
        ("1e999", None, None),
        ("nan", None, None),
        ("-inf", None, None),
        (float("inf"), None, None),
        (float("nan"), None, None),
        (True, None, None),
        (None, None, None),
        ([1], None, None),
        ("9" * 5000, None, None),
    ],
)
def test_numbers(value: object, integer: int | None, number: float | None) -> None:
    """Counters are exact beyond what a float holds, and beyond 31 bits."""
    assert parsing.integer({"Key": value}, "Key") == integer
    assert parsing.number({"Key": value}, "Key") == number


@pytest.mark.parametrize(
    ("words", "flag"),
    [
        ("True true 1 yes Yes enabled Enabled registered Registered on", True),
        ("False false 0 no No disabled Disabled unregistered Unregistered off", False),
        ("Registering unknown 2 -", None),
    ],
)
def test_flag(words: str, flag: bool | None) -> None:
    """A whole word decides: `unregistered` contains `registered`."""
    for word in words.split():
        assert parsing.flag({"Key": word}, "Key") is flag, word


@pytest.mark.parametrize(
    ("value", "flag"),
    [(True, True), (False, False), (1, True), (0, False), ("", None), (None, None)],
)
def test_flag_of_json(value: object, flag: bool | None) -> None:
    assert parsing.flag({"Key": value}, "Key") is flag


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-09-19T09:29:13", datetime(2026, 9, 19, 9, 29, 13)),  # noqa: DTZ001
        ("2026-09-19 09:29:13", datetime(2026, 9, 19, 9, 29, 13)),  # noqa: DTZ001
        ("2026-09-19T09:29:13Z", datetime(2026, 9, 19, 9, 29, 13)),  # noqa: DTZ001
        ("1970-01-01T00:00:05", datetime(1970, 1, 1, 0, 0, 5)),  # noqa: DTZ001
        ("0001-01-01T00:00:00", None),
        ("9999-12-31T23:59:59", None),
        ("2026-13-01T00:00:00", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_moment(value: object, moment: datetime | None) -> None:
    """Phones report the time of their clock without a time zone."""
    assert parsing.moment({"Key": value}, "Key") == moment


@pytest.mark.parametrize(
    ("value", "days", "hours", "minutes", "seconds"),
    [
        ("0 Day 2:26:00", 0, 2, 26, 0),
        ("0 Day 22:02:09", 0, 22, 2, 9),
        ("1 day 1:41:50", 1, 1, 41, 50),
        ("1 Day 01:41:50", 1, 1, 41, 50),
        ("20 Days 16:11:42", 20, 16, 11, 42),
        ("3.02:24:46", 3, 2, 24, 46),
        ("2:26:00", 0, 2, 26, 0),
        ("4 mins 49 secs", 0, 0, 4, 49),
        ("1 min 1 sec", 0, 0, 1, 1),
        ("26 secs", 0, 0, 0, 26),
        ("1 hour 2 mins 3 secs", 0, 1, 2, 3),
        ("2 hours", 0, 2, 0, 0),
        ("0 days, 3 hours, 8 minutes, 56 seconds", 0, 3, 8, 56),
        ("Active call duration 5 mins 25 secs", 0, 0, 5, 25),
        ("308", 0, 0, 0, 308),
        ("0", 0, 0, 0, 0),
        (308, 0, 0, 0, 308),
        ({"Days": "1", "Hours": "2", "Minutes": "3", "Seconds": "4"}, 1, 2, 3, 4),
        ({"seconds": 4, "minutes": 3, "hours": 2, "days": 1}, 1, 2, 3, 4),
        ({"Days": "", "Hours": "2", "Minutes": "x", "Seconds": None}, 0, 2, 0, 0),
    ],
)
def test_duration(
    value: object, days: int, hours: int, minutes: int, seconds: int
) -> None:
    assert parsing.duration(value) == timedelta(
        days=days, hours=hours, minutes=minutes, seconds=seconds
    )


@pytest.mark.parametrize(
    "value",
    [
        "",
        "  ",
        None,
        True,
        12.5,
        [],
        ["308"],
        {},
        {"Days": "1"},
        {"Days": "9" * 12, "Hours": "0", "Minutes": "0", "Seconds": "0"},
        {"Days": "-1", "Hours": "0", "Minutes": "0", "Seconds": "0"},
        "-1",
        "some time",
        "1:2:3",
        "9" * 12,
        "9" * 5000,
        "99999999999 Days 0:00:00",
        "999999999 days",
        "999999999999 days",
    ],
)
def test_no_duration(value: object) -> None:
    """Invalid spans, and spans longer than any uptime."""
    assert parsing.duration(value) is None


@pytest.mark.parametrize(
    "value", ["1" * 1_000_000, "1 " * 500_000, " " * 1_000_000, "1:" * 500_000]
)
def test_endless_duration_is_rejected_fast(value: str) -> None:
    """A reply as long as the longest that is read does not keep Home Assistant busy."""
    assert parsing.duration(value) is None


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("200", "200"),
        ("+4930123456", "+4930123456"),
        ("*97", "*97"),
        ("sip:200@pbx.example.com", "200"),
        ("SIP:200@pbx.example.com:5060;transport=tls", "200"),
        ("sips:200@pbx.example.com", "200"),
        ("tel:+4930123456;phone-context=x", "+4930123456"),
        ("200@pbx.example.com", "200"),
        ("sip:room1@example.com", "room1@example.com"),
        ("room1@example.com?subject=x", "room1@example.com"),
        ("meet**67@video.example.com", "meet**67@video.example.com"),
        ("room1", "room1"),
        ('"Bob" <sip:203@pbx.example.com>', "203"),
        ("<sip:room1@pbx.example.com>;tag=x", "room1@pbx.example.com"),
        (" sip:2\x0000@pbx\r\nX: y", "200"),
        ("1" * 200, "1" * 127 + "…"),
        ("sip:", None),
        ("", None),
        (None, None),
        (200, "200"),
    ],
)
def test_address(value: object, address: str | None) -> None:
    assert parsing.address({"Key": value}, "Key") == address


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("Front door", "Front door"),
        ("sip:1234@cloud.example.com", "1234@cloud.example.com"),
        ("sips:1234@cloud.example.com", "1234@cloud.example.com"),
        ("room1@example.com", "room1@example.com"),
        ("SIP:200@x", "200@x"),
        ("tel:1234", "1234"),
        ("TEL:1234", "1234"),
        ("Cursip: the shop", "Cursip: the shop"),
        ("Front\r\n\tdoor", "Front door"),
        ("Front\x00 \x1b[31mdoor\x9b\x7f", "Front [31mdoor"),
        ("a\u202eb\u2066c\ud800d\ufffe", "abcd"),
        ("<b>Front</b> <script src='x'>door</script>", "Front door"),
        ("<Lab>", "Lab"),
        ("I <3 you", "I <3 you"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ('"Bob" <sip:203@pbx>', "Bob"),
        ("x" * 128, "x" * 128),
        ("x" * 5000, "x" * 127 + "…"),
        ("<x>" * 2000, "x" * 127 + "…"),
        ("\x00\n", None),
        ("sip:", None),
        ("", None),
        (None, None),
    ],
)
def test_name(value: object, name: str | None) -> None:
    assert parsing.name({"Key": value}, "Key") == name


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"K\xc3\xbcche", "Küche"),
        (b"\xef\xbb\xbfK\xc3\xbcche", "Küche"),
        (b"K\xfcche, Se\xf1ora", "Küche, Señora"),
        (b"\x93caf\xe9\x94 \x80", "\u201ccafé\u201d €"),
        (b"K\xc3\xbcche \xff M\xc3\xbcller", "Küche ÿ Müller"),
        (b"M\xc3", "MÃ"),
        (b"\x81", "\ufffd"),
        (b"", ""),
    ],
)
def test_encoding_is_detected(body: bytes, text: str) -> None:
    assert parsing.decoded(body) == text


@pytest.mark.parametrize(
    ("value", "mac"),
    [
        ("64167fa00001", "64167fa00001"),
        ("64167FA00001", "64167fa00001"),
        ("64:16:7f:a0:00:01", "64167fa00001"),
        ("64-16-7F-A0-00-01", "64167fa00001"),
        ("6416.7fa0.0001", "64167fa00001"),
        ("64167fa0000", None),
        ("64167fa000011", None),
        ("phone", None),
        ("", None),
    ],
)
def test_mac(value: str, mac: str | None) -> None:
    assert parsing.mac(value) == mac


@pytest.mark.parametrize(
    ("value", "objects"),
    [
        ([{"a": 1}, {"b": 2}], [{"a": 1}, {"b": 2}]),
        ({"a": 1}, [{"a": 1}]),
        ([{"a": 1}, "b", None, []], [{"a": 1}]),
        ([], []),
        (None, []),
        ("text", []),
    ],
)
def test_repr_has_nothing_personal(value: object, objects: list[object]) -> None:
    assert list(parsing.objects(value)) == objects


@given(SCALARS | st.lists(SCALARS) | st.dictionaries(st.text(), SCALARS))
def test_any_value_is_parsed_without_error(value: object) -> None:
    """Nothing that a phone may send makes a parser raise."""
    data = {"Key": value}
    for parse in (
        parsing.text,
        parsing.integer,
        parsing.number,
        parsing.flag,
        parsing.moment,
        parsing.address,
        parsing.label,
        parsing.name,
    ):
        parse(data, "Key")
    parsing.duration(value)
    list(parsing.objects(value))


@given(st.text() | st.text(alphabet='<>/ab "\n\t\0@:;sip', max_size=400))
def test_any_text_becomes_a_clean_label(text: str) -> None:
    for parse in (parsing.label, parsing.name, parsing.address):
        if (value := parse({"Key": text}, "Key")) is not None:
            assert 0 < len(value) <= 128
            assert value == " ".join(value.split())
            value.encode()
            assert not any(unicodedata.category(letter) == "Cc" for letter in value)


@given(
    st.timedeltas(min_value=timedelta(), max_value=timedelta(days=36000)),
    st.sampled_from(["clock", "dotted", "words", "object", "seconds"]),
)
def test_duration_is_parsed_from_any_spelling(span: timedelta, form: str) -> None:
    span -= timedelta(microseconds=span.microseconds)
    hours, rest = divmod(span.seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    written: dict[str, object] = {
        "clock": f"{span.days} Days {hours}:{minutes:02}:{seconds:02}",
        "dotted": f"{span.days}.{hours:02}:{minutes:02}:{seconds:02}",
        "words": f"{span.days} days {hours} hours {minutes} mins {seconds} secs",
        "object": {
            "Days": str(span.days),
            "Hours": str(hours),
            "Minutes": str(minutes),
            "Seconds": str(seconds),
        },
        "seconds": str(int(span.total_seconds())),
    }
    assert parsing.duration(written[form]) == span
