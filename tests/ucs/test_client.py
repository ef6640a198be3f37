"""The commands and the requests that they send."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from custom_components.poly_phone.ucs import (
    Command,
    UcsClient,
    UcsCommandError,
    UcsInputError,
    UcsReplyError,
)

from .stub_server import DEVICE, StubPhone, like_a_phone, reply

type Ask = Callable[[UcsClient], Awaitable[Any]]

QUESTIONS: dict[Command, Ask] = {
    Command.DEVICE_INFO_2: UcsClient.device_info,
    Command.DEVICE_STATISTICS: UcsClient.device_statistics,
    Command.RUNNING_CONFIGURATION: UcsClient.running_configuration,
    Command.NETWORK_INFO: UcsClient.network_info,
    Command.NETWORK_STATISTICS: UcsClient.network_statistics,
    Command.LINE_INFO: UcsClient.lines,
    Command.LINE_INFO_2: UcsClient.lines_with_do_not_disturb,
    Command.SIP_STATUS: UcsClient.sip_status,
    Command.CALL_STATUS_2: UcsClient.calls,
    Command.POLL_FOR_STATUS: UcsClient.poll_status,
    Command.COMMUNICATION_INFO: UcsClient.communication_info,
    Command.SESSION_STATISTICS: UcsClient.sessions,
    Command.LOCATION_INFO: UcsClient.location_info,
    Command.PRESENCE: UcsClient.presence,
    Command.CALL_LOG: UcsClient.call_log,
    Command.TRANSFER_TYPE: UcsClient.transfer_type,
    Command.DISPLAY: UcsClient.display,
    Command.PAIRED_DEVICES: UcsClient.paired_devices,
}
"""Commands that read, without input."""

ORDERS: tuple[tuple[str, Ask, object], ...] = (
    ("callctrl/dial", lambda c: c.dial("301"), {"Dest": "301"}),
    ("callctrl/dial", lambda c: c.dial("301", line=2), {"Dest": "301", "Line": "2"}),
    (
        "callctrl/dial",
        lambda c: c.dial("301", kind="TEL"),
        {"Dest": "301", "Type": "TEL"},
    ),
    (
        "callctrl/dial",
        lambda c: c.dial("a@b.example"),
        {"Dest": "a@b.example", "Type": "SIP"},
    ),
    (
        "callctrl/dial",
        lambda c: c.dial("sip:a@b.example"),
        {"Dest": "a@b.example", "Type": "SIP"},
    ),
    ("callctrl/dial", lambda c: c.dial("room1"), {"Dest": "room1", "Type": "SIP"}),
    (
        "callctrl/dial",
        lambda c: c.dial("room1", kind="H323"),
        {"Dest": "room1", "Type": "H323"},
    ),
    ("callctrl/answerCall", lambda c: c.answer_call("0xAB"), {"Ref": "0xAB"}),
    ("callctrl/rejectCall", lambda c: c.reject_call("ab"), {"Ref": "ab"}),
    ("callctrl/ignoreCall", lambda c: c.ignore_call("ab"), {"Ref": "ab"}),
    ("callctrl/endCall", lambda c: c.end_call("ab"), {"Ref": "ab"}),
    ("callctrl/holdCall", lambda c: c.hold_call("ab"), {"Ref": "ab"}),
    ("callctrl/resumeCall", lambda c: c.resume_call("ab"), {"Ref": "ab"}),
    (
        "callctrl/transferCall",
        lambda c: c.transfer_call("ab", "+49 (30) 12-34"),
        {"Ref": "ab", "TransferDest": "+49301234"},
    ),
    ("callctrl/mute", lambda c: c.mute(on=True), {"state": "1"}),
    ("callctrl/mute", lambda c: c.mute(on=False), {"state": "0"}),
    ("callctrl/sendDTMF", lambda c: c.send_dtmf("12*#"), {"Digits": "12*#"}),
    (
        "mgmt/transferType/set",
        lambda c: c.set_transfer_type("Blind"),
        {"Type": "Blind"},
    ),
    (
        "mgmt/simulateKeyEvent",
        lambda c: c.press_key("Dialpad1"),
        {"Type": "Tap", "KeyName": "Dialpad1"},
    ),
    (
        "mgmt/simulateTextInput",
        lambda c: c.type_text("hello"),
        {"Value": "hello", "ReplaceText": "true"},
    ),
    (
        "mgmt/simulateTextInput",
        lambda c: c.type_text("hello", replace=False),
        {"Value": "hello", "ReplaceText": "false"},
    ),
    (
        "mgmt/simulateTouch",
        lambda c: c.tap(120, 80),
        {"Type": "Tap", "Positions": [{"X": "120", "Y": "80"}]},
    ),
    ("mgmt/simulateHook", lambda c: c.set_hook(off=True), {"State": "OffHook"}),
    ("mgmt/simulateHook", lambda c: c.set_hook(off=False), {"State": "OnHook"}),
    (
        "mgmt/skype/signIn",
        lambda c: c.sign_in("a@b.example", user="a", password="p", domain="b"),
        {"Address": "a@b.example", "User": "a", "Password": "p", "Domain": "b"},
    ),
    (
        "mgmt/skype/signIn",
        lambda c: c.sign_in("a@b", user="a", password="p", domain="b", lock_code="1"),
        {
            "Address": "a@b",
            "User": "a",
            "Password": "p",
            "Domain": "b",
            "LockCode": "1",
        },
    ),
    ("mgmt/skype/signOut", UcsClient.sign_out, None),
    ("mgmt/skype/webSignIn", UcsClient.web_sign_in, None),
    ("mgmt/skype/webSignInCancel", UcsClient.cancel_web_sign_in, None),
    ("mgmt/config/get", lambda c: c.config_get(["a.b", "c.d"]), ["a.b", "c.d"]),
    ("mgmt/config/set", lambda c: c.config_set({"a.b": "1"}), {"a.b": "1"}),
    (
        "mgmt/config/export",
        lambda c: c.export_configuration("http://192.0.2.9/x"),
        {"ConfigType": "ALL", "URL": "http://192.0.2.9/x"},
    ),
    ("mgmt/updateConfiguration", UcsClient.update_configuration, None),
    ("mgmt/network/uploadBgCapture", UcsClient.capture_network, None),
    (
        "mgmt/network/uploadBgCapture",
        lambda c: c.capture_network("http://192.0.2.9/x"),
        {"url": "http://192.0.2.9/x"},
    ),
    ("mgmt/configReset", UcsClient.reset_configuration, None),
    ("mgmt/configReset/cloud", lambda c: c.reset_configuration("cloud"), None),
    ("mgmt/configReset/local", lambda c: c.reset_configuration("local"), None),
    ("mgmt/configReset/web", lambda c: c.reset_configuration("web"), None),
    ("mgmt/configReset/device", lambda c: c.reset_configuration("device"), None),
    ("mgmt/factoryReset", UcsClient.factory_reset, None),
    ("mgmt/safeRestart", UcsClient.restart, None),
    ("mgmt/safeReboot", UcsClient.reboot, None),
)
"""The posted paths with their `data`."""


@pytest.mark.parametrize("command", QUESTIONS)
async def test_read_sends_its_path(
    client: UcsClient, stub: StubPhone, command: Command
) -> None:
    stub.answer(like_a_phone())
    await QUESTIONS[command](client)
    seen = stub.requests[-1]
    assert f"{seen.method} {seen.path}" == f"GET /api/{command.path}"
    assert seen.body == b""


@pytest.mark.parametrize(
    ("path", "order", "data"),
    ORDERS,
    ids=[f"{path}-{n}" for n, (path, *_) in enumerate(ORDERS)],
)
async def test_command_sends_its_data(
    client: UcsClient, stub: StubPhone, path: str, order: Ask, data: object
) -> None:
    stub.answer(like_a_phone())
    await order(client)
    seen = stub.requests[-1]
    assert f"{seen.method} {seen.path}" == f"POST /api/v1/{path}"
    if data is None:
        assert seen.body == b""
    else:
        assert seen.data == data


def test_every_command_is_tested() -> None:
    posted = {f"POST v1/{path}" for path, *_ in ORDERS}
    older = {Command.DEVICE_INFO, Command.CALL_STATUS}
    assert set(Command) == older | set(QUESTIONS) | (posted & set(Command))


@pytest.mark.parametrize(
    ("destination", "sent"),
    [
        ("301", "301"),
        (" 301 ", "301"),
        ("+49 30 / 123-45", "+493012345"),
        ("(030) 12345", "03012345"),
        ("+49 (0)30 1234567", "+49301234567"),
        ("01.23.45.67.89", "0123456789"),
        ("030\u2013555\u20110123", "0305550123"),
        ("\uff10\uff13\uff10 12", "03012"),
        ("sips:301@pbx.example:5061", "301@pbx.example:5061"),
        ("192.0.2.5:5060", "192.0.2.5:5060"),
        ("301@[2001:db8::5]", "301@[2001:db8::5]"),
        ("*97#", "*97#"),
        ("sip:301", "301"),
        ("SIP:301@pbx.example", "301@pbx.example"),
        ("tel:+4930", "+4930"),
        ("192.0.2.5", "192.0.2.5"),
        ("jane.doe@example.com", "jane.doe@example.com"),
    ],
)
async def test_destination(
    client: UcsClient, stub: StubPhone, destination: str, sent: str
) -> None:
    await client.dial(destination)
    await client.transfer_call("ab", destination)
    assert [
        seen.data.get("Dest", seen.data.get("TransferDest")) for seen in stub.requests
    ] == [sent, sent]


@pytest.mark.parametrize(
    ("name", "order"),
    [
        *(
            ("destination", lambda c, bad=bad: c.dial(bad))
            for bad in (
                "",
                "  ",
                "sip:",
                "two words",
                "<a@b>",
                'a"b',
                "a\x00b",
                "x" * 257,
                "a\nb",
                "sip:sip:112",
                "tel:sip:112",
                "sip:user:112",
                "urn:service:sos",
            )
        ),
        ("destination", lambda c: c.transfer_call("ab", "two words")),
        ("line", lambda c: c.dial("301", line=0)),
        ("line", lambda c: c.dial("301", line=-1)),
        *(
            ("digits", lambda c, bad=bad: c.send_dtmf(bad))
            for bad in ("", "12a", "1 2", "١", "1" * 65, "1\n")
        ),
        *(
            ("key", lambda c, bad=bad: c.press_key(bad))
            for bad in ("", "Vol Up", "../x", "1", "x" * 33)
        ),
        ("parameters", lambda c: c.config_get([])),
        ("parameters", lambda c: c.config_set({})),
        *(
            ("parameters", lambda c, bad=bad: c.config_get(["a.b", bad]))
            for bad in ("", "a b", "1.a", "a/b", "a.b\n")
        ),
        ("parameters", lambda c: c.config_set({"a b": "1"})),
        ("data", lambda c: c.config_set({"a.b": "x" * 20480})),
    ],
)
async def test_bad_input_is_not_sent(
    client: UcsClient, stub: StubPhone, name: str, order: Ask
) -> None:
    with pytest.raises(UcsInputError) as err:
        await order(client)
    assert err.value.name == name
    assert str(err.value) == f"{name} {err.value.requirement}"
    assert stub.requests == []


@pytest.mark.parametrize(
    ("status", "calls"), [("4007", ()), ("2000", ())], ids=["version 1", "version 2"]
)
async def test_no_call_is_an_empty_tuple(
    client: UcsClient, stub: StubPhone, status: str, calls: tuple[object, ...]
) -> None:
    stub.answer(reply([] if status == "2000" else None, status=status))
    assert await client.calls() == calls


async def test_no_call_has_no_media(client: UcsClient, stub: StubPhone) -> None:
    stub.answer(reply(status="4007"))
    assert await client.communication_info() is None
    stub.answer(reply(status="5000"))
    with pytest.raises(UcsCommandError, match="5000"):
        await client.communication_info()


async def test_presence_is_not_in_the_data(client: UcsClient, stub: StubPhone) -> None:
    stub.answer(reply(Presence="Be Right Back"))
    assert await client.presence() == "Be Right Back"
    stub.answer(reply())
    assert await client.presence() is None


async def test_sip_status(client: UcsClient, stub: StubPhone) -> None:
    users = [{"Name": "300", "LineNumber": "1"}, {"Name": "301", "LineNumber": "2"}]
    stub.answer(reply({"TotalUser": "2", "User": users}))
    assert [user.line for user in await client.sip_status()] == [1, 2]


async def test_other_replies_are_unchanged(client: UcsClient, stub: StubPhone) -> None:
    """Their keys differ from firmware to firmware, and some have blanks in them."""
    data = {"House Number": " 4 ", "Place Type ": "", "SNTP": {"Server": "192.0.2.1"}}
    expected = {"House Number": "4", "Place Type": "", "SNTP": {"Server": "192.0.2.1"}}
    stub.answer(reply(data))
    assert await client.location_info() == expected
    assert await client.running_configuration() == expected
    assert await client.paired_devices() == expected
    stub.answer(reply("<screen/>"))
    assert await client.display() == "<screen/>"


@pytest.mark.parametrize("data", [None, [], "text", [DEVICE], {}, {"ModelNumber": ""}])
async def test_other_device_raises_an_error(
    client: UcsClient, stub: StubPhone, data: object
) -> None:
    """Other devices have a JSON API, too."""
    stub.answer(reply(data))
    with pytest.raises(UcsReplyError):
        await client.device_info()


async def test_transfer_type_falls_back_to_its_parameter(
    client: UcsClient, stub: StubPhone
) -> None:
    """The command to set it is a guess, the parameter is certain."""
    stub.answer_in_turn(reply(status="4004"), reply())
    await client.set_transfer_type("Blind")
    assert stub.requests[1].path.endswith("config/set")
    assert stub.requests[1].data == {"call.defaultTransferType": "Blind"}


async def test_dial_falls_back_to_line_1(client: UcsClient, stub: StubPhone) -> None:
    """It refuses the input as a whole, and does not say that the line is missing."""
    stub.answer_in_turn(reply(status="4000"), reply())
    await client.dial("301")
    assert [seen.data for seen in stub.requests] == [
        {"Dest": "301"},
        {"Dest": "301", "Line": "1"},
    ]


@pytest.mark.parametrize(("line", "status"), [(2, "4000"), (None, "5000")])
async def test_refused_number_is_not_dialed_again(
    client: UcsClient, stub: StubPhone, line: int | None, status: str
) -> None:
    stub.answer(reply(status=status))
    with pytest.raises(UcsCommandError, match=status):
        await client.dial("301", line=line)
    assert len(stub.requests) == 1
