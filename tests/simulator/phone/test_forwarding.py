"""Tests of call forwarding."""

import pytest

from simulator import ManualClock, SimulatedPhone


@pytest.mark.parametrize(
    "parameters",
    [
        {"reg.1.fwdStatus": "1", "reg.1.fwdContact": "300"},
        {"reg.1.fwdStatus": "1", "reg.1.fwdContact": "sip:300@voice.example.net"},
        {"divert.1.contact": "300"},
    ],
)
async def test_call_is_forwarded(
    phone: SimulatedPhone, other: SimulatedPhone, parameters: dict[str, str]
) -> None:
    phone.config.write(parameters)
    phone.ring("5550142", "Mum")
    assert not phone.calls
    (call,) = other.calls
    assert (call.party.name, call.state) == ("Mum", "Offering")


@pytest.mark.parametrize(
    "parameters",
    [
        {"reg.1.fwdContact": "300"},
        {"reg.1.fwdStatus": "1"},
        {"reg.2.fwdStatus": "1", "reg.2.fwdContact": "300"},
        {"divert.1.contact": "300", "divert.fwd.1.enabled": "0"},
        {
            "feature.forward.enable": "0",
            "reg.1.fwdStatus": "1",
            "reg.1.fwdContact": "300",
        },
    ],
)
async def test_call_is_not_forwarded(
    phone: SimulatedPhone, parameters: dict[str, str]
) -> None:
    phone.config.write(parameters)
    phone.ring("5550142")
    assert len(phone.calls) == 1


async def test_circle_of_forwards_is_busy(
    phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> None:
    phone.configure({"reg.1.fwdStatus": "1", "reg.1.fwdContact": "300"})
    other.configure({"reg.1.fwdStatus": "1", "reg.1.fwdContact": "200"})
    caller = phone.dial("300")
    clock.advance(2)
    assert caller.state == "Disconnected"
    clock.advance(5)
    assert not phone.calls
