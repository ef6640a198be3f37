"""The table of the REST commands, by path."""

from dataclasses import dataclass

from simulator.configuration.layers import RESETTABLE
from simulator.phone.phone import Phone
from simulator.profiles import Feature

from . import (
    administration,
    call_control,
    call_status,
    device,
    input as input_commands,
    lines,
    media,
    network,
    skype,
)
from .request import Handler


@dataclass(frozen=True)
class Command:
    """A command, and the feature that a model needs for it."""

    run: Handler
    feature: Feature | None = None


_V1, _V2 = "/api/v1/mgmt", "/api/v2/mgmt"
_CALL_V1, _CALL_V2 = "/api/v1/webCallControl", "/api/v2/webCallControl"
_CONTROL = "/api/v1/callctrl"

_TABLE: tuple[tuple[str, str, Command], ...] = (
    ("GET", f"{_V1}/device/info", Command(device.device_info_v1)),
    ("GET", f"{_V2}/device/info", Command(device.device_info_v2, "v2")),
    ("GET", f"{_V1}/device/stats", Command(device.device_stats)),
    ("GET", f"{_V1}/device/runningConfig", Command(network.running_config)),
    ("GET", f"{_V1}/network/info", Command(network.network_info)),
    ("GET", f"{_V1}/network/stats", Command(network.network_stats)),
    ("POST", f"{_V1}/network/uploadBgCapture", Command(network.upload_capture)),
    ("GET", f"{_V1}/location/info", Command(device.location_info)),
    ("GET", f"{_V1}/mrpair/info", Command(device.paired_devices, "mrpair")),
    ("GET", f"{_V1}/lineInfo", Command(lines.line_info_v1)),
    ("GET", f"{_V2}/lineInfo", Command(lines.line_info_v2, "v2")),
    ("GET", f"{_CALL_V1}/sipStatus", Command(lines.sip_status)),
    ("GET", f"{_CALL_V1}/callStatus", Command(call_status.call_status_v1)),
    ("GET", f"{_CALL_V2}/callStatus", Command(call_status.call_status_v2, "v2")),
    ("GET", f"{_V1}/callLogs", Command(call_status.call_logs)),
    ("GET", f"{_V1}/callLogs/missed", Command(call_status.call_log("Missed"))),
    ("GET", f"{_V1}/callLogs/received", Command(call_status.call_log("Received"))),
    ("GET", f"{_V1}/callLogs/placed", Command(call_status.call_log("Placed"))),
    ("GET", f"{_V1}/pollForStatus", Command(call_status.poll_for_status)),
    ("GET", f"{_V1}/media/communicationInfo", Command(media.communication_info)),
    ("GET", f"{_V1}/media/sessionStats", Command(media.session_stats)),
    ("POST", f"{_CONTROL}/dial", Command(call_control.dial, "callctrl")),
    ("POST", f"{_CONTROL}/endCall", Command(call_control.end_call, "callctrl")),
    ("POST", f"{_CONTROL}/mute", Command(call_control.mute, "callctrl")),
    ("POST", f"{_CONTROL}/holdCall", Command(call_control.hold, "callctrl")),
    ("POST", f"{_CONTROL}/resumeCall", Command(call_control.resume, "callctrl")),
    ("POST", f"{_CONTROL}/answerCall", Command(call_control.answer, "callctrl")),
    ("POST", f"{_CONTROL}/ignoreCall", Command(call_control.ignore, "callctrl")),
    ("POST", f"{_CONTROL}/rejectCall", Command(call_control.reject, "callctrl")),
    ("POST", f"{_CONTROL}/transferCall", Command(call_control.transfer, "callctrl")),
    ("POST", f"{_CONTROL}/sendDTMF", Command(call_control.send_dtmf, "callctrl")),
    ("GET", f"{_V1}/transferType/get", Command(administration.get_transfer_type)),
    ("POST", f"{_V1}/transferType/set", Command(administration.set_transfer_type)),
    ("POST", f"{_V1}/config/get", Command(administration.get_config)),
    ("POST", f"{_V1}/config/set", Command(administration.set_config)),
    ("POST", f"{_V1}/config/export", Command(administration.export_config, "export")),
    ("POST", f"{_V1}/safeRestart", Command(administration.restart)),
    ("POST", f"{_V1}/safeReboot", Command(administration.restart)),
    ("POST", f"{_V1}/factoryReset", Command(administration.factory_reset)),
    ("POST", f"{_V1}/configReset", Command(administration.reset_config())),
    *(
        (
            "POST",
            f"{_V1}/configReset/{layer}",
            Command(administration.reset_config(layer), "configResetLayer"),
        )
        for layer in RESETTABLE
    ),
    (
        "POST",
        f"{_V1}/updateConfiguration",
        Command(administration.update_configuration, "updateConfiguration"),
    ),
    ("GET", f"{_V1}/uixml", Command(administration.ui_xml, "uixml")),
    ("POST", f"{_V1}/simulateTouch", Command(input_commands.touch, "touch")),
    ("POST", f"{_V1}/simulateKeyEvent", Command(input_commands.key, "keys")),
    ("POST", f"{_V1}/simulateTextInput", Command(input_commands.text, "text")),
    ("POST", f"{_V1}/simulateHook", Command(input_commands.hook, "hook")),
    ("GET", f"{_V1}/getPresence", Command(skype.get_presence)),
    ("POST", f"{_V1}/skype/signIn", Command(skype.sign_in)),
    ("POST", f"{_V1}/skype/signOut", Command(skype.sign_out)),
    ("POST", f"{_V1}/skype/webSignIn", Command(skype.web_sign_in)),
    ("POST", f"{_V1}/skype/webSignInCancel", Command(skype.cancel_web_sign_in)),
)

_COMMANDS = {(method, path.lower()): command for method, path, command in _TABLE}


def find_command(phone: Phone, method: str, path: str) -> Command | None:
    """Return the command of a path; upper and lower case are equal."""
    command = _COMMANDS.get((method, path.lower()))
    if command and command.feature and command.feature not in phone.profile.features:
        return None
    return command
