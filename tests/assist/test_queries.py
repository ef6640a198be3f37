"""What phones tell those who ask by voice: their calls, and those that were missed."""

from datetime import datetime

import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from simulator.web.faults import Fault
from tests.home import Wait

from .conftest import House


async def test_the_calls(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    phone.ring("+49 30 5550123")
    trio.ring("310", "Front door")
    actions.answer(trio)
    calls = (await house.use("get_calls"))["calls"]
    assert [
        (call["phone"], call["state"], call["direction"], call["name"], call["number"])
        for call in calls
    ] == [
        ("VVX 501 Reception", "ringing", "incoming", "Mum", "+49 30 5550123"),
        ("Trio 8800 Conference Room", "connected", "incoming", "Front door", "310"),
    ]
    assert len((await house.use("get_calls", area="Kitchen"))["calls"]) == 1


async def test_the_missed_calls(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, wait: Wait
) -> None:
    """The latest first, and no more than anybody would listen to."""
    for number in range(301, 304):
        phone.ring(str(number))
        actions.remote_hang_up(phone)
        await wait(60)
    await wait(600)
    await house.kitchen.use("button.press", "button.mark_missed_calls_seen")
    for number in range(304, 313):
        phone.ring(str(number))
        actions.remote_hang_up(phone)
        await wait(60)
    missed = (await house.use("get_missed_calls"))["missed"]
    assert [call["number"] for call in missed] == [str(n) for n in range(312, 302, -1)]
    assert [call["new"] for call in missed] == [True] * 9 + [False]
    assert (await house.use("get_missed_calls", area="Boardroom")) == {"missed": []}


async def test_missed_calls_of_the_same_second(
    house: House, phone: SimulatedPhone, wait: Wait
) -> None:
    """The phone's own order tells which was the latest."""
    for number in ("301", "302", "303"):
        phone.ring(number)
        actions.remote_hang_up(phone)
    missed = (await house.use("get_missed_calls"))["missed"]
    assert [call["number"] for call in missed] == ["303", "302", "301"]


async def test_missed_calls_at_a_phone_that_knows_no_time(
    house: House, phone: SimulatedPhone, wait: Wait, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are new until somebody has seen them, as all are."""
    monkeypatch.setattr(phone, "local_time", lambda _: datetime(1969, 12, 31))  # noqa: DTZ001

    async def missed(number: str) -> list[tuple[str, bool]]:
        phone.ring(number)
        actions.remote_hang_up(phone)
        await wait(600)
        told = await house.use("get_missed_calls")
        return [(call["number"], call["new"]) for call in told["missed"]]

    assert await missed("301") == [("301", True)]
    await house.kitchen.use("button.press", "button.mark_missed_calls_seen")
    assert await missed("302") == [("302", True), ("301", False)]


@pytest.mark.parametrize("tool", ["get_calls", "get_missed_calls"])
async def test_a_phone_that_does_not_answer(
    house: House, phone: SimulatedPhone, trio: SimulatedPhone, tool: str
) -> None:
    """The others do; it is told of all that are asked."""
    phone.ring("301")
    actions.remote_hang_up(phone)
    phone.ring("301")
    actions.set_api(trio, False)
    answer = await house.use(tool)
    assert len(answer.get("calls") or answer["missed"]) == 1
    assert answer["no_answer_from"] == ["Trio 8800 Conference Room"]
    refused = await house.use(tool, area="Boardroom")
    assert "is off" in refused["error"]


async def test_a_phone_that_has_no_log(house: House, trio: SimulatedPhone) -> None:
    """It is not missed among others."""
    trio.server.faults.active.append(Fault("status", "callLogs", 9, "4004"))
    assert await house.use("get_missed_calls") == {"missed": []}
    refused = await house.use("get_missed_calls", area="Boardroom")
    assert "does not support this" in refused["error"]
