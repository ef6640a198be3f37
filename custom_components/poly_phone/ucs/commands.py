"""The commands of the REST API, and those that crash some phones."""

from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final


class Command(StrEnum):
    """A command, written as HTTP method and path below `/api/`.

    The paths of `SIMULATE_HOOK`, `WEB_SIGN_IN` and `CANCEL_WEB_SIGN_IN` are guesses,
    because no source names them. They follow the names of similar commands.
    """

    DEVICE_INFO = "GET v1/mgmt/device/info"
    DEVICE_INFO_2 = "GET v2/mgmt/device/info"
    DEVICE_STATISTICS = "GET v1/mgmt/device/stats"
    RUNNING_CONFIGURATION = "GET v1/mgmt/device/runningConfig"
    NETWORK_INFO = "GET v1/mgmt/network/info"
    NETWORK_STATISTICS = "GET v1/mgmt/network/stats"
    CAPTURE_NETWORK = "POST v1/mgmt/network/uploadBgCapture"
    LINE_INFO = "GET v1/mgmt/lineInfo"
    LINE_INFO_2 = "GET v2/mgmt/lineInfo"
    SIP_STATUS = "GET v1/webCallControl/sipStatus"
    CALL_STATUS = "GET v1/webCallControl/callStatus"
    CALL_STATUS_2 = "GET v2/webCallControl/callStatus"
    POLL_FOR_STATUS = "GET v1/mgmt/pollForStatus"
    COMMUNICATION_INFO = "GET v1/mgmt/media/communicationInfo"
    SESSION_STATISTICS = "GET v1/mgmt/media/sessionStats"
    LOCATION_INFO = "GET v1/mgmt/location/info"
    PRESENCE = "GET v1/mgmt/getPresence"
    CALL_LOG = "GET v1/mgmt/callLogs"
    TRANSFER_TYPE = "GET v1/mgmt/transferType/get"
    SET_TRANSFER_TYPE = "POST v1/mgmt/transferType/set"
    DISPLAY = "GET v1/mgmt/uixml"
    PAIRED_DEVICES = "GET v1/mgmt/mrpair/info"

    DIAL = "POST v1/callctrl/dial"
    ANSWER_CALL = "POST v1/callctrl/answerCall"
    REJECT_CALL = "POST v1/callctrl/rejectCall"
    IGNORE_CALL = "POST v1/callctrl/ignoreCall"
    END_CALL = "POST v1/callctrl/endCall"
    HOLD_CALL = "POST v1/callctrl/holdCall"
    RESUME_CALL = "POST v1/callctrl/resumeCall"
    TRANSFER_CALL = "POST v1/callctrl/transferCall"
    MUTE = "POST v1/callctrl/mute"
    SEND_DTMF = "POST v1/callctrl/sendDTMF"

    SIMULATE_KEY = "POST v1/mgmt/simulateKeyEvent"
    SIMULATE_TEXT = "POST v1/mgmt/simulateTextInput"
    SIMULATE_TOUCH = "POST v1/mgmt/simulateTouch"
    SIMULATE_HOOK = "POST v1/mgmt/simulateHook"

    SIGN_IN = "POST v1/mgmt/skype/signIn"
    SIGN_OUT = "POST v1/mgmt/skype/signOut"
    WEB_SIGN_IN = "POST v1/mgmt/skype/webSignIn"
    CANCEL_WEB_SIGN_IN = "POST v1/mgmt/skype/webSignInCancel"

    GET_CONFIGURATION = "POST v1/mgmt/config/get"
    SET_CONFIGURATION = "POST v1/mgmt/config/set"
    EXPORT_CONFIGURATION = "POST v1/mgmt/config/export"
    UPDATE_CONFIGURATION = "POST v1/mgmt/updateConfiguration"
    RESET_CONFIGURATION = "POST v1/mgmt/configReset"
    RESET_CLOUD = "POST v1/mgmt/configReset/cloud"
    RESET_LOCAL = "POST v1/mgmt/configReset/local"
    RESET_WEB = "POST v1/mgmt/configReset/web"
    RESET_DEVICE = "POST v1/mgmt/configReset/device"
    FACTORY_RESET = "POST v1/mgmt/factoryReset"
    RESTART = "POST v1/mgmt/safeRestart"
    REBOOT = "POST v1/mgmt/safeReboot"

    @property
    def method(self) -> str:
        """The HTTP method."""
        return self.partition(" ")[0]

    @property
    def path(self) -> str:
        """The path below `/api/`."""
        return self.partition(" ")[2]

    @property
    def is_call_control(self) -> bool:
        """Whether the command acts on calls."""
        return "/callctrl/" in self


COMMON_COMMANDS: Final = frozenset(
    {Command.DEVICE_INFO, Command.LINE_INFO, Command.CALL_STATUS}
)
"""Commands that all phones have."""


@dataclass(frozen=True, kw_only=True)
class Danger:
    """A command that breaks some phones."""

    command: Command
    models: re.Pattern[str]
    firmware: re.Pattern[str]


DANGERS: Final = (
    # The phone freezes until it is unplugged.
    Danger(
        command=Command.SESSION_STATISTICS,
        models=re.compile(r"Trio"),
        firmware=re.compile(r"[1-4]\.|5\.[0-7]\."),
    ),
    # The REST API is off until the phone restarts.
    Danger(
        command=Command.END_CALL,
        models=re.compile(r"VVX 31[01]"),
        firmware=re.compile(r"5\.5\.2\."),
    ),
)

RISKY_COMMANDS: Final = frozenset(danger.command for danger in DANGERS)
"""Commands that crash some models."""


def dangerous(model: str, firmware: str | None) -> frozenset[Command]:
    """Return the commands that crash a phone.

    A Trio of unknown firmware counts as an old one.
    """
    return frozenset(
        danger.command
        for danger in DANGERS
        if danger.models.match(model) and danger.firmware.match(firmware or "1.")
    )
