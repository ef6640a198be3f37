"""The number, order and times of requests to a phone."""

import asyncio
from collections.abc import Awaitable, Callable
import json

import pytest

from custom_components.poly_phone.ucs import (
    UcsApiDisabledError,
    UcsBusyError,
    UcsInputError,
    UcsNotSupportedError,
)
from custom_components.poly_phone.ucs.transport import Transport

from .stub_server import BASIC, Answer, Seen, StubPhone, page, reply

type Pause = Callable[[float], Awaitable[None]]


@pytest.fixture
def on_pause(monkeypatch: pytest.MonkeyPatch) -> Callable[[Pause], None]:
    """Return a function that replaces the pauses."""
    sleep = asyncio.sleep

    def on_pause(pause: Pause) -> None:
        monkeypatch.setattr(
            asyncio,
            "sleep",
            lambda seconds: pause(seconds) if seconds else sleep(0),
        )

    return on_pause


@pytest.fixture
def pauses(on_pause: Callable[[Pause], None]) -> list[float]:
    """Return the pauses that were made; they take no time."""
    pauses: list[float] = []

    async def pause(seconds: float) -> None:
        pauses.append(seconds)

    on_pause(pause)
    return pauses


async def test_get(transport: Transport, stub: StubPhone) -> None:
    stub.answer(reply({"State": "Idle"}))
    assert await transport.get("v1/question") == {
        "data": {"State": "Idle"},
        "Status": "2000",
    }
    [seen] = stub.requests
    assert (seen.method, seen.path, seen.body) == ("GET", "/api/v1/question", b"")


async def test_post(transport: Transport, stub: StubPhone) -> None:
    assert await transport.post("v1/command", {"Ref": "ab"}) == {"Status": "2000"}
    [seen] = stub.requests
    assert (seen.method, seen.path) == ("POST", "/api/v1/command")
    assert json.loads(seen.body) == {"data": {"Ref": "ab"}}
    assert seen.headers["Content-Type"] == "application/json"


async def test_post_without_input_names_its_content_type(
    transport: Transport, stub: StubPhone
) -> None:
    """Phones answer 400 without it, even where there is no content."""
    await transport.post("v1/command")
    [seen] = stub.requests
    assert seen.body == b""
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.headers["Content-Length"] == "0"


async def test_connection_is_kept(transport: Transport, stub: StubPhone) -> None:
    for _ in range(3):
        await transport.get("v1/question")
    assert len(stub.requests) == 3
    assert stub.connections == 1


async def test_close_after_each_answer_works(
    transport: Transport, stub: StubPhone
) -> None:
    stub.answer(Answer(body=reply().body, headers={"Connection": "close"}))
    for _ in range(3):
        await transport.post("v1/command")
    assert stub.connections == 3


async def test_oversized_command_is_not_sent(
    transport: Transport, stub: StubPhone
) -> None:
    """Phones answer 413 above 20 KB."""
    with pytest.raises(UcsInputError, match=r"^data has more than 20480 bytes$"):
        await transport.post("v1/command", "x" * 20480)
    assert stub.requests == []
    await transport.post("v1/command", "x" * 20460)
    assert len(stub.requests) == 1


async def test_one_request_at_a_time(transport: Transport, stub: StubPhone) -> None:
    """A phone rejects requests while it handles another one."""

    async def slowly(_: Seen) -> Answer:
        for _ in range(20):
            await asyncio.sleep(0)
        return reply()

    stub.answer(slowly)
    await asyncio.gather(
        *(transport.get("v1/question") for _ in range(3)),
        *(transport.post("v1/command") for _ in range(3)),
    )
    assert len(stub.requests) == 6
    assert stub.most_at_once == 1


async def test_command_waits_for_the_request_in_flight(
    transport: Transport, stub: StubPhone
) -> None:
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def wait(seen: Seen) -> Answer:
        if seen.method == "GET":
            arrived.set()
            await go_on.wait()
        return reply()

    stub.answer(wait)
    question = asyncio.create_task(transport.get("v1/question"))
    await arrived.wait()
    command = asyncio.create_task(transport.post("v1/command"))
    for _ in range(20):
        await asyncio.sleep(0)
    assert stub.paths == ["v1/question"]
    go_on.set()
    await asyncio.gather(question, command)
    assert stub.paths == ["v1/question", "v1/command"]


async def test_cancelled_request_lets_the_next_one_through(
    transport: Transport, stub: StubPhone
) -> None:
    arrived = stub.keep_silent()
    question = asyncio.create_task(transport.get("v1/question"))
    await arrived.wait()
    question.cancel()
    with pytest.raises(asyncio.CancelledError):
        await question
    stub.answer(reply())
    await transport.post("v1/command")


async def test_busy_phone_gets_further_tries(
    transport: Transport, stub: StubPhone, pauses: list[float]
) -> None:
    """403 means busy, as 4001 does; the pauses become longer."""
    stub.answer_in_turn(page(403), page(403), reply(status="4001"), reply())
    await transport.post("v1/command", "data")
    assert [seen.data for seen in stub.requests] == ["data"] * 4
    assert len(pauses) == 3
    assert pauses == sorted(set(pauses))


@pytest.mark.parametrize("answer", [page(403), reply(status="4001")])
async def test_busy_phone_raises_an_error_in_the_end(
    transport: Transport, stub: StubPhone, pauses: list[float], answer: Answer
) -> None:
    """Within the ten seconds that Home Assistant waits for an action."""
    stub.answer(answer)
    with pytest.raises(UcsBusyError):
        await transport.post("v1/command")
    assert len(stub.requests) == len(pauses) + 1
    assert 5 < sum(pauses) < 10


async def test_command_does_not_wait_for_pauses(
    transport: Transport, stub: StubPhone, on_pause: Callable[[Pause], None]
) -> None:
    pausing, go_on = asyncio.Event(), asyncio.Event()

    async def pause(_: float) -> None:
        pausing.set()
        await go_on.wait()

    on_pause(pause)
    stub.answer_in_turn(page(403), reply(), reply())
    question = asyncio.create_task(transport.get("v1/question"))
    await pausing.wait()
    await transport.post("v1/command")
    assert stub.paths == ["v1/question", "v1/command"]
    assert not question.done()
    go_on.set()
    await question
    assert stub.paths == ["v1/question", "v1/command", "v1/question"]


async def test_api_that_is_off_raises_an_error(
    transport: Transport, stub: StubPhone
) -> None:
    """Every path is unknown then, and no login is required."""
    stub.answer(page(404))
    with pytest.raises(UcsApiDisabledError):
        await transport.get("v1/question")


async def test_api_turned_off_later_raises_an_error(
    transport: Transport, stub: StubPhone
) -> None:
    """The check is sent without the credentials that worked before."""
    stub.ask_for_login(BASIC, reply())
    await transport.get("v1/question")
    stub.answer(page(404))
    with pytest.raises(UcsApiDisabledError):
        await transport.get("v1/question")
    assert stub.requests[-1].authorization is None


async def test_unknown_command_raises_an_error(
    transport: Transport, stub: StubPhone
) -> None:
    """A 404 after the login means that only this command is missing."""
    stub.ask_for_login(BASIC, page(404))
    with pytest.raises(UcsNotSupportedError) as err:
        await transport.post("v1/command")
    assert err.value.code == 4004
    stub.ask_for_login(BASIC, reply())
    await transport.post("v1/other")


async def test_unknown_command_without_login_raises_an_error(
    transport: Transport, stub: StubPhone
) -> None:
    """Where no login is needed at all, the API is on when anything is found."""
    stub.answer(
        lambda seen: reply() if seen.path.endswith("/device/info") else page(404)
    )
    with pytest.raises(UcsNotSupportedError):
        await transport.post("v1/command")
