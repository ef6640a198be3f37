"""Call control: `/api/v1/callctrl/...`."""

from collections.abc import Callable
import re

from simulator.phone.phone import Phone
from simulator.return_codes import Code, RefusedError
from simulator.telephony.call import Call, CallState, extension

from .request import DONE, Handler, Reply, Request

_DESTINATION = re.compile(r"(sip:)?[\w.+*#!$%&'~-]+(@[\w.:-]+)?(;[\w=.-]+)*")
_DIGITS = re.compile(r"[0-9*#]+")
_TYPES = ("tel", "sip", "h323")


def _find_call(phone: Phone, request: Request, state: CallState) -> Call:
    """Return the call with the handle, or one in the given state.

    If no call is in that state, the focused call is returned, and rejects the command.
    """
    if (reference := request.text("Ref")) is not None:
        return phone.calls.find(reference)
    if call := phone.calls.first(state) or phone.calls.focused:
        return call
    raise RefusedError(Code.NO_SUCH_CALL)


def _call_command(state: CallState, act: Callable[[Call], None]) -> Handler:
    """Return a command that acts on a call in a state."""

    def run(phone: Phone, request: Request) -> Reply:
        act(_find_call(phone, request, state))
        return DONE

    return run


hold = _call_command(CallState.CONNECTED, Call.hold)
resume = _call_command(CallState.HOLD, Call.resume)
answer = _call_command(CallState.OFFERING, Call.answer)
ignore = _call_command(CallState.OFFERING, Call.ignore)
reject = _call_command(CallState.OFFERING, Call.reject)


def dial(phone: Phone, request: Request) -> Reply:
    """Call a number; reply before anything is known about the call."""
    destination = _destination(request.required("Dest"))
    scheme = (request.text("Type") or "TEL").lower()
    line = request.text("Line")
    if scheme not in _TYPES or (line is None and phone.profile.is_line_required):
        raise RefusedError(Code.BAD_INPUT)
    if line is not None and not line.isdecimal():
        raise RefusedError(Code.BAD_INPUT)
    if scheme == "sip" and not destination.startswith("sip:"):
        destination = f"sip:{destination}"
    phone.dial(destination, None if line is None else int(line))
    return DONE


def end_call(phone: Phone, request: Request) -> Reply:
    """End a call that is not on hold."""
    call = phone.calls.find(request.required("Ref"))
    if call.state is CallState.HOLD:
        raise RefusedError(Code.NOT_ALLOWED)
    call.hang_up()
    return DONE


def mute(phone: Phone, request: Request) -> Reply:
    """Mute or unmute the microphone of the focused call."""
    state = request.required("state")
    if state not in {"0", "1"}:
        raise RefusedError(Code.BAD_INPUT)
    if not phone.calls.focused:
        raise RefusedError(Code.NO_SUCH_CALL)
    if phone.calls.focused.state in {CallState.HOLD, CallState.OFFERING}:
        raise RefusedError(Code.NOT_ALLOWED)
    phone.set_mute(state == "1")
    return DONE


def transfer(phone: Phone, request: Request) -> Reply:
    """Transfer a call blindly."""
    call = phone.calls.find(request.required("Ref"))
    call.transfer(_destination(request.required("TransferDest")))
    return DONE


def send_dtmf(phone: Phone, request: Request) -> Reply:
    """Send tones on the focused call.

    Firmware differs in the case of the key `Digits`.
    """
    digits = request.required("Digits", "digits")
    if not _DIGITS.fullmatch(digits):
        raise RefusedError(Code.BAD_INPUT)
    _find_call(phone, request, CallState.CONNECTED).send_digits(digits)
    return DONE


def _destination(text: str) -> str:
    if not _DESTINATION.fullmatch(text) or not extension(text):
        raise RefusedError(Code.BAD_INPUT)
    return text
