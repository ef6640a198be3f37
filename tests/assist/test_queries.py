"""Tests of the tools get_calls and get_missed_calls."""

from datetime import datetime

import pytest

from simulator import SimulatedPhone
from simulator.control import actions
from simulator.web.faults import Fault
from tests.home import Wait

from .conftest import AssistSetup


async def test_calls_of_all_phones_are_returned(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone
) -> None:
    phone.ring("+49 30 5550123")
    trio.ring("310", "Front door")
    actions.answer(trio)
    calls = (await setup.use("get_calls"))["calls"]
    assert [
        (call["phone"], call["state"], call["direction"], call["name"], call["number"])
        for call in calls
    ] == [
        ("VVX 501 Reception", "ringing", "incoming", "Mum", "+49 30 5550123"),
        ("Trio 8800 Conference Room", "connected", "incoming", "Front door", "310"),
    ]
    assert len((await setup.use("get_calls", area="Kitchen"))["calls"]) == 1


async def test_latest_missed_calls_come_first(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone, wait: Wait
) -> None:
    """At most ten calls are returned, because the user has to listen to them."""
    for number in range(301, 304):
        phone.ring(str(number))
        actions.remote_hang_up(phone)
        await wait(60)
    await wait(600)
    await setup.kitchen.use("button.press", "button.mark_missed_calls_seen")
    for number in range(304, 313):
        phone.ring(str(number))
        actions.remote_hang_up(phone)
        await wait(60)
    missed = (await setup.use("get_missed_calls"))["missed"]
    assert [call["number"] for call in missed] == [str(n) for n in range(312, 302, -1)]
    assert [call["new"] for call in missed] == [True] * 9 + [False]
    assert (await setup.use("get_missed_calls", area="Boardroom")) == {"missed": []}


async def test_missed_calls_of_the_same_second_keep_the_order_of_the_phone(
    setup: AssistSetup, phone: SimulatedPhone, wait: Wait
) -> None:
    """The order in the log shows which call was the latest."""
    for number in ("301", "302", "303"):
        phone.ring(number)
        actions.remote_hang_up(phone)
    missed = (await setup.use("get_missed_calls"))["missed"]
    assert [call["number"] for call in missed] == ["303", "302", "301"]


async def test_missed_calls_without_a_time_are_new_until_seen(
    setup: AssistSetup,
    phone: SimulatedPhone,
    wait: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(phone, "local_time", lambda _: datetime(1969, 12, 31))  # noqa: DTZ001

    async def missed(number: str) -> list[tuple[str, bool]]:
        phone.ring(number)
        actions.remote_hang_up(phone)
        await wait(600)
        response = await setup.use("get_missed_calls")
        return [(call["number"], call["new"]) for call in response["missed"]]

    assert await missed("301") == [("301", True)]
    await setup.kitchen.use("button.press", "button.mark_missed_calls_seen")
    assert await missed("302") == [("302", True), ("301", False)]


@pytest.mark.parametrize("tool", ["get_calls", "get_missed_calls"])
async def test_unreachable_phone_is_named_in_the_response(
    setup: AssistSetup, phone: SimulatedPhone, trio: SimulatedPhone, tool: str
) -> None:
    """A query for this phone alone is an error."""
    phone.ring("301")
    actions.remote_hang_up(phone)
    phone.ring("301")
    actions.set_api(trio, False)
    answer = await setup.use(tool)
    assert len(answer.get("calls") or answer["missed"]) == 1
    assert answer["no_answer_from"] == ["Trio 8800 Conference Room"]
    refused = await setup.use(tool, area="Boardroom")
    assert "is off" in refused["error"]


async def test_phone_without_log_is_left_out(
    setup: AssistSetup, trio: SimulatedPhone
) -> None:
    """A query for this phone alone is an error."""
    trio.server.faults.active.append(Fault("status", "callLogs", 9, "4004"))
    assert await setup.use("get_missed_calls") == {"missed": []}
    refused = await setup.use("get_missed_calls", area="Boardroom")
    assert "does not support this" in refused["error"]
