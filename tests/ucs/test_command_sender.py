"""The commands that a phone supports and that do not crash it."""

from collections.abc import Awaitable, Callable

from aiohttp import ClientSession
import pytest

from custom_components.poly_phone.ucs import (
    Command,
    UcsClient,
    UcsCommandError,
    UcsDangerousError,
    UcsNotSupportedError,
)

from .stub_server import (
    DEVICE,
    HOST,
    Answer,
    Seen,
    StubPhone,
    like_a_phone,
    page,
    reply,
)


async def test_newest_version_is_read_first(client: UcsClient, stub: StubPhone) -> None:
    """A phone without version 2 receives only version 1 after that."""

    def first_version_only(seen: Seen) -> Answer:
        return reply(status="4004") if "/v2/" in seen.path else reply(DEVICE)

    stub.answer(first_version_only)
    await client.device_info()
    await client.device_info()
    assert stub.paths == [
        "v2/mgmt/device/info",
        "v1/mgmt/device/info",
        "v1/mgmt/device/info",
    ]
    assert client.unsupported == {Command.DEVICE_INFO_2}
    assert not client.supports(Command.DEVICE_INFO_2)
    assert client.supports(Command.DEVICE_INFO, Command.CALL_STATUS_2)


async def test_failing_newest_version_stays_supported(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.answer(reply(status="5000"))
    with pytest.raises(UcsCommandError, match="5000"):
        await client.calls()
    assert stub.paths == ["v2/webCallControl/callStatus"]
    assert client.supports(*Command)


async def test_known_unsupported_command_is_not_sent(
    session: ClientSession, stub: StubPhone
) -> None:
    """Unknown names of a newer version are ignored."""
    client = UcsClient(
        session,
        HOST,
        password="x",
        port=stub.port,
        fingerprint=None,
        unsupported=[str(Command.CALL_LOG), "GET v9/mgmt/telepathy"],
    )
    assert client.unsupported == {Command.CALL_LOG}
    with pytest.raises(UcsNotSupportedError):
        await client.call_log()
    assert stub.requests == []


async def test_unsupported_command_is_remembered(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.answer(reply(status="4004"))
    for _ in range(2):
        with pytest.raises(UcsNotSupportedError):
            await client.display()
    assert len(stub.requests) == 1


async def test_unsupported_input_keeps_the_command(
    client: UcsClient, stub: StubPhone
) -> None:
    """A phone that lacks one key has others."""
    stub.answer(reply(status="4004"))
    with pytest.raises(UcsNotSupportedError):
        await client.press_key("Home")
    stub.answer(reply())
    await client.press_key("VolUp")
    assert client.supports(Command.SIMULATE_KEY)


async def test_missing_path_is_an_unsupported_command(
    client: UcsClient, stub: StubPhone
) -> None:
    """Whatever the input was."""
    stub.answer(lambda seen: reply() if "device/info" in seen.path else page(404))
    for key in ("Home", "VolUp"):
        with pytest.raises(UcsNotSupportedError):
            await client.press_key(key)
    assert stub.paths.count("v1/mgmt/simulateKeyEvent") == 1
    assert not client.supports(Command.SIMULATE_KEY)


async def test_missing_layer_keeps_the_other_layers(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.answer(
        lambda seen: page(404) if seen.path.endswith("/cloud") else reply(DEVICE)
    )
    with pytest.raises(UcsNotSupportedError):
        await client.reset_configuration("cloud")
    await client.reset_configuration("web")
    await client.reset_configuration()


async def test_probe(client: UcsClient, stub: StubPhone) -> None:
    stub.answer(
        like_a_phone(
            lineInfo=reply(status="4004"),
            getPresence=reply(status="5000"),
            callLogs=reply(status="5000"),
            callStatus=reply(status="4007"),
        )
    )
    await client.probe()
    assert client.unsupported == {Command.LINE_INFO_2}
    assert {seen.method for seen in stub.requests} == {"GET"}


async def test_probe_of_edge_excludes_call_control(
    client: UcsClient, stub: StubPhone
) -> None:
    """Its calls can be seen, but not controlled."""
    stub.answer(like_a_phone(info={"ModelNumber": "Edge E350"}))
    await client.probe()
    assert Command.DIAL in client.unsupported
    sent = len(stub.requests)
    for order in (client.dial("301"), client.mute(on=True), client.end_call("ab")):
        with pytest.raises(UcsNotSupportedError):
            await order
    assert len(stub.requests) == sent


@pytest.mark.parametrize(
    "failure", [page(500), Answer(body=b"<html>"), Answer(headers={"X": "x" * 9999})]
)
async def test_probe_continues_after_a_failing_command(
    client: UcsClient, stub: StubPhone, failure: Answer
) -> None:
    """A phone without call log can still be set up."""
    stub.answer(like_a_phone(lineInfo=failure, callLogs=reply(status="4004")))
    await client.probe()
    assert client.supports(Command.LINE_INFO_2)
    assert not client.supports(Command.CALL_LOG)


@pytest.mark.parametrize("failure", [page(404), reply(status="4004")])
async def test_working_command_stays_supported(
    client: UcsClient, stub: StubPhone, failure: Answer
) -> None:
    """Phones that start know nothing for a while."""
    await client.display()
    stub.answer(lambda seen: failure if seen.path.endswith("uixml") else reply(DEVICE))
    with pytest.raises(UcsNotSupportedError):
        await client.display()
    stub.answer(reply("<screen/>"))
    assert await client.display() == "<screen/>"


@pytest.mark.parametrize("ask", [UcsClient.calls, UcsClient.lines])
async def test_common_command_is_sent_again(
    client: UcsClient, stub: StubPhone, ask: Callable[[UcsClient], Awaitable[object]]
) -> None:
    """Also where it is not there at first."""
    stub.answer(like_a_phone(callStatus=page(404), lineInfo=page(404)))
    with pytest.raises(UcsNotSupportedError):
        await ask(client)
    stub.answer(reply([]))
    assert await ask(client) == ()


@pytest.mark.parametrize(
    ("model", "firmware", "command", "is_dangerous"),
    [
        ("Trio 8800", "5.7.1.4145", Command.SESSION_STATISTICS, True),
        ("RealPresence Trio 8800", "5.5.4.1", Command.SESSION_STATISTICS, True),
        ("Trio 8500", "", Command.SESSION_STATISTICS, True),
        ("Trio 8800", "5.8.0.1", Command.SESSION_STATISTICS, False),
        ("Trio 8800", "5.10.0.1", Command.SESSION_STATISTICS, False),
        ("Trio 8300", "7.2.2.1094", Command.SESSION_STATISTICS, False),
        ("VVX 501", "5.7.1.4145", Command.SESSION_STATISTICS, False),
        ("VVX 310", "5.5.2.8571", Command.END_CALL, True),
        ("VVX 311", "5.5.2.8571", Command.END_CALL, True),
        ("VVX 310", "5.9.3.2857", Command.END_CALL, False),
        ("VVX 410", "5.5.2.8571", Command.END_CALL, False),
    ],
)
async def test_dangerous_command_needs_permission(
    session: ClientSession,
    stub: StubPhone,
    model: str,
    firmware: str,
    command: Command,
    is_dangerous: bool,
) -> None:
    """The client reads the model first if it is unknown."""

    def client(*, allow_dangerous: bool) -> UcsClient:
        return UcsClient(
            session,
            HOST,
            password="x",
            port=stub.port,
            fingerprint=None,
            allow_dangerous=allow_dangerous,
        )

    async def carry_out(client: UcsClient) -> None:
        if command is Command.END_CALL:
            await client.end_call("ab")
        else:
            await client.sessions()

    stub.answer(like_a_phone(info={"ModelNumber": model, "FirmwareRelease": firmware}))
    careful = client(allow_dangerous=False)
    if is_dangerous:
        with pytest.raises(UcsDangerousError):
            await carry_out(careful)
        await careful.probe()
    else:
        await carry_out(careful)
    assert (command.path in stub.paths) is not is_dangerous
    assert careful.supports(command) is not is_dangerous
    assert command not in careful.unsupported
    await carry_out(client(allow_dangerous=True))
    assert command.path in stub.paths
