"""Key presses, touches and text input over REST."""

from simulator.phone import keys
from simulator.phone.phone import Phone
from simulator.profiles import ALL_KEYS
from simulator.quirks import Quirk
from simulator.return_codes import Code, RefusedError

from .request import DONE, Reply, Request, is_object

_POSITIONS = {"tap": 1, "swipe": 2}
_HOOK = {"offhook": True, "onhook": False}


def touch(phone: Phone, request: Request) -> Reply:
    """Tap or swipe; without `httpd.ta.enabled`, accept and do nothing.

    The soft keys are at the lower edge of the screen, four side by side.
    """
    positions = request.fields().get("Positions")
    expected = _POSITIONS.get(request.required("Type").lower())
    if not isinstance(positions, list) or len(positions) != expected:
        raise RefusedError(Code.BAD_INPUT)
    points = [_point(phone, position) for position in positions]
    if len(points) == 2:
        _number(request.required("Duration"))
    if not phone.flag("httpd.ta.enabled"):
        return DONE
    width, height = phone.profile.screen
    x, y = points[0]
    phone.inputs.append(f"{request.required('Type')} {x},{y}")
    if len(points) == 1 and y > height * 0.8:
        keys.press(phone, f"SoftKey{x * 4 // width + 1}")
    return DONE


def key(phone: Phone, request: Request) -> Reply:
    """Press a key; return 4004 if the model lacks it."""
    name = request.required("KeyName")
    if request.required("Type").lower() != "tap" or name not in ALL_KEYS:
        raise RefusedError(Code.BAD_INPUT)
    if name == "DoNotDisturb" and Quirk.DND_KEY_EVENT not in phone.quirks:
        raise RefusedError(Code.BAD_INPUT)
    if name not in phone.profile.keys:
        raise RefusedError(Code.NOT_SUPPORTED)
    phone.inputs.append(name)
    keys.press(phone, name)
    return DONE


def text(phone: Phone, request: Request) -> Reply:
    """Type into the number field, which has no focus during calls."""
    value = request.required("Value")
    replace = (request.text("ReplaceText") or "true").lower()
    if replace not in {"true", "false"}:
        raise RefusedError(Code.BAD_INPUT)
    if phone.calls.established:
        raise RefusedError(Code.FAILED)
    phone.inputs.append(value)
    phone.type_number(value if replace == "true" else phone.typed_number + value)
    return DONE


def hook(phone: Phone, request: Request) -> Reply:
    """Lift the handset or put it down; the body is a guess."""
    state = request.required("State", "Type").lower()
    if state not in _HOOK:
        raise RefusedError(Code.BAD_INPUT)
    keys.set_hook(phone, _HOOK[state])
    return DONE


def _point(phone: Phone, position: object) -> tuple[int, int]:
    if not is_object(position):
        raise RefusedError(Code.BAD_INPUT)
    x, y = _number(position.get("X")), _number(position.get("Y"))
    width, height = phone.profile.screen
    if x >= width or y >= height:
        raise RefusedError(Code.BAD_INPUT)
    return x, y


def _number(value: object) -> int:
    if not str(value).isdecimal():
        raise RefusedError(Code.BAD_INPUT)
    return int(str(value))
