"""Calls on every model, over HTTPS."""

from datetime import timedelta

import pytest

from custom_components.poly_phone.ucs import (
    Call,
    CallDirection,
    CallState,
    UcsClient,
    UcsCommandError,
    UcsNotSupportedError,
)
from simulator import PROFILES, ManualClock, SimulatedPhone
from simulator.control.actions import ACTIONS

from .conftest import EDGE, WITH_CALL_CONTROL


async def only_call(client: UcsClient) -> Call:
    """Return the only call."""
    [call] = await client.calls()
    return call


@pytest.mark.parametrize("profile", PROFILES)
async def test_incoming_call_is_read(
    client: UcsClient, phone: SimulatedPhone, clock: ManualClock
) -> None:
    assert await client.calls() == ()
    assert await client.communication_info() is None
    phone.ring("5550123", "Jane Doe")
    call = await only_call(client)
    assert call.state is CallState.OFFERING
    assert call.direction is CallDirection.INCOMING
    assert (call.line, call.number, call.name) == (1, "5550123", "Jane Doe")
    assert call.is_focused
    assert call.ringing in {True, None}
    ACTIONS["answer"](phone, {})
    clock.advance(75)
    assert (await only_call(client)).state is CallState.CONNECTED
    assert (await only_call(client)).duration == timedelta(seconds=75)
    assert (await client.poll_status()).state == "Active"
    ACTIONS["remote_hang_up"](phone, {})
    assert await client.calls() == ()
    phone.ring("5550124")
    clock.advance(60)
    log = await client.call_log()
    [received], [missed] = log.received, log.missed
    assert received.duration == timedelta(seconds=75)
    assert (received.number, received.name) == ("5550123", "Jane Doe")
    assert (missed.number, missed.duration) == ("5550124", None)
    assert received.started
    assert missed.started
    assert missed.started - received.started == timedelta(seconds=75)


@pytest.mark.parametrize("profile", WITH_CALL_CONTROL)
async def test_outgoing_call_passes_all_states(
    client: UcsClient, clock: ManualClock
) -> None:
    await client.dial("5550123", line=1)
    states = []
    for seconds in (0.1, 0.3, 0.4, 0.6, 3):
        clock.advance(seconds)
        states.append((await only_call(client)).state)
    assert states == [
        CallState.DIALTONE,
        CallState.SETUP,
        CallState.PROCEEDING,
        CallState.RINGBACK,
        CallState.CONNECTED,
    ]
    call = await only_call(client)
    assert call.direction is CallDirection.OUTGOING
    assert call.number == "5550123"
    await client.end_call(call.ref)
    assert await client.calls() == ()
    assert [entry.number for entry in (await client.call_log()).placed] == ["5550123"]


@pytest.mark.parametrize("profile", WITH_CALL_CONTROL)
async def test_call_control_changes_the_call(
    client: UcsClient, phone: SimulatedPhone, clock: ManualClock
) -> None:
    phone.ring("5550123")
    await client.ignore_call((await only_call(client)).ref)
    assert (await only_call(client)).ringing in {False, None}
    await client.answer_call((await only_call(client)).ref)
    ref = (await only_call(client)).ref
    await client.mute(on=True)
    assert phone.muted
    info = await client.communication_info()
    assert info
    assert info.is_muted is True
    assert info.kinds[0] == "RxTx"
    assert (await only_call(client)).muted in {True, None}
    await client.mute(on=False)
    assert not phone.muted
    await client.send_dtmf("12#")
    assert phone.calls.find(ref).digits == "12#"
    await client.hold_call(ref)
    assert (await only_call(client)).state is CallState.HOLD
    with pytest.raises(UcsCommandError, match="4003"):
        await client.end_call(ref)
    await client.resume_call(ref)
    await client.transfer_call(ref, "5550199")
    assert await client.calls() == ()
    phone.ring("5550124")
    await client.reject_call((await only_call(client)).ref)
    assert await client.calls() == ()
    with pytest.raises(UcsCommandError, match="4007"):
        await client.answer_call(ref)
    with pytest.raises(UcsCommandError, match="4007"):
        await client.mute(on=True)


@pytest.mark.parametrize("profile", WITH_CALL_CONTROL)
async def test_several_calls_have_one_focus(
    client: UcsClient, phone: SimulatedPhone
) -> None:
    """Version 2 reports all calls, version 1 only the focused one."""
    phone.ring("5550123")
    await client.answer_call((await only_call(client)).ref)
    phone.ring("5550124")
    calls = await client.calls()
    if "v2" in phone.profile.features:
        assert [call.number for call in calls] == ["5550123", "5550124"]
    assert [call.is_focused for call in calls].count(True) == 1
    assert len({call.handle for call in calls}) == len(calls)


@pytest.mark.parametrize("profile", [EDGE])
async def test_edge_rejects_call_control(
    client: UcsClient, phone: SimulatedPhone
) -> None:
    phone.ring("5550123")
    call = await only_call(client)
    for command in (
        client.answer_call(call.ref),
        client.dial("1"),
        client.mute(on=True),
    ):
        with pytest.raises(UcsNotSupportedError):
            await command
