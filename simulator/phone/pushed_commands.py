"""The commands that a push in the vendor's own format contains, one per line."""

from collections.abc import Callable
import re

from simulator.return_codes import RefusedError
from simulator.telephony.call import Call, CallState, extension

from . import keys
from .phone import Phone

_OTHER_NAMES = {"backspace": "Delete"}
_KEYS = {name.lower(): name for name in keys.NAMES} | _OTHER_NAMES

_TEL = re.compile(r"\\{0,2}([^;\\]+)(?:;line(\d+))?.*")

_CALL_ACTIONS: dict[str, tuple[CallState | None, Callable[[Call], None]]] = {
    "answer": (CallState.OFFERING, Call.answer),
    "endcall": (None, Call.hang_up),
    "hold": (CallState.CONNECTED, Call.hold),
    "ignore": (CallState.OFFERING, Call.ignore),
    "reject": (CallState.OFFERING, Call.reject),
    "resume": (CallState.HOLD, Call.resume),
}
"""The call actions, and the state of the call without a reference.

Actions that open a dialog on the screen are accepted and do nothing (a guess).
"""


def run_line(phone: Phone, line: str) -> str:
    """Run one command, and return an entry for the phone's log."""
    kind, _, argument = line.partition(":")
    command = _COMMANDS.get(kind.lower())
    if not phone.profile.runs_pushed_commands:
        return f"{line}: not supported"
    if not command:
        return f"{line}: unknown"
    try:
        return f"{line}: {'done' if command(phone, argument) else 'unknown'}"
    except RefusedError as refused:
        return f"{line}: {refused}"


def _press(phone: Phone, name: str) -> bool:
    key = _KEYS.get(name.lower())
    if key:
        keys.press(phone, key)
    return key is not None


def _press_browser_key(phone: Phone, name: str) -> bool:
    if name.lower() == "home":
        keys.go_home(phone)
    elif name.lower() in {"back", "cancel", "exit"}:
        phone.messages.dismiss()
    else:
        return name.lower() == "refresh"
    return True


def _dial(phone: Phone, address: str) -> bool:
    found = _TEL.fullmatch(address)
    if not found or not extension(found[1]):
        return False
    phone.dial(found[1], int(found[2]) if found[2] else None)
    return True


def _play(phone: Phone, path: str) -> bool:
    phone.sounds.append(phone.config["apps.push.serverRootURL"] + path)
    return True


def _act_on_call(phone: Phone, argument: str) -> bool:
    name, _, reference = argument.partition(";nCallReference=")
    if not (entry := _CALL_ACTIONS.get(name.lower())):
        return False
    state, action = entry
    if reference:
        call: Call | None = phone.calls.find(reference)
    else:
        call = phone.calls.first(state) if state else phone.calls.focused
    if call:
        action(call)
    return call is not None


_COMMANDS: dict[str, Callable[[Phone, str], bool]] = {
    "action": lambda _phone, name: name.lower() == "updateconfig",
    "callaction": _act_on_call,
    "key": _press,
    "play": _play,
    "softkey": _press_browser_key,
    "tel": _dial,
}
