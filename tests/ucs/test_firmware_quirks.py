"""Quirks of real phones, with the numbers of the documentation."""

from datetime import datetime, timedelta

from aiohttp import ClientSession
import pytest

from custom_components.poly_phone.ucs import (
    Call,
    Command,
    UcsApiDisabledError,
    UcsClient,
    UcsCommandError,
    UcsConnectionError,
    UcsDangerousError,
    UcsNotSupportedError,
    UcsReplyError,
)
from simulator import ManualClock, SimulatedPhone

from .stub_server import (
    BASIC,
    DIGEST,
    HOST,
    Answer,
    StubPhone,
    like_a_phone,
    page,
    reply,
)
from .test_client import Ask

CALL = {"CallHandle": "0x4af00c18", "CallState": "Connected", "LineId": "1"}


async def only_call(client: UcsClient) -> Call:
    [call] = await client.calls()
    return call


@pytest.mark.parametrize("status", ["4003", 4003])
async def test_01_status_is_text_and_http_says_200(
    client: UcsClient, stub: StubPhone, status: object
) -> None:
    """A failed command is a reply like any other."""
    stub.answer(reply(status=status))
    with pytest.raises(UcsCommandError) as err:
        await client.hold_call("4af00c18")
    assert err.value.code == 4003


@pytest.mark.parametrize(
    "answer", [reply(status="4007"), reply([])], ids=["version 1", "version 2"]
)
async def test_02_no_call_is_an_error_or_an_empty_list(
    client: UcsClient, stub: StubPhone, answer: Answer
) -> None:
    stub.answer(answer)
    assert await client.calls() == ()


@pytest.mark.parametrize(
    "data",
    [
        CALL,
        [CALL],
        CALL | {"DurationSeconds": "5", "UIAppearanceIndex": "1*", "Ringing": "0"},
    ],
    ids=["version 1", "version 2", "5.7"],
)
async def test_03_one_call_or_a_list_of_calls(
    client: UcsClient, stub: StubPhone, data: object
) -> None:
    stub.answer(reply(data))
    call = await only_call(client)
    assert (call.handle, call.line, call.is_focused) == ("4af00c18", 1, True)


async def test_04_keys_with_blanks(client: UcsClient, stub: StubPhone) -> None:
    """Those within a key belong to it, those around it do not."""
    stub.answer(reply({"House Number": "4", "Place Type ": "office"}))
    assert await client.location_info() == {
        "House Number": "4",
        "Place Type": "office",
    }


async def test_05_handle_with_and_without_prefix(
    client: UcsClient, stub: StubPhone
) -> None:
    """The same call; a command names it as this phone does."""
    stub.answer(reply(CALL))
    first = await only_call(client)
    stub.answer(reply([CALL | {"CallHandle": "4af00c18"}]))
    second = await only_call(client)
    assert first.handle == second.handle
    await client.hold_call(first.ref)
    await client.hold_call(second.ref)
    assert [seen.data["Ref"] for seen in stub.requests[-2:]] == [
        "0x4af00c18",
        "4af00c18",
    ]


@pytest.mark.parametrize("line", ["LineId", "LineID", "LineNumber"])
@pytest.mark.parametrize("duration", ["DurationInSeconds", "DurationSeconds"])
async def test_06_keys_that_change_from_version_to_version(
    client: UcsClient, stub: StubPhone, line: str, duration: str
) -> None:
    stub.answer(reply([{"CallHandle": "1", line: "2", duration: "75"}]))
    call = await only_call(client)
    assert (call.line, call.duration) == (2, timedelta(seconds=75))


async def test_06_duration_in_words(client: UcsClient, stub: StubPhone) -> None:
    stub.answer(reply({"Received": [{"LineNumber": "2", "Duration": "1 min 15 secs"}]}))
    [entry] = (await client.call_log()).received
    assert (entry.line, entry.duration) == (2, timedelta(seconds=75))


@pytest.mark.parametrize(
    ("uptime", "hours"),
    [
        ("0 Day 2:00:00", 2),
        ("1 day 1:00:00", 25),
        ("20 Days 16:00:00", 496),
        ("3.02:00:00", 74),
    ],
)
async def test_07_spellings_of_uptime(
    client: UcsClient, stub: StubPhone, uptime: str, hours: int
) -> None:
    stub.answer(reply({"ModelNumber": "VVX 1", "UpTimeSinceLastReboot": uptime}))
    assert (await client.device_info()).uptime == timedelta(hours=hours)
    stub.answer(reply({"UpTime": uptime}))
    assert (await client.network_statistics()).uptime == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("model", "firmware", "command", "carry_out"),
    [
        (
            "Trio 8800",
            "5.7.1.4145",
            Command.SESSION_STATISTICS,
            UcsClient.sessions,
        ),
        (
            "VVX 311",
            "5.5.2.8571",
            Command.END_CALL,
            lambda client: client.end_call("1"),
        ),
    ],
    ids=["08 statistics freeze an old Trio", "09 ending a call kills the API"],
)
async def test_fatal_command_is_not_sent(
    client: UcsClient,
    stub: StubPhone,
    model: str,
    firmware: str,
    command: Command,
    carry_out: Ask,
) -> None:
    """They do not reach the phone."""
    stub.answer(like_a_phone(info={"ModelNumber": model, "FirmwareRelease": firmware}))
    await client.probe()
    with pytest.raises(UcsDangerousError):
        await carry_out(client)
    assert command.path not in stub.paths


async def test_10_empty_video_stream_is_ignored(
    client: UcsClient, stub: StubPhone
) -> None:
    picture = {"Category": "1:Video", "VideoTxConfigBitrateKbps": "4294967295"}
    voice = {"Category": "0:Voice", "Jitter": "3"}
    stub.answer(
        like_a_phone(sessionStats=[{"Ref": "0x1", "Streams": [picture, voice]}])
    )
    [session] = await client.sessions()
    assert session.voice
    assert session.voice.jitter == 3


async def test_11_dial_returns_no_handle(client: UcsClient, stub: StubPhone) -> None:
    """It appears among the calls a little later, or does not."""
    stub.answer_in_turn(reply(), reply([]), reply([CALL]))
    assert await client.dial("301") is None  # type: ignore[func-returns-value]
    assert await client.calls() == ()
    assert (await only_call(client)).handle == "4af00c18"


async def test_12_edge_uses_digest_without_call_control(
    client: UcsClient, stub: StubPhone
) -> None:
    stub.ask_for_login(DIGEST, page(404))
    with pytest.raises(UcsNotSupportedError):
        await client.mute(on=True)
    assert stub.credentials[0].startswith("Digest ")


@pytest.mark.usefixtures("impatience")
async def test_13_forbidden_means_busy(client: UcsClient, stub: StubPhone) -> None:
    """A 403 does not mean that the password is wrong."""
    stub.answer_in_turn(page(403), reply([CALL]))
    assert await only_call(client)


async def test_14_lines_by_key_and_placeholders(
    client: UcsClient, stub: StubPhone
) -> None:
    line = {"SIPAddress": "300@pbx.example.com", "RegistrationStatus": "registered"}
    placeholder = {"SIPAddress": "CCX600", "RegistrationStatus": "unregistered"}
    keys = [line | {"LineNumber": "1"}, line | {"LineNumber": "2"}]
    lines = [*keys, placeholder | {"LineNumber": "3"}]
    stub.answer(like_a_phone(info={"ModelNumber": "CCX 600"}, lineInfo=lines))
    await client.device_info()
    assert [line.address for line in await client.lines()] == ["300@pbx.example.com"]


async def test_15_times_have_no_zone(client: UcsClient, stub: StubPhone) -> None:
    """They stay without one: only the owner knows the phone's."""
    stub.answer(reply({"Missed": [{"StartTime": "2026-09-26T08:05:33"}]}))
    [entry] = (await client.call_log()).missed
    assert entry.started == datetime(2026, 9, 26, 8, 5, 33)  # noqa: DTZ001


async def test_16_parameter_reboots_the_phone(session: ClientSession) -> None:
    """It answers that all is well, and then nothing for a while."""
    clock = ManualClock()
    async with SimulatedPhone(clock=clock) as phone:
        client = UcsClient(
            session,
            phone.host,
            password=phone.password,
            port=phone.port,
            fingerprint=phone.fingerprint,
        )
        await client.config_set({"device.theme": "Modern"})
        clock.advance(0.1)
        with pytest.raises(UcsConnectionError):
            await client.poll_status()
        clock.advance(60)
        await phone.settle()
        assert (await client.poll_status()).state == "Idle"


async def test_17_cloud_envelope_is_rejected(
    client: UcsClient, stub: StubPhone
) -> None:
    """A relay in a cloud is not the phone."""
    stub.answer(
        Answer(body=b'{"data": {"httpStatus": 200, "body": {"Status": "2000"}}}')
    )
    with pytest.raises(UcsReplyError):
        await client.poll_status()


async def test_18_disabled_api_requires_no_login(
    client: UcsClient, stub: StubPhone
) -> None:
    """A disabled API requires no login, an unknown command does."""
    stub.answer(page(404))
    with pytest.raises(UcsApiDisabledError):
        await client.poll_status()
    stub.ask_for_login(BASIC, page(404))
    with pytest.raises(UcsNotSupportedError):
        await client.poll_status()


async def test_api_on_plain_http_works(session: ClientSession, stub: StubPhone) -> None:
    """Some firmware serves its web pages on HTTPS, and the API only on HTTP."""
    stub.ask_for_login(BASIC, reply({"State": "Idle"}))
    client = UcsClient(session, HOST, password="x", port=stub.port, fingerprint=None)
    assert (await client.poll_status()).state == "Idle"
