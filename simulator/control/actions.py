"""The table of everything that the control API can do to a phone.

The control API and the control page are built from it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from inspect import Parameter, getdoc, signature
from types import UnionType
from typing import get_args, get_type_hints

from simulator.configuration.layers import LAYERS
from simulator.notifications.outbox import DELIVERY_FAULTS, DeliveryFault
from simulator.phone import keys
from simulator.phone.phone import Phone
from simulator.profiles import Authentication
from simulator.quirks import QUIRKS, Quirk
from simulator.return_codes import Code, RefusedError
from simulator.simulated_phone import SimulatedPhone
from simulator.telephony.call import ESTABLISHED, Call, CallState
from simulator.web.faults import FAULTS, Fault

_RINGING_THERE = (CallState.PROCEEDING, CallState.RINGBACK)


class BadArgumentError(ValueError):
    """A missing, unknown or wrong argument."""


def _find_call(phone: Phone, handle: str | None, *states: CallState) -> Call:
    if handle is not None:
        return phone.calls.find(handle)
    call = phone.calls.first(*states) if states else phone.calls.focused
    if not call:
        raise RefusedError(Code.NO_SUCH_CALL)
    return call


def remote_answer(phone: SimulatedPhone, call: str | None = None) -> None:
    """Answer, at the other end, the call that this phone placed."""
    here = _find_call(phone, call, *_RINGING_THERE)
    if isinstance(here.far, Call):
        here.far.answer()
    else:
        here.far_answered()


def remote_refuse(phone: SimulatedPhone, call: str | None = None) -> None:
    """Reject the call at the other end."""
    here = _find_call(phone, call, *_RINGING_THERE)
    if isinstance(here.far, Call):
        here.far.reject()
    else:
        here.far_refused()


def remote_hang_up(phone: SimulatedPhone, call: str | None = None) -> None:
    """Hang up at the other end."""
    here = _find_call(phone, call)
    if isinstance(here.far, Call):
        here.far.hang_up()
    else:
        here.far_hung_up()


def remote_hold(
    phone: SimulatedPhone, held: bool = True, call: str | None = None
) -> None:
    """Put the call on hold at the other end, or resume it."""
    here = _find_call(phone, call, *ESTABLISHED)
    if isinstance(here.far, Call) and held:
        here.far.hold()
    elif isinstance(here.far, Call):
        here.far.resume()
    else:
        here.far_held(held)


def answer(phone: SimulatedPhone, call: str | None = None) -> None:
    """Answer a call as the user."""
    _find_call(phone, call, CallState.OFFERING).answer()


def reject(phone: SimulatedPhone, call: str | None = None) -> None:
    """Reject a call as the user."""
    _find_call(phone, call, CallState.OFFERING).reject()


def ignore(phone: SimulatedPhone, call: str | None = None) -> None:
    """Silence a call as the user."""
    _find_call(phone, call, CallState.OFFERING).ignore()


def hang_up(phone: SimulatedPhone, call: str | None = None) -> None:
    """Hang up as the user."""
    _find_call(phone, call).hang_up()


def hold(phone: SimulatedPhone, call: str | None = None) -> None:
    """Put a call on hold as the user."""
    _find_call(phone, call, CallState.CONNECTED).hold()


def resume(phone: SimulatedPhone, call: str | None = None) -> None:
    """Resume a call as the user."""
    _find_call(phone, call, CallState.HOLD).resume()


def transfer(phone: SimulatedPhone, number: str, call: str | None = None) -> None:
    """Transfer a call blindly as the user."""
    _find_call(phone, call, *ESTABLISHED).transfer(number)


def dial(phone: SimulatedPhone, number: str, line: int | None = None) -> None:
    """Call a number as the user."""
    phone.dial(number, line)


def mute_key(phone: SimulatedPhone) -> None:
    """Press the mute key."""
    keys.toggle_mute(phone)


def hook(phone: SimulatedPhone, off: bool) -> None:
    """Lift the handset, or put it down."""
    keys.set_hook(phone, off)


def press_key(phone: SimulatedPhone, key: str) -> None:
    """Press a key with a name of `simulateKeyEvent`, or `SoftKey1` to 4."""
    keys.press(phone, key)


def set_api(phone: SimulatedPhone, enabled: bool) -> None:
    """Switch the REST API on or off."""
    phone.configure({"apps.restapi.enabled": str(int(enabled))}, "local")


def set_password(phone: SimulatedPhone, password: str) -> None:
    """Change the administrator's password; `456` is the factory default."""
    phone.set_password(password)


def set_config(
    phone: SimulatedPhone, name: str, value: str, layer: str = "local"
) -> None:
    """Write a configuration parameter."""
    if layer not in LAYERS:
        raise BadArgumentError(f"layer: one of {', '.join(LAYERS)}")
    if not phone.config.accepts(name, value):
        raise BadArgumentError("name: unknown parameter, or a wrong value")
    phone.configure({name: value}, layer)


def set_authentication(phone: SimulatedPhone, scheme: str) -> None:
    """Set the login to Basic, Digest, or "Basic and Digest" in one header."""
    schemes: tuple[Authentication, ...] = get_args(Authentication.__value__)
    for known in schemes:
        if scheme == known:
            phone.authentication = known
            return
    raise BadArgumentError(f"scheme: one of {', '.join(schemes)}")


def set_latency(phone: SimulatedPhone, seconds: float) -> None:
    """Set the seconds that each command takes."""
    phone.server.latency = max(0.0, seconds)
    phone.publish("screen")


def set_lockout(phone: SimulatedPhone, enabled: bool) -> None:
    """Set whether wrong passwords lock the login for a while."""
    phone.server.lockout.enabled = enabled
    phone.publish("screen")


def busy(phone: SimulatedPhone, times: int = 3) -> None:
    """Return 403 to the next requests, as during another request."""
    if times < 0:
        raise BadArgumentError("times: not negative")
    phone.server.busy_answers = times
    phone.publish("screen")


def set_restart_seconds(phone: SimulatedPhone, seconds: float) -> None:
    """Set the seconds that a start takes."""
    phone.restart_seconds = seconds


def add_fault(
    phone: SimulatedPhone,
    kind: str,
    path: str = "",
    times: int = 0,
    status: str = "5000",
) -> None:
    """Add a fault for some paths and a number of requests (0: all)."""
    if kind not in FAULTS:
        raise BadArgumentError(f"kind: one of {', '.join(FAULTS)}")
    if times < 0:
        raise BadArgumentError("times: not negative")
    phone.server.faults.active.append(Fault(kind, path, times, status))
    phone.publish("screen")


def clear_faults(phone: SimulatedPhone) -> None:
    """Remove all faults."""
    phone.server.faults.active.clear()
    phone.server.busy_answers = 0
    phone.outbox.delivery_faults.clear()
    phone.publish("screen")


def set_quirk(phone: SimulatedPhone, quirk: str, on: bool = True) -> None:
    """Switch a difference of other firmware on or off."""
    if quirk not in QUIRKS:
        raise BadArgumentError(f"quirk: one of {', '.join(QUIRKS)}")
    change = {Quirk(quirk)}
    phone.quirks -= change
    phone.quirks |= change if on else set()
    phone.publish("notification")


def set_delivery_fault(
    phone: SimulatedPhone, kind: str, every: int, seconds: float = 5.0
) -> None:
    """Apply a delivery fault to every n-th notification (0: none)."""
    if kind not in DELIVERY_FAULTS:
        raise BadArgumentError(f"kind: one of {', '.join(DELIVERY_FAULTS)}")
    if every < 0 or seconds < 0:
        raise BadArgumentError("every, seconds: not negative")
    phone.outbox.delivery_faults[DeliveryFault(kind)] = every
    phone.outbox.delay_seconds = seconds
    phone.publish("notification")


type ActionFunction = Callable[..., None]

_FUNCTIONS: dict[str, ActionFunction] = {
    "ring": Phone.ring,
    "remote_answer": remote_answer,
    "remote_refuse": remote_refuse,
    "remote_hang_up": remote_hang_up,
    "remote_hold": remote_hold,
    "answer": answer,
    "reject": reject,
    "ignore": ignore,
    "hang_up": hang_up,
    "hold": hold,
    "resume": resume,
    "transfer": transfer,
    "dial": dial,
    "mute_key": mute_key,
    "hook": hook,
    "press_key": press_key,
    "set_dnd": Phone.set_dnd,
    "set_presence": Phone.set_presence,
    "set_skype": Phone.set_skype,
    "set_registered": Phone.set_registered,
    "power_off": Phone.power_off,
    "power_on": Phone.power_on,
    "restart": Phone.restart,
    "factory_reset": Phone.factory_reset,
    "set_restart_seconds": set_restart_seconds,
    "set_api": set_api,
    "set_password": set_password,
    "set_config": set_config,
    "set_authentication": set_authentication,
    "set_latency": set_latency,
    "set_lockout": set_lockout,
    "busy": busy,
    "add_fault": add_fault,
    "clear_faults": clear_faults,
    "set_quirk": set_quirk,
    "set_delivery_fault": set_delivery_fault,
}


@dataclass(frozen=True)
class Field:
    """One argument of an action."""

    type: type | UnionType
    required: bool

    def accepts_type(self, value: object) -> bool:
        """Return whether the value fits; booleans are not numbers here."""
        if isinstance(value, bool):
            return self.type is bool
        return isinstance(value, float | int if self.type is float else self.type)


class Action:
    """An action of the control API."""

    def __init__(self, run: ActionFunction) -> None:
        self._run = run
        hints = get_type_hints(run)
        self.help = getdoc(run) or ""
        self.fields = {
            name: Field(hints[name], parameter.default is Parameter.empty)
            for name, parameter in list(signature(run).parameters.items())[1:]
        }

    def __call__(self, phone: SimulatedPhone, arguments: Mapping[str, object]) -> None:
        """Check the arguments, and run the action.

        A BadArgumentError describes a wrong argument.
        """
        for name in arguments:
            if name not in self.fields:
                raise BadArgumentError(f"{name}: unknown")
        for name, field in self.fields.items():
            if name not in arguments:
                if field.required:
                    raise BadArgumentError(f"{name}: missing")
                continue
            if not field.accepts_type(arguments[name]):
                raise BadArgumentError(f"{name}: {_name(field.type)} expected")
        self._run(phone, **arguments)

    def describe(self) -> dict[str, object]:
        """Return the help text and the arguments."""
        return {
            "help": self.help,
            "arguments": {
                name: _name(field.type) + ("" if field.required else ", optional")
                for name, field in self.fields.items()
            },
        }


def _name(wanted: type | UnionType) -> str:
    return str(wanted) if isinstance(wanted, UnionType) else wanted.__name__


ACTIONS = {name: Action(run) for name, run in _FUNCTIONS.items()}
