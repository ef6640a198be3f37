"""The commands of the REST API: one table, path by path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from simulator.phone import Phone
from simulator.profiles import Feature

from . import callctrl, lines, status
from .request import Request

type Handler = Callable[[Phone, Request], Mapping[str, object]]


@dataclass(frozen=True)
class Command:
    """What a path does, and which models have it."""

    run: Handler
    feature: Feature | None = None


_TABLE: tuple[tuple[str, str, Command], ...] = (
    ("GET", "/api/v1/mgmt/device/info", Command(status.device_info_v1)),
    ("GET", "/api/v2/mgmt/device/info", Command(status.device_info_v2, "v2")),
    ("GET", "/api/v1/mgmt/lineInfo", Command(lines.line_info_v1)),
    ("GET", "/api/v2/mgmt/lineInfo", Command(lines.line_info_v2, "v2")),
    ("GET", "/api/v1/webCallControl/callStatus", Command(status.call_status_v1)),
    ("GET", "/api/v2/webCallControl/callStatus", Command(status.call_status_v2, "v2")),
    ("POST", "/api/v1/callctrl/dial", Command(callctrl.dial, "callctrl")),
    ("POST", "/api/v1/callctrl/endCall", Command(callctrl.end, "callctrl")),
    ("POST", "/api/v1/callctrl/mute", Command(callctrl.mute, "callctrl")),
    ("POST", "/api/v1/callctrl/holdCall", Command(callctrl.hold, "callctrl")),
    ("POST", "/api/v1/callctrl/resumeCall", Command(callctrl.resume, "callctrl")),
    ("POST", "/api/v1/callctrl/answerCall", Command(callctrl.answer, "callctrl")),
    ("POST", "/api/v1/callctrl/ignoreCall", Command(callctrl.ignore, "callctrl")),
    ("POST", "/api/v1/callctrl/rejectCall", Command(callctrl.reject, "callctrl")),
    ("POST", "/api/v1/callctrl/transferCall", Command(callctrl.transfer, "callctrl")),
    ("POST", "/api/v1/callctrl/sendDTMF", Command(callctrl.send_dtmf, "callctrl")),
)

_COMMANDS = {(method, path.lower()): command for method, path, command in _TABLE}


def find_command(phone: Phone, method: str, path: str) -> Command | None:
    """What a phone does on a path; the case of its letters does not matter."""
    command = _COMMANDS.get((method, path.lower()))
    if command and command.feature and command.feature not in phone.profile.features:
        return None
    return command
