"""Tests of call states over REST."""

import pytest

from simulator import Destination, Exchange, ManualClock, PhoneEvent, SimulatedPhone
from simulator.return_codes import RefusedError
from tests.simulator.conftest import Api


async def test_outgoing_call_goes_through_all_states(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    states: list[str] = []

    def watch(event: PhoneEvent) -> None:
        if event.call:
            states.append(event.call.state)

    phone.subscribe(watch)
    phone.dial("5550100")
    clock.advance(10)
    assert states == ["Dialtone", "Setup", "Proceeding", "RingBack", "Connected"]
    assert (await api.call())["DurationSeconds"] == "5"


async def test_incoming_call(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300", "Front Door")
    call = await api.call()
    assert (call["CallState"], call["Ringing"], call["Type"]) == (
        "Offering",
        "1",
        "Incoming",
    )
    assert (call["RemotePartyName"], call["RemotePartyNumber"]) == ("Front Door", "300")
    phone.calls.find(call["CallHandle"]).answer()
    call = await api.call()
    assert (call["CallState"], call["Ringing"]) == ("Connected", "0")


async def test_unanswered_call_is_missed(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.ring("300")
    clock.advance(59)
    assert len(await api.calls()) == 1
    clock.advance(1)
    assert await api.calls() == []
    assert [entry.number for entry in phone.log.lists["Missed"]] == ["300"]


async def test_call_ended_by_the_caller_is_missed(phone: SimulatedPhone) -> None:
    phone.ring("300")
    (call,) = phone.calls
    call.far_hung_up()
    assert not phone.calls
    assert len(phone.log.lists["Missed"]) == 1


async def test_busy_number(api: Api, phone: SimulatedPhone, clock: ManualClock) -> None:
    phone.dial("6001")
    clock.advance(1.5)
    call = await api.call()
    assert (call["CallState"], call["RemotePartyName"]) == ("Disconnected", "6001")
    clock.advance(3)
    assert await api.calls() == []


async def test_number_without_answer(
    api: Api, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.dial("noanswer")
    clock.advance(60)
    assert (await api.call())["CallState"] == "RingBack"
    clock.advance(2)
    assert await api.calls() == []


async def test_custom_destination(
    phone: SimulatedPhone, exchange: Exchange, clock: ManualClock
) -> None:
    exchange.destinations["77"] = Destination(seconds=20, name="Far Away")
    call = phone.dial("77")
    clock.advance(20)
    assert call.state == "RingBack"
    clock.advance(2)
    assert (call.state, call.party.name) == ("Connected", "Far Away")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"behavior": "explode"}, ValueError),
        ({"seconds": "long"}, TypeError),
        ({"seconds": -1}, ValueError),
        ({"name": 1}, TypeError),
    ],
)
def test_wrong_destination_is_rejected(arguments: dict, error: type[Exception]) -> None:
    with pytest.raises(error):
        Destination(**arguments)


async def test_dial_tone_ends(phone: SimulatedPhone, clock: ManualClock) -> None:
    phone.lift_handset()
    clock.advance(60)
    assert not phone.calls
    assert phone.log.last() is None


async def test_answering_holds_the_other_call(api: Api, phone: SimulatedPhone) -> None:
    phone.ring("300")
    phone.ring("301")
    first, second = phone.calls
    first.answer()
    second.answer()
    one, two = await api.calls()
    assert (one["CallState"], two["CallState"]) == ("Hold", "Connected")
    assert (one["UIAppearanceIndex"], two["UIAppearanceIndex"]) == ("1", "2*")
    first.resume()
    one, two = await api.calls()
    assert (one["CallState"], two["CallState"]) == ("Connected", "Hold")
    assert (one["UIAppearanceIndex"], two["UIAppearanceIndex"]) == ("1*", "2")


async def test_focus_changes_when_a_call_ends(phone: SimulatedPhone) -> None:
    for number in ("300", "301", "302"):
        phone.ring(number)
    first, second, third = phone.calls
    first.answer()
    second.answer()
    second.hang_up()
    assert phone.calls.focused is third
    third.reject()
    assert phone.calls.focused is first
    first.hang_up()
    assert phone.calls.focused is None


async def test_sequence_numbers_are_per_line_and_used_again(
    api: Api, phone: SimulatedPhone
) -> None:
    phone.ring("300", line=1)
    phone.ring("301", line=1)
    phone.ring("302", line=2)
    assert [(c["LineID"], c["CallSequence"]) for c in await api.calls()] == [
        ("1", "1"),
        ("1", "2"),
        ("2", "1"),
    ]
    next(iter(phone.calls)).reject()
    phone.ring("303", line=1)
    assert (await api.calls())[-1]["CallSequence"] == "1"


@pytest.mark.parametrize(
    ("own", "far", "direction"),
    [
        (False, False, "sendrecv"),
        (True, False, "sendonly"),
        (False, True, "recvonly"),
        (True, True, "inactive"),
    ],
)
async def test_hold_by_either_end(
    api: Api, phone: SimulatedPhone, own: bool, far: bool, direction: str
) -> None:
    phone.ring("300")
    (call,) = phone.calls
    call.answer()
    if own:
        call.hold()
    call.far_held(far)
    assert (await api.call())["Media Direction"] == direction


async def test_mute_ends_with_the_last_call(phone: SimulatedPhone) -> None:
    phone.ring("300")
    (call,) = phone.calls
    call.answer()
    phone.set_mute(True)
    call.hang_up()
    assert not phone.muted


async def test_persistent_mute(phone: SimulatedPhone) -> None:
    phone.configure({"feature.persistentMute.enabled": "1"})
    phone.ring("300")
    (call,) = phone.calls
    call.answer()
    phone.set_mute(True)
    call.hang_up()
    assert phone.muted


async def test_dnd_rejects_and_logs_as_missed(
    phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> None:
    phone.set_dnd(True)
    call = other.dial("200")
    clock.advance(2)
    assert call.state == "Disconnected"
    assert not phone.calls
    assert [entry.number for entry in phone.log.lists["Missed"]] == ["300"]


async def test_dnd_without_rejection_silences(phone: SimulatedPhone, api: Api) -> None:
    phone.configure({"call.rejectBusyOnDnd": "0"})
    phone.set_dnd(True)
    phone.ring("300")
    call = await api.call()
    assert (call["CallState"], call["Ringing"]) == ("Offering", "0")


async def test_call_is_rejected_without_call_waiting(phone: SimulatedPhone) -> None:
    phone.configure({"call.callWaiting.enable": "0"})
    phone.ring("300")
    phone.ring("301")
    assert [call.party.number for call in phone.calls] == ["300"]


@pytest.mark.parametrize("muted", [False, True])
async def test_auto_answer(
    phone: SimulatedPhone, clock: ManualClock, muted: bool
) -> None:
    phone.configure(
        {"call.autoAnswer.SIP": "1", "call.autoAnswer.micMute": str(int(muted))}
    )
    phone.ring("300")
    (call,) = phone.calls
    clock.advance(1)
    assert (call.state, phone.muted) == ("Connected", muted)
    phone.ring("301")
    list(phone.calls)[1].reject()
    clock.advance(1)
    assert len(phone.calls) == 1


async def test_unknown_handle(phone: SimulatedPhone) -> None:
    with pytest.raises(RefusedError, match="NO_SUCH_CALL"):
        phone.calls.find("0xdeadbeef")


async def test_outside_party_accepts_every_signal(phone: SimulatedPhone) -> None:
    phone.ring("300")
    phone.ring("301")
    first, second = phone.calls
    first.answer()
    first.hold()
    first.resume()
    second.ignore()
    assert second.state == "Offering"
    second.reject()
    first.hang_up()
    assert len(phone.log.lists["Received"]) == 2


async def test_auto_answer_after_the_caller_hung_up(
    phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.configure({"call.autoAnswer.SIP": "1"})
    phone.ring("300")
    next(iter(phone.calls)).far_hung_up()
    clock.advance(2)
    assert not phone.calls


async def test_late_signals_of_the_other_end_are_ignored(
    phone: SimulatedPhone, clock: ManualClock
) -> None:
    call = phone.dial("6001")
    clock.advance(2)
    assert call.state == "Disconnected"
    call.far_refused()
    call.far_held(True)
    call.far_answered()
    assert (call.state, call.held_by_far) == ("Disconnected", False)
