"""Tests of calls between two phones of one process."""

import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.telephony.call import Call


@pytest.fixture
def pair(
    phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> tuple[Call, Call]:
    """Return both ends of a connected call between two phones."""
    here = phone.dial("300")
    clock.advance(2)
    (there,) = other.calls
    there.answer()
    return here, there


async def test_one_phone_rings_the_other(
    phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> None:
    here = phone.dial("sip:300@voice.example.net")
    clock.advance(2)
    (there,) = other.calls
    assert (here.state, there.state) == ("RingBack", "Offering")
    assert (here.party.name, there.party.name) == ("Office", "Reception")
    assert there.party.number == "200"


def test_answer_connects_both(pair: tuple[Call, Call]) -> None:
    assert [call.state for call in pair] == ["Connected", "Connected"]


def test_hold_reaches_the_other_end(pair: tuple[Call, Call]) -> None:
    here, there = pair
    here.hold()
    assert (there.state, there.media_direction) == ("Connected", "recvonly")
    here.resume()
    assert there.media_direction == "sendrecv"


@pytest.mark.parametrize("end", [0, 1])
def test_hang_up_ends_both(
    pair: tuple[Call, Call], phone: SimulatedPhone, other: SimulatedPhone, end: int
) -> None:
    pair[end].hang_up()
    assert not phone.calls
    assert not other.calls


async def test_caller_gives_up(
    phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> None:
    here = phone.dial("300")
    clock.advance(2)
    here.hang_up()
    assert not other.calls
    assert len(other.log.lists["Missed"]) == 1


async def test_reject_gives_the_caller_a_busy_tone(
    phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> None:
    here = phone.dial("300")
    clock.advance(2)
    other.calls.find(f"{next(iter(other.calls)).handle:x}").reject()
    assert here.state == "Disconnected"
    clock.advance(3)
    assert not phone.calls


@pytest.mark.parametrize("trouble", ["off", "unregistered"])
async def test_unreachable_phone_is_busy(
    phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock, trouble: str
) -> None:
    if trouble == "off":
        other.power_off()
    else:
        other.set_registered(False)
    here = phone.dial("300")
    clock.advance(2)
    assert here.state == "Disconnected"
    assert not other.log.lists["Missed"]


def test_power_failure_ends_the_call_of_the_other_phone(
    pair: tuple[Call, Call], phone: SimulatedPhone, other: SimulatedPhone
) -> None:
    other.power_off()
    assert not phone.calls
    assert not other.calls


def test_transfer_to_outside_number(
    pair: tuple[Call, Call], phone: SimulatedPhone, clock: ManualClock
) -> None:
    here, there = pair
    there.transfer("5550100")
    assert (here.party.number, here.state) == ("5550100", "Connected")
    clock.advance(5)
    here.hang_up()
    assert not phone.calls


def test_transfer_to_busy_number(
    pair: tuple[Call, Call], phone: SimulatedPhone, clock: ManualClock
) -> None:
    here, there = pair
    there.transfer("6001")
    assert here.state == "Disconnected"
    clock.advance(3)
    assert here not in phone.calls


async def test_outside_party_is_transferred_to_another_phone(
    phone: SimulatedPhone, other: SimulatedPhone
) -> None:
    phone.ring("555", "Client")
    (call,) = phone.calls
    call.answer()
    call.hold()
    call.transfer("300")
    assert not phone.calls
    (there,) = other.calls
    assert (there.state, there.party.name) == ("Offering", "Client")
    there.answer()
    assert there.state == "Connected"


async def test_outside_party_is_transferred_to_outside_number(
    phone: SimulatedPhone,
) -> None:
    phone.ring("555")
    (call,) = phone.calls
    call.answer()
    call.transfer("556")
    assert not phone.calls
