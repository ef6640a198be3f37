"""The keys and soft keys of a phone."""

from collections.abc import Callable
from dataclasses import dataclass

from simulator.return_codes import Code, RefusedError
from simulator.telephony.call import Call, CallState
from simulator.telephony.far_end import Party

from .phone import Phone

DIALPAD = {
    **{f"Dialpad{digit}": str(digit) for digit in range(10)},
    "DialpadStar": "*",
    "DialpadPound": "#",
}


def press(phone: Phone, key: str) -> None:
    """Press a key; a phone that is off or frozen ignores it."""
    if phone.power != "on" or phone.is_frozen:
        return
    if key in DIALPAD:
        _press_digit(phone, DIALPAD[key])
    elif key.startswith("SoftKey"):
        keys = soft_keys(phone)
        position = int(key.removeprefix("SoftKey")) - 1
        if position < len(keys):
            keys[position].press(phone)
    elif key.startswith("Line"):
        phone.lift_handset(int(key.removeprefix("Line")))
    elif key in _KEYS:
        _KEYS[key](phone)


def set_hook(phone: Phone, off: bool) -> None:
    """Lift the handset or put it down.

    Lifting it answers a ringing call, or gives a dial tone.
    """
    if not off:
        for call in tuple(phone.calls):
            if call.state not in {CallState.OFFERING, CallState.HOLD}:
                call.hang_up()
    elif ringing := phone.calls.first(CallState.OFFERING):
        ringing.answer()
    elif not phone.off_hook:
        phone.lift_handset()


def toggle_mute(phone: Phone) -> None:
    """Press the mute key, which works during calls."""
    if phone.off_hook or phone.flag("feature.persistentMute.enabled"):
        phone.set_mute(not phone.muted)


def toggle_hold(phone: Phone) -> None:
    """Press the hold key."""
    if call := phone.calls.first(CallState.CONNECTED):
        call.hold()
    elif call := phone.calls.first(CallState.HOLD):
        call.resume()


def hang_up(phone: Phone) -> None:
    """Press the red key, which ends the focused call."""
    if not phone.calls.focused:
        raise RefusedError(Code.NO_SUCH_CALL)
    phone.calls.focused.hang_up()


def redial(phone: Phone) -> None:
    """Call the last called number."""
    if placed := phone.log.lists["Placed"]:
        phone.dial(placed[-1].number)


def send(phone: Phone) -> None:
    """Dial the typed number."""
    call = phone.calls.first(CallState.DIALTONE)
    if not phone.typed_number:
        return
    if call:
        call.dial(Party(phone.typed_number, phone.typed_number))
        phone.type_number("")
    else:
        phone.dial(phone.typed_number)


def _press_digit(phone: Phone, digit: str) -> None:
    if call := phone.calls.first(CallState.CONNECTED):
        call.send_digits(digit)
    else:
        phone.type_number(phone.typed_number + digit)


def go_home(phone: Phone) -> None:
    """Press the home key: clear the typed number and the message."""
    phone.messages.dismiss()
    phone.type_number("")


def _delete_digit(phone: Phone) -> None:
    phone.type_number(phone.typed_number[:-1])


_KEYS: dict[str, Callable[[Phone], None]] = {
    "Delete": _delete_digit,
    "DoNotDisturb": lambda phone: phone.do_not_disturb.press_key(),
    "Handsfree": lambda phone: set_hook(phone, not phone.off_hook),
    "Headset": lambda phone: set_hook(phone, not phone.off_hook),
    "Hold": toggle_hold,
    "Home": go_home,
    "MicMute": toggle_mute,
    "Redial": redial,
    "Select": send,
    "VolDown": lambda phone: phone.set_volume(phone.volume - 1),
    "VolUp": lambda phone: phone.set_volume(phone.volume + 1),
}


NAMES = (
    *DIALPAD,
    *_KEYS,
    *(f"Line{number}" for number in range(1, 49)),
    *(f"SoftKey{number}" for number in range(1, 6)),
)
"""The keys that do something."""


@dataclass(frozen=True)
class SoftKey:
    """A key whose label is on the screen."""

    label: str
    press: Callable[[Phone], None]


def _soft_key_action(
    state: CallState, act: Callable[[Call], None]
) -> Callable[[Phone], None]:
    def run(phone: Phone) -> None:
        if call := phone.calls.first(state):
            act(call)

    return run


def _new_call(phone: Phone) -> None:
    phone.lift_handset()


_NEW_CALL = SoftKey("New Call", _new_call)
_END_CALL = SoftKey("End Call", hang_up)

_SOFT_KEYS: dict[CallState | None, tuple[SoftKey, ...]] = {
    None: (_NEW_CALL, SoftKey("Redial", redial)),
    CallState.OFFERING: (
        SoftKey("Answer", _soft_key_action(CallState.OFFERING, Call.answer)),
        SoftKey("Reject", _soft_key_action(CallState.OFFERING, Call.reject)),
        SoftKey("Ignore", _soft_key_action(CallState.OFFERING, Call.ignore)),
    ),
    CallState.DIALTONE: (SoftKey("Cancel", hang_up),),
    CallState.SETUP: (_END_CALL,),
    CallState.PROCEEDING: (_END_CALL,),
    CallState.RINGBACK: (_END_CALL,),
    CallState.CONNECTED: (
        SoftKey("Hold", _soft_key_action(CallState.CONNECTED, Call.hold)),
        _END_CALL,
    ),
    CallState.HOLD: (
        SoftKey("Resume", _soft_key_action(CallState.HOLD, Call.resume)),
        _NEW_CALL,
    ),
    CallState.DISCONNECTED: (SoftKey("Close", hang_up),),
}

_BACK = SoftKey("Back", lambda phone: phone.messages.dismiss())
_DIAL = SoftKey("Dial", send)
_DND = SoftKey("DND", _KEYS["DoNotDisturb"])


def soft_keys(phone: Phone) -> tuple[SoftKey, ...]:
    """Return the current soft keys of the screen.

    Those of a ringing call come first, then those of a message.
    """
    call = phone.calls.first(CallState.OFFERING) or phone.calls.focused
    if phone.messages.shown and not (call and call.state is CallState.OFFERING):
        return (_BACK,)
    keys = _SOFT_KEYS[call.state if call else None]
    if phone.typed_number and (not call or call.state is CallState.DIALTONE):
        return (_DIAL, *keys)
    return keys if call or not phone.do_not_disturb.exists else (*keys, _DND)
