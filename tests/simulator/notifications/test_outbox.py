"""Tests of the delivery of notifications."""

import asyncio
import socket

from freezegun.api import FrozenDateTimeFactory
import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.notifications.outbox import (
    DELIVERY_FAULTS,
    MAX_AT_ONCE,
    MAX_IN_TRANSIT,
    DeliveryFault,
)
from simulator.quirks import Quirk
from tests.simulator.conftest import Receiver

PREFIX = "apps.telNotification."


def _post_to(phone: SimulatedPhone, url: str) -> None:
    phone.configure({f"{PREFIX}URL": url, f"{PREFIX}incomingEvent": "1"})


def _results(phone: SimulatedPhone) -> list[str]:
    return [post.result for post in phone.outbox.posted]


def _callers(receiver: Receiver) -> list[str]:
    numbers = [event.findtext("CallingPartyNumber") or "" for event in receiver.events]
    return [number.removeprefix("sip:").partition("@")[0] for number in numbers]


async def test_events_are_posted_one_after_the_other(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    _post_to(phone, receiver.url)
    numbers = [str(number) for number in range(300, 308)]
    for number in numbers:
        phone.ring(number)
    await phone.settle()
    assert _callers(receiver) == numbers
    assert receiver.at_once == 1
    assert _results(phone) == ["204"] * 8


async def test_quirk_parallel_posts_several_events_at_once(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    phone.quirks.add(Quirk.PARALLEL)
    receiver.open.clear()
    _post_to(phone, receiver.url)
    for number in range(8):
        phone.ring(str(300 + number))
    await receiver.arrived(MAX_AT_ONCE)
    receiver.open.set()
    await phone.settle()
    assert receiver.at_once == MAX_AT_ONCE
    assert sorted(_callers(receiver)) == [str(300 + number) for number in range(8)]


async def test_number_of_waiting_events_is_limited(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    receiver.open.clear()
    _post_to(phone, receiver.url)
    for number in range(MAX_IN_TRANSIT + 5):
        phone.ring(str(1000 + number))
    receiver.open.set()
    await phone.settle()
    assert len(receiver.bodies) == MAX_IN_TRANSIT


@pytest.mark.parametrize("status", [200, 307, 404, 500])
async def test_answer_is_ignored(
    phone: SimulatedPhone, receiver: Receiver, status: int
) -> None:
    receiver.status = status
    _post_to(phone, receiver.url)
    phone.ring("300")
    phone.ring("301")
    await phone.settle()
    assert _callers(receiver) == ["300", "301"]
    assert _results(phone) == [str(status)] * 2


async def test_unreachable_server(phone: SimulatedPhone, receiver: Receiver) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    for url in (f"http://127.0.0.1:{port}/", "http://[", "ftp://127.0.0.1/", "here"):
        _post_to(phone, url)
        phone.ring("300")
    await phone.settle()
    assert _results(phone) == ["unreachable", *["no answer"] * 3]
    _post_to(phone, receiver.url)
    phone.ring("301")
    await phone.settle()
    assert _callers(receiver) == ["301"]


async def test_untrusted_certificate_is_refused(
    phone: SimulatedPhone, other: SimulatedPhone
) -> None:
    async with SimulatedPhone(exchange=phone.exchange, extension=400) as secure:
        _post_to(phone, secure.url)
        phone.ring("300")
        await phone.settle()
    assert _results(phone) == ["unreachable"]


async def test_connection_closed_without_answer(
    phone: SimulatedPhone,
) -> None:
    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        _post_to(phone, f"http://127.0.0.1:{port}/")
        phone.ring("300")
        await phone.settle()
    assert _results(phone) == ["no answer"]


async def test_server_without_answer(
    phone: SimulatedPhone, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simulator.notifications.outbox.ANSWER_SECONDS", 0.01)
    receiver.open.clear()
    _post_to(phone, receiver.url)
    phone.ring("300")
    await phone.settle()
    assert _results(phone) == ["too slow"]


async def test_events_come_from_the_address_of_the_phone(receiver: Receiver) -> None:
    async with SimulatedPhone(host="127.0.0.3", tls=False) as phone:
        _post_to(phone, receiver.url)
        phone.ring("300")
        await phone.settle()
    assert receiver.requests[0].remote == "127.0.0.3"
    assert receiver.events[0].findtext("PhoneIP") == "127.0.0.3"


async def test_events_of_a_phone_on_all_addresses(receiver: Receiver) -> None:
    async with SimulatedPhone(host="0.0.0.0", tls=False) as phone:
        _post_to(phone, receiver.url)
        phone.ring("300")
        await phone.settle()
    assert _results(phone) == ["204"]


async def test_power_failure_discards_waiting_events(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    receiver.open.clear()
    _post_to(phone, receiver.url)
    phone.ring("300")
    await receiver.arrived(1)
    phone.ring("301")
    phone.power_off()
    receiver.open.set()
    phone.power_on()
    clock.advance(31)
    phone.ring("302")
    await phone.settle()
    assert _callers(receiver) == ["300", "302"]
    assert _results(phone) == ["lost", "lost", "204"]


async def test_stop_discards_waiting_events(receiver: Receiver) -> None:
    receiver.open.clear()
    async with SimulatedPhone(tls=False) as phone:
        _post_to(phone, receiver.url)
        phone.ring("300")
        phone.ring("301")
        await receiver.arrived(1)
    assert _results(phone) == ["lost", "lost"]
    tasks = asyncio.all_tasks()
    assert not [task for task in tasks if "outbox" in str(task.get_coro())]


async def test_delivery_with_frozen_time(
    receiver: Receiver, freezer: FrozenDateTimeFactory
) -> None:
    async with SimulatedPhone(tls=False) as phone:
        _post_to(phone, receiver.url)
        phone.ring("300")
        await phone.settle()
        freezer.tick(3600)
        phone.ring("301")
        await phone.settle()
        phone.outbox.delivery_faults[DeliveryFault.DELAY] = 1
        phone.ring("302")
        await phone.settle()
        assert _callers(receiver) == ["300", "301"]
        freezer.tick(10)
        await phone.settle()
    assert _callers(receiver) == ["300", "301", "302"]


def _ring_four(phone: SimulatedPhone, receiver: Receiver) -> None:
    _post_to(phone, receiver.url)
    for number in ("300", "301", "302", "303"):
        phone.ring(number)


async def test_every_second_event_is_lost(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    phone.outbox.delivery_faults[DeliveryFault.DROP] = 2
    _ring_four(phone, receiver)
    await phone.settle()
    assert _callers(receiver) == ["300", "302"]


async def test_every_third_event_arrives_twice(
    phone: SimulatedPhone, receiver: Receiver
) -> None:
    phone.outbox.delivery_faults[DeliveryFault.DOUBLE] = 3
    _ring_four(phone, receiver)
    await phone.settle()
    assert _callers(receiver) == ["300", "301", "302", "302", "303"]


async def test_every_second_event_arrives_late(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    phone.outbox.delivery_faults[DeliveryFault.DELAY] = 2
    phone.outbox.delay_seconds = 3
    _ring_four(phone, receiver)
    await phone.settle()
    assert _callers(receiver) == ["300", "302"]
    clock.advance(3)
    await phone.settle()
    assert _callers(receiver) == ["300", "302", "301", "303"]


async def test_power_failure_discards_late_events(
    phone: SimulatedPhone, receiver: Receiver, clock: ManualClock
) -> None:
    phone.outbox.delivery_faults[DeliveryFault.DELAY] = 1
    phone.outbox.delay_seconds = 60
    _ring_four(phone, receiver)
    phone.power_off()
    phone.power_on()
    clock.advance(61)
    await phone.settle()
    assert receiver.bodies == []


def test_every_delivery_fault_has_help() -> None:
    assert set(DELIVERY_FAULTS) == set(DeliveryFault)
