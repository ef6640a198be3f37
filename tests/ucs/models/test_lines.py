"""Lines and registrations of all firmware versions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.poly_phone.ucs import Line, SipUser, UcsClient
from custom_components.poly_phone.ucs.models.lines import parse_lines

from ..stub_server import StubPhone, like_a_phone

LINE_V1 = {
    "LineNumber": "1",
    "RegistrationStatus": "registered",
    "LineType": "private",
    "SIPAddress": "300@pbx.example.com",
    "UserID": "300",
    "Label": "Workshop",
    "Protocol": "SIP",
    "ProxyAddress": "pbx.example.com",
    "Port": "5060",
}
LINE = Line(
    is_registered=True,
    label="Workshop",
    address="300@pbx.example.com",
    user="300",
    kind="private",
    protocol="SIP",
    proxy="pbx.example.com",
    port=5060,
)


def test_line_of_version_1() -> None:
    assert parse_lines([LINE_V1]) == (LINE,)


def test_line_of_version_2() -> None:
    line: dict[str, Any] = {
        "Label": "Workshop",
        "Username": "300",
        "RegistrationStatus": "Registered",
        "DoNotDisturb": "True",
        "Active": "False",
        "CallServers": [{"Working": "True"}],
    }
    [parsed] = parse_lines([line])
    assert (parsed.label, parsed.user) == ("Workshop", "300")
    assert parsed.is_registered is True
    assert parsed.do_not_disturb is True
    extra_key = line | {"CallServers": []}
    assert parse_lines([line, extra_key]) == (parsed,)


def test_line_with_several_keys_is_one_line() -> None:
    """The line keys differ only in their number."""
    second = LINE_V1 | {"LineNumber": "2"}
    other = LINE_V1 | {"LineNumber": "3", "SIPAddress": "301@pbx.example.com"}
    assert parse_lines([LINE_V1, second, other]) == (
        LINE,
        replace(LINE, address="301@pbx.example.com"),
    )


@pytest.mark.parametrize(
    ("word", "is_registered"),
    [
        ("registered", True),
        ("Registered", True),
        ("unregistered", False),
        ("Unregistered", False),
        ("", None),
        ("registering", None),
    ],
)
def test_registration(word: str, is_registered: bool | None) -> None:
    [line] = parse_lines([LINE_V1 | {"RegistrationStatus": word}])
    assert line.is_registered is is_registered


@pytest.mark.parametrize(
    "address", ["300@pbx.example.com", "300", "+4930123456", "agentphone", "Edge"]
)
def test_line_that_lost_its_registration_is_no_placeholder(address: str) -> None:
    """Some firmware omits the proxy of an unregistered line."""
    line = LINE_V1 | {"RegistrationStatus": "unregistered", "SIPAddress": address}
    for key in ("Protocol", "ProxyAddress", "Port"):
        del line[key]
    [parsed] = parse_lines([line], model="Edge E220")
    assert parsed.is_registered is False


def test_registered_line_named_as_the_model_stays() -> None:
    """A user can have the same name as an unconfigured phone."""
    line = LINE_V1 | {"SIPAddress": "trio8800", "UserID": "trio8800"}
    [parsed] = parse_lines([line], model="Trio 8800")
    lost = {"SIPAddress": "trio8800", "RegistrationStatus": "unregistered"}
    assert parse_lines([lost], model="Trio 8800") == ()
    [kept] = parse_lines([lost], model="Trio 8800", registered={parsed.address})
    assert kept.is_registered is False


async def test_client_remembers_registered_lines(
    client: UcsClient, stub: StubPhone
) -> None:
    line = {"SIPAddress": "vvx450", "RegistrationStatus": "registered"}
    stub.answer(like_a_phone(lineInfo=[line]))
    await client.device_info()
    assert await client.lines()
    stub.answer(like_a_phone(lineInfo=[line | {"RegistrationStatus": "unregistered"}]))
    assert [line.is_registered for line in await client.lines()] == [False]


def test_unregistered_line_of_version_2_stays() -> None:
    """Version 2 may have a user name and no address."""
    line = {"Username": "agentphone", "RegistrationStatus": "Unregistered"}
    [parsed] = parse_lines([line], model="VVX 450")
    assert parsed.user == "agentphone"


@pytest.mark.parametrize(
    "data",
    [
        [
            {
                "LineNumber": "1",
                "RegistrationStatus": "unregistered",
                "LineType": "private",
                "SIPAddress": "EdgeE220",
                "UserID": "EdgeE220",
                "Label": "Edge E220",
            }
        ],
        [{"SIPAddress": "CCX600", "Label": "CCX 600", "ProxyAddress": ""}],
        [{}],
        [],
        None,
        {},
    ],
)
@pytest.mark.parametrize("model", ["Edge E220", "CCX 600"])
def test_unconfigured_phone_has_no_lines(data: object, model: str) -> None:
    if isinstance(data, list) and data and data[0]:
        model = data[0]["Label"]
    assert parse_lines(data, model=model) == ()


def test_sip_user() -> None:
    subscription = {"Type": "Subscribe", "RegistrationState": "Active", "Expires": "9"}
    register = {
        "Type": "Register",
        "RegistrationState": "Registering",
        "CallID": "",
        "Expires": "3541",
    }
    user = {"Name": "300", "LineNumber": "1", "TotalCalls": "2"}
    expected = SipUser(
        line=1,
        name="300",
        registration="Registering",
        expires=timedelta(seconds=3541),
        calls=2,
    )
    assert SipUser.from_reply(user | {"Events": [subscription, register]}) == expected
    for events in ({"Events": []}, {"Events": [subscription]}, {}):
        parsed = SipUser.from_reply(user | events)
        assert (parsed.registration, parsed.expires) == (None, None)
