"""The UC Software REST API, one typed method per command."""

from collections.abc import Iterable, Mapping
import re
from typing import Any, Final, Literal

from aiohttp import ClientSession

from .errors import UcsCommandError, UcsInputError, UcsNotSupportedError, UcsReplyError
from .models import (
    Call,
    CallLog,
    CommunicationInfo,
    DeviceInfo,
    DeviceStatistics,
    Line,
    NetworkInfo,
    NetworkStatistics,
    Parameter,
    PollStatus,
    SipUser,
    parse_calls,
    parse_lines,
)
from .transport import Transport
from .values import is_number, objects, text

MAX_PARAMETERS: Final = 20
"""Configuration parameters that a phone takes in one request."""

type CallType = Literal["SIP", "TEL", "H323"]

_DESTINATION = re.compile(r"[^\s<>\"]{1,256}")
_DIGITS = re.compile(r"[0-9*#]{1,64}")
_NO_SUCH_CALL = 4007


class UcsClient:
    """A phone. All methods raise subclasses of `UcsError`, see `Transport`."""

    def __init__(
        self,
        session: ClientSession,
        host: str,
        *,
        username: str = "Polycom",
        password: str,
        port: int = 443,
        fingerprint: str | None,
    ) -> None:
        """Set up without sending anything; see `Transport` for the arguments."""
        self._transport = Transport(
            session,
            host,
            username=username,
            password=password,
            port=port,
            fingerprint=fingerprint,
        )
        self._first_version_only: set[str] = set()

    async def device_info(self) -> DeviceInfo:
        """Read model, firmware, MAC address and uptime. Source: `device/info`."""
        data = _object(await self._get_newest("mgmt/device/info"))
        if info := DeviceInfo.from_reply(data):
            return info
        raise UcsReplyError("the reply does not describe a phone")

    async def network_info(self) -> NetworkInfo:
        """Read addresses and the state of the network port. Source: `network/info`."""
        return NetworkInfo.from_reply(_object(await self._get("mgmt/network/info")))

    async def network_statistics(self) -> NetworkStatistics:
        """Read packet counters. Source: `network/stats`."""
        return NetworkStatistics.from_reply(
            _object(await self._get("mgmt/network/stats"))
        )

    async def device_statistics(self) -> DeviceStatistics:
        """Read processor and memory load. Source: `device/stats`."""
        return DeviceStatistics.from_reply(
            _object(await self._get("mgmt/device/stats"))
        )

    async def lines(self) -> tuple[Line, ...]:
        """Read the registrations. Source: `lineInfo` version 1, which all models have."""
        return parse_lines(await self._get("mgmt/lineInfo"))

    async def lines_with_do_not_disturb(self) -> tuple[Line, ...]:
        """Read the registrations with do not disturb. Source: `lineInfo` version 2."""
        return parse_lines(_data(await self._transport.get("v2/mgmt/lineInfo")))

    async def sip_status(self) -> tuple[SipUser, ...]:
        """Read the SIP users with their registration. Source: `sipStatus`."""
        data = _object(await self._get("webCallControl/sipStatus"))
        return tuple(map(SipUser.from_reply, objects(data.get("User"))))

    async def calls(self) -> tuple[Call, ...]:
        """Read the calls; version 1 tells only the focused one. Source: `callStatus`."""
        try:
            return parse_calls(await self._get_newest("webCallControl/callStatus"))
        except UcsCommandError as err:
            if err.code == _NO_SUCH_CALL:
                return ()
            raise

    async def poll_status(self) -> PollStatus:
        """Read the phone's own summary. Source: `pollForStatus`."""
        return PollStatus.from_reply(_object(await self._get("mgmt/pollForStatus")))

    async def communication_info(self) -> CommunicationInfo | None:
        """Read mute and media; None without a call. Source: `communicationInfo`."""
        try:
            data = _object(await self._get("mgmt/media/communicationInfo"))
        except UcsCommandError as err:
            if err.code == _NO_SUCH_CALL:
                return None
            raise
        return CommunicationInfo.from_reply(data)

    async def presence(self) -> str | None:
        """Read the presence in the phone's words, Skype profile only.

        Source: `getPresence`, which answers outside `data`.
        """
        return text(await self._transport.get("v1/mgmt/getPresence"), "Presence")

    async def call_log(self) -> CallLog:
        """Read the missed, received and placed calls. Source: `callLogs`."""
        return CallLog.from_reply(_object(await self._get("mgmt/callLogs")))

    async def dial(
        self, destination: str, *, line: int | None = None, kind: CallType | None = None
    ) -> None:
        """Start a call; the phone takes the order and does not tell the call's handle.

        Args:
            destination: A number or a SIP address.
            line: The line to use, 1 for the first; by default the phone chooses.
            kind: How to understand the destination; by default as the phone does (TEL)
                for numbers, and SIP for addresses.

        """
        destination = checked_destination(destination)
        if line is not None and line < 1:
            raise UcsInputError("line", "must be 1 or more")
        if kind is None and "@" in destination:
            kind = "SIP"
        data = {"Dest": destination}
        if line is not None:
            data["Line"] = str(line)
        if kind is not None:
            data["Type"] = kind
        await self._transport.post("v1/callctrl/dial", data)

    async def end_call(self, ref: str) -> None:
        """End a call; phones refuse it (4003) for one on hold. Source: `endCall`."""
        await self._transport.post("v1/callctrl/endCall", {"Ref": ref})

    async def answer_call(self, ref: str) -> None:
        """Answer a ringing call. Source: `answerCall`."""
        await self._transport.post("v1/callctrl/answerCall", {"Ref": ref})

    async def reject_call(self, ref: str) -> None:
        """Decline a ringing call, the caller hears busy. Source: `rejectCall`."""
        await self._transport.post("v1/callctrl/rejectCall", {"Ref": ref})

    async def ignore_call(self, ref: str) -> None:
        """Silence a ringing call, the caller notices nothing. Source: `ignoreCall`."""
        await self._transport.post("v1/callctrl/ignoreCall", {"Ref": ref})

    async def hold_call(self, ref: str) -> None:
        """Put a call on hold. Source: `holdCall`."""
        await self._transport.post("v1/callctrl/holdCall", {"Ref": ref})

    async def resume_call(self, ref: str) -> None:
        """Take a call off hold. Source: `resumeCall`."""
        await self._transport.post("v1/callctrl/resumeCall", {"Ref": ref})

    async def transfer_call(self, ref: str, destination: str) -> None:
        """Transfer a call blind, whatever the transfer type. Source: `transferCall`."""
        await self._transport.post(
            "v1/callctrl/transferCall",
            {"Ref": ref, "TransferDest": checked_destination(destination)},
        )

    async def mute(self, *, on: bool) -> None:
        """Mute or unmute the microphone; without a call it fails (4007)."""
        await self._transport.post("v1/callctrl/mute", {"state": str(int(on))})

    async def send_dtmf(self, digits: str) -> None:
        """Send DTMF tones, of `0` to `9`, `*` and `#`, in the focused call."""
        if not _DIGITS.fullmatch(digits):
            raise UcsInputError("digits", "must be 1 to 64 of 0-9, * and #")
        await self._transport.post("v1/callctrl/sendDTMF", {"Digits": digits})

    async def config_get(self, names: Iterable[str]) -> dict[str, Parameter]:
        """Read configuration parameters; ones that the phone does not know are left out.

        Source: `config/get`.
        """
        reply = await self._transport.post(
            "v1/mgmt/config/get", _checked_parameters(list(names))
        )
        return {
            name: Parameter.from_reply(parameter)
            for name, parameter in (reply.get("data") or {}).items()
            if isinstance(parameter, Mapping)
        }

    async def config_set(self, parameters: Mapping[str, str]) -> None:
        """Set configuration parameters; some make the phone restart by itself.

        They outrank the provisioning server's. Source: `config/set`.
        """
        await self._transport.post(
            "v1/mgmt/config/set", _checked_parameters(dict(parameters))
        )

    async def restart(self) -> None:
        """Restart the application, after running calls. Source: `safeRestart`."""
        await self._transport.post("v1/mgmt/safeRestart")

    async def reboot(self) -> None:
        """Restart the whole device, after running calls. Source: `safeReboot`."""
        await self._transport.post("v1/mgmt/safeReboot")

    async def _get(self, path: str) -> object:
        return _data(await self._transport.get(f"v1/{path}"))

    async def _get_newest(self, path: str) -> object:
        """Ask for version 2, or for version 1 once the phone turned out to lack it."""
        if path not in self._first_version_only:
            try:
                return _data(await self._transport.get(f"v2/{path}"))
            except UcsNotSupportedError:
                self._first_version_only.add(path)
        return await self._get(path)


def _data(reply: Mapping[str, Any]) -> object:
    return reply.get("data")


def _object(data: object) -> Mapping[str, Any]:
    if isinstance(data, Mapping):
        return data
    raise UcsReplyError("the reply has no data")


def checked_destination(destination: str) -> str:
    """Return a destination as phones want it: numbers without visual separators.

    Raises:
        UcsInputError: it is neither a number nor an address.

    """
    destination = destination.strip()
    number = re.sub(r"[\s()/-]", "", destination)
    if is_number(number):
        return number
    if not _DESTINATION.fullmatch(destination):
        raise UcsInputError(
            "destination", "must be a number or an address like user@host"
        )
    return destination


def _checked_parameters[T: dict[str, str] | list[str]](parameters: T) -> T:
    """Return configuration parameters that fit into one request."""
    if not 1 <= len(parameters) <= MAX_PARAMETERS:
        raise UcsInputError("parameters", f"must be 1 to {MAX_PARAMETERS}")
    return parameters
