"""Texts of errors and objects, which logs may contain."""

from collections.abc import Callable

from aiohttp import ClientSession
import pytest

from custom_components.poly_phone.ucs import (
    UcsAuthenticationError,
    UcsClient,
    UcsCommandError,
    UcsError,
    UcsInputError,
    UcsReplyError,
)

from .conftest import PASSWORD
from .stub_server import BASIC, HOST, Answer, StubPhone, page, reply

NAME, NUMBER, ADDRESS = "Jane Doe", "555123456", "jane.doe@example.com"
MAC, IP_ADDRESS, URL = "64167fb00001", "192.0.2.45", "https://u:p@prov.example.com"
PERSONAL = (NAME, NUMBER, "jane", "example.com", MAC, IP_ADDRESS, PASSWORD)

PARTY = {"RemotePartyName": NAME, "RemotePartyNumber": NUMBER}
SIP_PARTY = {"RemotePartyName": NAME, "RemotePartyNumber": f"sip:{ADDRESS}"}
REPLIES: dict[Callable[..., object], object] = {
    UcsClient.calls: [
        {"CallHandle": "1", **PARTY},
        {"CallHandle": "2", **SIP_PARTY},
    ],
    UcsClient.lines: [
        {
            "SIPAddress": ADDRESS,
            "UserID": NUMBER,
            "Label": NAME,
            "ProxyAddress": "example.com",
        }
    ],
    UcsClient.call_log: {"Missed": [PARTY], "Received": [SIP_PARTY]},
    UcsClient.sip_status: {"User": [{"Name": NUMBER}]},
    UcsClient.device_info: {
        "ModelNumber": "VVX 450",
        "MACAddress": MAC,
        "IPAddress": IP_ADDRESS,
    },
    UcsClient.network_info: {
        "IPV4Address": IP_ADDRESS,
        "DefaultGateway": IP_ADDRESS,
        "DNSServer": IP_ADDRESS,
        "ProvServerAddress": URL,
    },
}


def assert_nothing_personal(value: object) -> None:
    """Check the texts that a log would contain."""
    for written in (str(value), repr(value)):
        for secret in PERSONAL:
            assert secret not in written


@pytest.mark.parametrize("read", REPLIES, ids=lambda read: read.__name__)
async def test_repr_has_nothing_personal(
    client: UcsClient, stub: StubPhone, read: Callable[..., object]
) -> None:
    stub.answer(reply(REPLIES[read]))
    value = await read(client)  # type: ignore[misc]
    assert value
    assert_nothing_personal(value)


async def test_parameters(client: UcsClient, stub: StubPhone) -> None:
    name = "reg.1.auth.password"
    stub.answer(reply({name: {"Value": PASSWORD, "Source": "web"}}))
    found = await client.config_get([name])
    assert found[name].value == PASSWORD
    assert_nothing_personal(found)


@pytest.mark.parametrize(
    "order",
    [
        lambda client: client.dial(f"{NAME} {NUMBER}"),
        lambda client: client.dial(f"<{ADDRESS}>"),
        lambda client: client.transfer_call("1", f"{NAME} {NUMBER}"),
        lambda client: client.send_dtmf(f"{NUMBER}x"),
    ],
)
async def test_input_error_has_nothing_personal(
    client: UcsClient, order: Callable[[UcsClient], object]
) -> None:
    with pytest.raises(UcsInputError) as err:
        await order(client)  # type: ignore[misc]
    assert_nothing_personal(err.value)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (page(401, BASIC), UcsAuthenticationError),
        (reply(PARTY, status="5000"), UcsCommandError),
        (Answer(500, NAME.encode()), UcsReplyError),
        (Answer(body=f"<html>{NAME} {NUMBER}".encode()), UcsReplyError),
        (Answer(body=f'{{"Status": "{NUMBER} {NAME}"}}'.encode()), UcsReplyError),
    ],
)
async def test_error_has_nothing_personal(
    client: UcsClient, stub: StubPhone, answer: Answer, error: type[UcsError]
) -> None:
    stub.ask_for_login(BASIC, answer)
    with pytest.raises(error) as err:
        await client.dial(NUMBER)
    assert_nothing_personal(err.value)


async def test_client(session: ClientSession, client: UcsClient) -> None:
    assert_nothing_personal(client)
    with pytest.raises(UcsInputError) as err:
        UcsClient(
            session, HOST, username=f"{NAME}:x", password=PASSWORD, fingerprint=None
        )
    assert_nothing_personal(err.value)
