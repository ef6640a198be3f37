"""The REST API of a phone, with one typed method for each command."""

from functools import cached_property
from typing import Any, Literal

from .administration import Administration
from .commands import Command
from .errors import UcsCommandError, UcsInputError, UcsNotSupportedError
from .models.calls import Call, CallLog, parse_calls
from .models.device import DeviceStatistics, NetworkInfo, NetworkStatistics, PollStatus
from .models.lines import Line, SipUser, parse_lines
from .models.media import CommunicationInfo, Session
from .parsing import is_number, label, objects, text
from .screen import Screen
from .validation import validate_destination, validate_digits, validate_key

type CallType = Literal["SIP", "TEL", "H323"]
type TransferType = Literal["Consultative", "Blind", "Safe"]

_BAD_INPUT = 4000
_NO_SUCH_CALL = 4007


class UcsClient(Administration):
    """The commands of one phone.

    All methods raise subclasses of `UcsError`, see `Transport.send`.
    """

    @cached_property
    def screen(self) -> Screen:
        """The phone's screen, which is reached by other pages than the REST API."""
        return Screen(self._transport, self.config_get)

    # State of the device.

    async def device_statistics(self) -> DeviceStatistics:
        """Read processor and memory load. Source: `GET v1/mgmt/device/stats`."""
        return DeviceStatistics.from_reply(
            await self._get_object(Command.DEVICE_STATISTICS)
        )

    async def network_info(self) -> NetworkInfo:
        """Read addresses and network port. Source: `GET v1/mgmt/network/info`."""
        return NetworkInfo.from_reply(await self._get_object(Command.NETWORK_INFO))

    async def network_statistics(self) -> NetworkStatistics:
        """Read packet counters. Source: `GET v1/mgmt/network/stats`."""
        return NetworkStatistics.from_reply(
            await self._get_object(Command.NETWORK_STATISTICS)
        )

    async def running_configuration(self) -> dict[str, Any]:
        """Read the effective network settings under the phone's names.

        Source: `GET v1/mgmt/device/runningConfig`.
        """
        return await self._get_object(Command.RUNNING_CONFIGURATION)

    async def location_info(self) -> dict[str, Any]:
        """Read the civic address. Source: `GET v1/mgmt/location/info`."""
        return await self._get_object(Command.LOCATION_INFO)

    async def paired_devices(self) -> dict[str, Any]:
        """Read the devices that are paired with a Trio.

        Source: `GET v1/mgmt/mrpair/info`.
        """
        return await self._get_object(Command.PAIRED_DEVICES)

    async def display(self) -> str:
        """Read the screen as XML of an unknown schema. Source: `GET v1/mgmt/uixml`."""
        return text(await self._send(Command.DISPLAY), "data") or ""

    # Lines.

    async def lines(self) -> tuple[Line, ...]:
        """Read the lines; all models can. Source: `GET v1/mgmt/lineInfo`."""
        return await self._read_lines(Command.LINE_INFO)

    async def lines_with_do_not_disturb(self) -> tuple[Line, ...]:
        """Read the lines with do not disturb. Source: `GET v2/mgmt/lineInfo`."""
        return await self._read_lines(Command.LINE_INFO_2)

    async def _read_lines(self, command: Command) -> tuple[Line, ...]:
        lines = parse_lines(
            await self._get(command),
            model=self._device.model if self._device else "",
            registered=self._registered_lines,
        )
        self._registered_lines |= {
            line.identity for line in lines if line.is_registered
        }
        return lines

    async def sip_status(self) -> tuple[SipUser, ...]:
        """Read the SIP users. Source: `GET v1/webCallControl/sipStatus`."""
        data = await self._get_object(Command.SIP_STATUS)
        return tuple(map(SipUser.from_reply, objects(data.get("User"))))

    # Calls.

    async def calls(self) -> tuple[Call, ...]:
        """Read the calls; version 1 has only the focused one.

        Source: `GET v2/webCallControl/callStatus`, or version 1 of it.
        """
        try:
            return parse_calls(
                await self._get_newest(Command.CALL_STATUS_2, Command.CALL_STATUS)
            )
        except UcsCommandError as err:
            if err.code == _NO_SUCH_CALL:
                return ()
            raise

    async def poll_status(self) -> PollStatus:
        """Read the phone's own summary. Source: `GET v1/mgmt/pollForStatus`."""
        return PollStatus.from_reply(await self._get_object(Command.POLL_FOR_STATUS))

    async def communication_info(self) -> CommunicationInfo | None:
        """Read mute and media; return None without a call.

        Source: `GET v1/mgmt/media/communicationInfo`.
        """
        try:
            data = await self._get_object(Command.COMMUNICATION_INFO)
        except UcsCommandError as err:
            if err.code == _NO_SUCH_CALL:
                return None
            raise
        return CommunicationInfo.from_reply(data)

    async def sessions(self) -> tuple[Session, ...]:
        """Read the calls' media. Source: `GET v1/mgmt/media/sessionStats`."""
        return tuple(
            map(
                Session.from_reply, objects(await self._get(Command.SESSION_STATISTICS))
            )
        )

    async def presence(self) -> str | None:
        """Read the presence in the phone's words, Skype profile only.

        Source: `GET v1/mgmt/getPresence`, whose reply has no `data`.
        """
        return label(await self._send(Command.PRESENCE), "Presence")

    async def call_log(self) -> CallLog:
        """Read missed, received and placed calls. Source: `GET v1/mgmt/callLogs`."""
        return CallLog.from_reply(await self._get_object(Command.CALL_LOG))

    async def dial(
        self, destination: str, *, line: int | None = None, kind: CallType | None = None
    ) -> None:
        """Start a call. The reply does not contain the call's handle.

        Source: `POST v1/callctrl/dial`.

        Args:
            destination: A number or a SIP address.
            line: The line to use, 1 for the first. By default the phone chooses. Line 1
                is used if the firmware requires a line.
            kind: The type of the destination: by default the phone's (TEL) for numbers,
                and SIP for addresses.

        """
        destination = validate_destination(destination)
        if line is not None and line < 1:
            raise UcsInputError("line", "must be 1 or more")
        if kind is None and not is_number(destination):
            kind = "SIP"
        data = {"Dest": destination}
        if line is not None:
            data["Line"] = str(line)
        if kind is not None:
            data["Type"] = kind
        try:
            await self._send(Command.DIAL, data)
        except UcsCommandError as err:
            if err.code != _BAD_INPUT or line is not None:
                raise
            await self._send(Command.DIAL, data | {"Line": "1"})

    async def answer_call(self, ref: str) -> None:
        """Answer a ringing call. Source: `POST v1/callctrl/answerCall`."""
        await self._send(Command.ANSWER_CALL, {"Ref": ref})

    async def reject_call(self, ref: str) -> None:
        """Reject a ringing call as busy. Source: `POST v1/callctrl/rejectCall`."""
        await self._send(Command.REJECT_CALL, {"Ref": ref})

    async def ignore_call(self, ref: str) -> None:
        """Silence a ringing call. Source: `POST v1/callctrl/ignoreCall`."""
        await self._send(Command.IGNORE_CALL, {"Ref": ref})

    async def end_call(self, ref: str) -> None:
        """End a call; 4003 for one on hold. Source: `POST v1/callctrl/endCall`."""
        await self._send(Command.END_CALL, {"Ref": ref})

    async def hold_call(self, ref: str) -> None:
        """Put a call on hold. Source: `POST v1/callctrl/holdCall`."""
        await self._send(Command.HOLD_CALL, {"Ref": ref})

    async def resume_call(self, ref: str) -> None:
        """Take a call off hold. Source: `POST v1/callctrl/resumeCall`."""
        await self._send(Command.RESUME_CALL, {"Ref": ref})

    async def transfer_call(self, ref: str, destination: str) -> None:
        """Transfer a call, always blind. Source: `POST v1/callctrl/transferCall`."""
        await self._send(
            Command.TRANSFER_CALL,
            {"Ref": ref, "TransferDest": validate_destination(destination)},
        )

    async def transfer_type(self) -> str | None:
        """Read the transfer type of the phone's own key.

        Source: `GET v1/mgmt/transferType/get`.
        """
        return text(await self._get_object(Command.TRANSFER_TYPE), "Type")

    async def set_transfer_type(self, kind: TransferType) -> None:
        """Set the transfer type of the phone's own key.

        Source: `POST v1/mgmt/transferType/set`, whose body is a guess. On phones without
        the command, the parameter `call.defaultTransferType` is set.
        """
        try:
            await self._send(Command.SET_TRANSFER_TYPE, {"Type": kind})
        except UcsNotSupportedError:
            await self.config_set({"call.defaultTransferType": kind})

    async def mute(self, *, on: bool) -> None:
        """Mute or unmute; 4007 without a call. Source: `POST v1/callctrl/mute`."""
        await self._send(Command.MUTE, {"state": str(int(on))})

    async def send_dtmf(self, digits: str) -> None:
        """Send DTMF in the focused call. Source: `POST v1/callctrl/sendDTMF`."""
        await self._send(Command.SEND_DTMF, {"Digits": validate_digits(digits)})

    # Simulated input.

    async def press_key(self, key: str) -> None:
        """Press a key, for example `Home`, `VolUp`, `Dialpad1` or `SoftKey1`.

        Source: `POST v1/mgmt/simulateKeyEvent`.
        """
        await self._send(
            Command.SIMULATE_KEY, {"Type": "Tap", "KeyName": validate_key(key)}
        )

    async def type_text(self, written: str, *, replace: bool = True) -> None:
        """Type into the focused field. Source: `POST v1/mgmt/simulateTextInput`."""
        await self._send(
            Command.SIMULATE_TEXT,
            {"Value": written, "ReplaceText": str(replace).lower()},
        )

    async def tap(self, x: int, y: int) -> None:
        """Tap the screen at its pixel. Source: `POST v1/mgmt/simulateTouch`."""
        await self._send(
            Command.SIMULATE_TOUCH,
            {"Type": "Tap", "Positions": [{"X": str(x), "Y": str(y)}]},
        )

    async def set_hook(self, *, off: bool) -> None:
        """Lift the handset, or put it down.

        Source: `POST v1/mgmt/simulateHook`, whose path and body are guesses.
        """
        await self._send(
            Command.SIMULATE_HOOK, {"State": "OffHook" if off else "OnHook"}
        )
