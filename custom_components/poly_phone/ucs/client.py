"""The REST API of a phone, one typed method per command."""

from functools import cached_property
from typing import Any, Literal

from .administration import Administration
from .commands import Command
from .errors import UcsCommandError, UcsInputError, UcsNotSupportedError
from .models.calls import Call, CallLog, parse_calls
from .models.device import DeviceStatistics, NetworkInfo, NetworkStatistics, PollStatus
from .models.lines import Line, SipUser, parse_lines
from .models.media import CommunicationInfo, Session
from .parsing import is_number, objects, text
from .screen import Screen
from .validation import validate_destination, validate_digits, validate_key

type CallType = Literal["SIP", "TEL", "H323"]
type TransferType = Literal["Consultative", "Blind", "Safe"]

_BAD_INPUT = 4000
_NO_SUCH_CALL = 4007


class UcsClient(Administration):
    """A phone: what it tells, its calls, its keys, and what administrators do with it.

    All methods raise subclasses of `UcsError`, see `Transport`.
    """

    @cached_property
    def screen(self) -> Screen:
        """Its display, which has ways of its own beside the REST API."""
        return Screen(self._transport, self.config_get)

    # What the phone tells of itself.

    async def device_statistics(self) -> DeviceStatistics:
        """Read processor and memory load. Source: `device/stats`."""
        return DeviceStatistics.from_reply(
            await self._get_object(Command.DEVICE_STATISTICS)
        )

    async def network_info(self) -> NetworkInfo:
        """Read addresses and the state of the network port. Source: `network/info`."""
        return NetworkInfo.from_reply(await self._get_object(Command.NETWORK_INFO))

    async def network_statistics(self) -> NetworkStatistics:
        """Read packet counters. Source: `network/stats`."""
        return NetworkStatistics.from_reply(
            await self._get_object(Command.NETWORK_STATISTICS)
        )

    async def running_configuration(self) -> dict[str, Any]:
        """Read the effective network settings, as named by the phone.

        Source: `runningConfig`.
        """
        return await self._get_object(Command.RUNNING_CONFIGURATION)

    async def location_info(self) -> dict[str, Any]:
        """Read the civic address, as named by the phone. Source: `location/info`."""
        return await self._get_object(Command.LOCATION_INFO)

    async def paired_devices(self) -> dict[str, Any]:
        """Read what is paired with a Trio, as named by the phone.

        Source: `mrpair/info`.
        """
        return await self._get_object(Command.PAIRED_DEVICES)

    async def display(self) -> str:
        """Read what is on the screen, as XML. Source: `uixml`, whose schema is unknown."""
        return text(await self._send(Command.DISPLAY), "data") or ""

    # Lines.

    async def lines(self) -> tuple[Line, ...]:
        """Read the registrations. Source: `lineInfo` version 1, which all models have."""
        return parse_lines(await self._get(Command.LINE_INFO))

    async def lines_with_do_not_disturb(self) -> tuple[Line, ...]:
        """Read the registrations with do not disturb. Source: `lineInfo` version 2."""
        return parse_lines(await self._get(Command.LINE_INFO_2))

    async def sip_status(self) -> tuple[SipUser, ...]:
        """Read the SIP users with their registration. Source: `sipStatus`."""
        data = await self._get_object(Command.SIP_STATUS)
        return tuple(map(SipUser.from_reply, objects(data.get("User"))))

    # Calls.

    async def calls(self) -> tuple[Call, ...]:
        """Read the calls; version 1 tells only the focused one. Source: `callStatus`."""
        try:
            return parse_calls(
                await self._get_newest(Command.CALL_STATUS_2, Command.CALL_STATUS)
            )
        except UcsCommandError as err:
            if err.code == _NO_SUCH_CALL:
                return ()
            raise

    async def poll_status(self) -> PollStatus:
        """Read the phone's own summary. Source: `pollForStatus`."""
        return PollStatus.from_reply(await self._get_object(Command.POLL_FOR_STATUS))

    async def communication_info(self) -> CommunicationInfo | None:
        """Read mute and media; None without a call. Source: `communicationInfo`."""
        try:
            data = await self._get_object(Command.COMMUNICATION_INFO)
        except UcsCommandError as err:
            if err.code == _NO_SUCH_CALL:
                return None
            raise
        return CommunicationInfo.from_reply(data)

    async def sessions(self) -> tuple[Session, ...]:
        """Read the media statistics of the calls. Source: `sessionStats`."""
        return tuple(
            map(
                Session.from_reply, objects(await self._get(Command.SESSION_STATISTICS))
            )
        )

    async def presence(self) -> str | None:
        """Read the presence in the phone's words, Skype profile only.

        Source: `getPresence`, which answers outside `data`.
        """
        return text(await self._send(Command.PRESENCE), "Presence")

    async def call_log(self) -> CallLog:
        """Read the missed, received and placed calls. Source: `callLogs`."""
        return CallLog.from_reply(await self._get_object(Command.CALL_LOG))

    async def dial(
        self, destination: str, *, line: int | None = None, kind: CallType | None = None
    ) -> None:
        """Start a call; the phone takes the order and does not tell the call's handle.

        Source: `dial`.

        Args:
            destination: A number or a SIP address.
            line: The line to use, 1 for the first; by default the phone chooses, or, where
                its firmware insists on one, it is the first.
            kind: How to understand the destination; by default as the phone does (TEL)
                for numbers, and SIP for addresses.

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
        """Answer a ringing call. Source: `answerCall`."""
        await self._send(Command.ANSWER_CALL, {"Ref": ref})

    async def reject_call(self, ref: str) -> None:
        """Decline a ringing call, the caller hears busy. Source: `rejectCall`."""
        await self._send(Command.REJECT_CALL, {"Ref": ref})

    async def ignore_call(self, ref: str) -> None:
        """Silence a ringing call, the caller notices nothing. Source: `ignoreCall`."""
        await self._send(Command.IGNORE_CALL, {"Ref": ref})

    async def end_call(self, ref: str) -> None:
        """End a call; phones refuse it (4003) for one on hold. Source: `endCall`."""
        await self._send(Command.END_CALL, {"Ref": ref})

    async def hold_call(self, ref: str) -> None:
        """Put a call on hold. Source: `holdCall`."""
        await self._send(Command.HOLD_CALL, {"Ref": ref})

    async def resume_call(self, ref: str) -> None:
        """Take a call off hold. Source: `resumeCall`."""
        await self._send(Command.RESUME_CALL, {"Ref": ref})

    async def transfer_call(self, ref: str, destination: str) -> None:
        """Transfer a call blind, whatever the transfer type. Source: `transferCall`."""
        await self._send(
            Command.TRANSFER_CALL,
            {"Ref": ref, "TransferDest": validate_destination(destination)},
        )

    async def transfer_type(self) -> str | None:
        """Read how the phone's own key transfers: a `TransferType`.

        Source: `transferType/get`.
        """
        return text(await self._get_object(Command.TRANSFER_TYPE), "Type")

    async def set_transfer_type(self, kind: TransferType) -> None:
        """Set how the phone's own key transfers.

        Source: `transferType/set`, whose body is a guess. Phones that do not know it get
        the parameter `call.defaultTransferType` instead.
        """
        try:
            await self._send(Command.SET_TRANSFER_TYPE, {"Type": kind})
        except UcsNotSupportedError:
            await self.config_set({"call.defaultTransferType": kind})

    async def mute(self, *, on: bool) -> None:
        """Mute or unmute the microphone; fails without a call (4007). Source: `mute`."""
        await self._send(Command.MUTE, {"state": str(int(on))})

    async def send_dtmf(self, digits: str) -> None:
        """Send tones of `0` to `9`, `*`, `#` in the focused call. Source: `sendDTMF`."""
        await self._send(Command.SEND_DTMF, {"Digits": validate_digits(digits)})

    # As if somebody touched the phone.

    async def press_key(self, key: str) -> None:
        """Press a key, for example `Home`, `VolUp`, `Dialpad1` or `SoftKey1`.

        Source: `simulateKeyEvent`.
        """
        await self._send(
            Command.SIMULATE_KEY, {"Type": "Tap", "KeyName": validate_key(key)}
        )

    async def type_text(self, written: str, *, replace: bool = True) -> None:
        """Type into the text field in focus. Source: `simulateTextInput`."""
        await self._send(
            Command.SIMULATE_TEXT,
            {"Value": written, "ReplaceText": str(replace).lower()},
        )

    async def tap(self, x: int, y: int) -> None:
        """Tap the screen, in its own pixels. Source: `simulateTouch`."""
        await self._send(
            Command.SIMULATE_TOUCH,
            {"Type": "Tap", "Positions": [{"X": str(x), "Y": str(y)}]},
        )

    async def set_hook(self, *, off: bool) -> None:
        """Lift the handset, or put it down.

        Source: `simulateHook`, whose path and body are guesses.
        """
        await self._send(
            Command.SIMULATE_HOOK, {"State": "OffHook" if off else "OnHook"}
        )
