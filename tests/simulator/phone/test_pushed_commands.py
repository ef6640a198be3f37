"""Tests of the commands in a push."""

import pytest

from simulator import ManualClock, SimulatedPhone
from simulator.telephony.call import CallState
from tests.simulator.conftest import COMMANDS, Sender


async def _push(sender: Sender, *lines: str, priority: str = "Critical") -> list[str]:
    """Push some commands, and return their results."""
    text = "\n".join(lines)
    sender.phone.push_log.clear()
    answer = await sender.push(
        f'<Data priority="{priority}">{text}</Data>', content_type=COMMANDS
    )
    assert answer.status == 200
    return [
        entry.removeprefix(f"{line}: ")
        for entry, line in zip(sender.phone.push_log, lines, strict=True)
    ]


async def test_keys(sender: Sender) -> None:
    phone = sender.phone
    typed = ("Key:Dialpad5", "Key:DialPadStar", "Key:Dialpad1", "Key:Backspace")
    assert await _push(sender, *typed) == ["done"] * 4
    assert phone.typed_number == "5*"
    assert await _push(sender, "Key:DoNotDisturb", "Key:VolUp") == ["done"] * 2
    assert (phone.dnd, phone.volume) == (True, 6)
    assert await _push(sender, "Key:Nothing", "Key:Line9") == [
        "unknown",
        "NO_SUCH_LINE",
    ]


async def test_browser_keys(sender: Sender) -> None:
    await sender.push()
    assert await _push(sender, "SoftKey:Refresh", "SoftKey:Jump") == ["done", "unknown"]
    assert sender.shown
    assert await _push(sender, "SoftKey:Back") == ["done"]
    assert not sender.shown
    await _push(sender, "Key:Dialpad1", "SoftKey:Home")
    assert sender.phone.typed_number == ""


@pytest.mark.parametrize(
    ("uri", "number", "line"),
    [
        ("tel:\\5551112", "5551112", 1),
        ("tel:\\\\5551112;line2", "5551112", 2),
        ("tel:5551112;postd=p3095", "5551112", 1),
    ],
)
async def test_dial(sender: Sender, uri: str, number: str, line: int) -> None:
    assert await _push(sender, uri) == ["done"]
    call = sender.phone.calls.focused
    assert call
    assert (call.party.number, call.line.number) == (number, line)


async def test_number_is_missing(sender: Sender) -> None:
    assert await _push(sender, "tel:\\") == ["unknown"]
    assert await _push(sender, "tel:@host") == ["unknown"]


async def test_call_actions(sender: Sender, clock: ManualClock) -> None:
    phone = sender.phone
    phone.ring("300")
    phone.ring("301")
    first, second = phone.calls
    reference = f";nCallReference=0x{second.handle:x}"
    assert await _push(sender, f"CallAction:Answer{reference}") == ["done"]
    assert (first.state, second.state) == (CallState.OFFERING, CallState.CONNECTED)
    assert await _push(sender, "CallAction:Ignore", "CallAction:Hold") == ["done"] * 2
    assert (first.silent, second.state) == (True, CallState.HOLD)
    assert await _push(sender, "CallAction:Resume", "CallAction:Reject") == ["done"] * 2
    assert list(phone.calls) == [second]
    assert await _push(sender, "CallAction:EndCall") == ["done"]
    assert await _push(sender, "CallAction:EndCall") == ["unknown"]
    assert await _push(sender, f"CallAction:EndCall{reference}") == ["NO_SUCH_CALL"]
    assert await _push(sender, "CallAction:MicMute") == ["unknown"]


async def test_sound(sender: Sender) -> None:
    sender.phone.configure({"apps.push.serverRootURL": "http://192.0.2.1/apps"})
    assert await _push(sender, "Play:/door.wav") == ["done"]
    assert list(sender.phone.sounds) == ["http://192.0.2.1/apps/door.wav"]


async def test_update_configuration(sender: Sender) -> None:
    assert await _push(sender, "Action:UpdateConfig", "Action:Explode") == [
        "done",
        "unknown",
    ]


async def test_message_type_applies_to_commands(sender: Sender) -> None:
    sender.phone.configure({"apps.push.messageType": "4"})
    await sender.push("<Data>Key:VolUp</Data>", content_type=COMMANDS)
    assert list(sender.phone.push_log) == ["discarded because of apps.push.messageType"]
    await _push(sender, "Key:VolUp")
    assert sender.phone.volume == 6


@pytest.mark.parametrize(
    "profile", ["trio8800-7.2.2", "ccx500-7.3", "edgeE350-8.6", "trio8800-5.7.1"]
)
async def test_other_models_accept_commands_only(
    sender: Sender, phone: SimulatedPhone
) -> None:
    lines = ("Key:DoNotDisturb", "tel:300", "Play:/door.wav")
    assert await _push(sender, *lines) == ["not supported"] * 3
    assert (phone.dnd, len(phone.calls), len(phone.sounds)) == (False, 0, 0)
