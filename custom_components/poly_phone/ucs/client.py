"""The UC Software REST API, one typed method per command."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import batched
from typing import Any, Final, Literal

from aiohttp import ClientSession

from .calls import Call, CallLog, parse_calls
from .checks import (
    MAX_PARAMETERS,
    checked_destination,
    checked_digits,
    checked_key,
    checked_parameters,
    portions,
)
from .commands import COMMON_COMMANDS, RISKY_COMMANDS, Command, dangerous
from .device import (
    DeviceInfo,
    DeviceStatistics,
    NetworkInfo,
    NetworkStatistics,
    Parameter,
    PollStatus,
)
from .display import Screen
from .errors import (
    UcsCommandError,
    UcsDangerousError,
    UcsError,
    UcsInputError,
    UcsNoAnswerError,
    UcsNotSupportedError,
    UcsReplyError,
)
from .lines import Line, SipUser, parse_lines
from .media import CommunicationInfo, Session
from .records import Record
from .replies import Reply
from .transport import Transport
from .values import is_number, objects, text

type CallType = Literal["SIP", "TEL", "H323"]
type ConfigurationLayer = Literal["cloud", "local", "web", "device"]
type TransferType = Literal["Consultative", "Blind", "Safe"]

SIGN_IN_SECONDS: Final = 160
"""How long a sign-in to Skype for Business may take."""

_BAD_INPUT = 4000
_NO_SUCH_CALL = 4007

_RESETS: Final[Mapping[ConfigurationLayer | None, Command]] = {
    None: Command.RESET_CONFIGURATION,
    "cloud": Command.RESET_CLOUD,
    "local": Command.RESET_LOCAL,
    "web": Command.RESET_WEB,
    "device": Command.RESET_DEVICE,
}

_PROBED = (
    Command.CALL_STATUS_2,
    Command.LINE_INFO_2,
    Command.PRESENCE,
    Command.CALL_LOG,
    Command.NETWORK_STATISTICS,
    Command.DEVICE_STATISTICS,
    Command.TRANSFER_TYPE,
    Command.SESSION_STATISTICS,
)
"""Commands that only read, and that not all phones have."""


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
        allow_old_tls: bool = False,
        unsupported: Iterable[str] = (),
        allow_dangerous: bool = False,
    ) -> None:
        """Set up without sending anything.

        Args:
            session: See `Transport`, as for the others that are not named here.
            host: Name or address of the phone.
            username: Account with administrator rights.
            password: Its password.
            port: Port of the phone's web server.
            fingerprint: SHA-256 of the certificate in hex; None speaks plain HTTP.
            allow_old_tls: Whether TLS 1.0 and 1.1 will do where the phone has no newer.
            unsupported: Commands that the phone is known to lack.
            allow_dangerous: Whether to send commands that this firmware may not survive.

        """
        self._transport = Transport(
            session,
            host,
            username=username,
            password=password,
            port=port,
            fingerprint=fingerprint,
            allow_old_tls=allow_old_tls,
        )
        self.screen = Screen(self._transport, self.config_get)
        """Its display, which has ways of its own beside the REST API."""

        self._allow_dangerous = allow_dangerous
        self._device: DeviceInfo | None = None
        self.unsupported = {Command(path) for path in unsupported if path in Command}
        """Commands that the phone turned out to lack; they are not sent again."""

        self._working = set(COMMON_COMMANDS)
        """Commands that it has, whatever it says while it starts."""

    @property
    def records(self) -> Mapping[str, Record]:
        """How each command went so far, for maintainers."""
        return self._transport.records

    # What the phone is.

    async def device_info(self) -> DeviceInfo:
        """Read model, firmware, MAC address and uptime. Source: `device/info`."""
        data = _object(
            await self._get_newest(Command.DEVICE_INFO_2, Command.DEVICE_INFO)
        )
        if info := DeviceInfo.from_reply(data):
            self._device = info
            return info
        raise UcsReplyError("the reply does not describe a phone")

    async def probe(self) -> None:
        """Find out what the phone lacks, into `unsupported`, by commands that read."""
        device = self._device or await self.device_info()
        if not device.has_call_control:
            self.unsupported.update(
                command for command in Command if command.is_call_control
            )
        for command in _PROBED:
            try:
                await self._get(command)
            except UcsDangerousError:
                continue
            except UcsCommandError:
                # Outside the Skype profile, phones fail in several ways to tell one.
                if command is Command.PRESENCE:
                    self.unsupported.add(command)
            except UcsNoAnswerError, UcsReplyError:
                # Whether that is all that is wrong shows when the rest is asked for.
                continue

    def supports(self, *commands: Command) -> bool:
        """Tell whether the phone has these commands and survives them, as is known."""
        return (self.unsupported | self._forbidden).isdisjoint(commands)

    @property
    def uses_old_tls(self) -> bool:
        """Whether the phone was last spoken to in TLS 1.0 or 1.1."""
        return self._transport.uses_old_tls

    @property
    def dangers(self) -> frozenset[Command]:
        """The commands that this phone would not survive, as is known."""
        if self._device is None:
            return frozenset()
        return dangerous(self._device.model, self._device.firmware)

    @property
    def _forbidden(self) -> frozenset[Command]:
        """The commands that must not be sent to this phone."""
        return frozenset() if self._allow_dangerous else self.dangers

    async def device_statistics(self) -> DeviceStatistics:
        """Read processor and memory load. Source: `device/stats`."""
        return DeviceStatistics.from_reply(
            _object(await self._get(Command.DEVICE_STATISTICS))
        )

    async def network_info(self) -> NetworkInfo:
        """Read addresses and the state of the network port. Source: `network/info`."""
        return NetworkInfo.from_reply(_object(await self._get(Command.NETWORK_INFO)))

    async def network_statistics(self) -> NetworkStatistics:
        """Read packet counters. Source: `network/stats`."""
        return NetworkStatistics.from_reply(
            _object(await self._get(Command.NETWORK_STATISTICS))
        )

    async def running_configuration(self) -> dict[str, Any]:
        """Read the effective network settings, as named by the phone.

        Source: `runningConfig`.
        """
        return _object(await self._get(Command.RUNNING_CONFIGURATION))

    async def location_info(self) -> dict[str, Any]:
        """Read the civic address, as named by the phone. Source: `location/info`."""
        return _object(await self._get(Command.LOCATION_INFO))

    async def paired_devices(self) -> dict[str, Any]:
        """Read what is paired with a Trio, as named by the phone.

        Source: `mrpair/info`.
        """
        return _object(await self._get(Command.PAIRED_DEVICES))

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
        data = _object(await self._get(Command.SIP_STATUS))
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
        return PollStatus.from_reply(_object(await self._get(Command.POLL_FOR_STATUS)))

    async def communication_info(self) -> CommunicationInfo | None:
        """Read mute and media; None without a call. Source: `communicationInfo`."""
        try:
            data = _object(await self._get(Command.COMMUNICATION_INFO))
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
        return CallLog.from_reply(_object(await self._get(Command.CALL_LOG)))

    async def dial(
        self, destination: str, *, line: int | None = None, kind: CallType | None = None
    ) -> None:
        """Start a call; the phone takes the order and does not tell the call's handle.

        Args:
            destination: A number or a SIP address.
            line: The line to use, 1 for the first; by default the phone chooses, or, where
                its firmware insists on one, it is the first.
            kind: How to understand the destination; by default as the phone does (TEL)
                for numbers, and SIP for addresses.

        """
        destination = checked_destination(destination)
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
            {"Ref": ref, "TransferDest": checked_destination(destination)},
        )

    async def transfer_type(self) -> str | None:
        """Read how the phone's own key transfers: a `TransferType`.

        Source: `transferType/get`.
        """
        return text(_object(await self._get(Command.TRANSFER_TYPE)), "Type")

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
        """Mute or unmute the microphone; without a call it fails (4007)."""
        await self._send(Command.MUTE, {"state": str(int(on))})

    async def send_dtmf(self, digits: str) -> None:
        """Send DTMF tones, of `0` to `9`, `*` and `#`, in the focused call."""
        await self._send(Command.SEND_DTMF, {"Digits": checked_digits(digits)})

    # As if somebody touched the phone.

    async def press_key(self, key: str) -> None:
        """Press a key, for example `Home`, `VolUp`, `Dialpad1` or `SoftKey1`.

        Source: `simulateKeyEvent`.
        """
        await self._send(
            Command.SIMULATE_KEY, {"Type": "Tap", "KeyName": checked_key(key)}
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

    # Signing in, Skype profile only.

    async def sign_in(
        self,
        address: str,
        *,
        user: str,
        password: str,
        domain: str,
        lock_code: str | None = None,
    ) -> None:
        """Sign in; the phone answers when it is done. Source: `skype/signIn`."""
        data = {
            "Address": address,
            "User": user,
            "Password": password,
            "Domain": domain,
        }
        if lock_code is not None:
            data["LockCode"] = lock_code
        await self._send(Command.SIGN_IN, data, seconds=SIGN_IN_SECONDS)

    async def sign_out(self) -> None:
        """Sign out. Source: `skype/signOut`."""
        await self._send(Command.SIGN_OUT, seconds=SIGN_IN_SECONDS)

    async def web_sign_in(self) -> None:
        """Begin a sign-in that is completed in a browser.

        Source: WebSignIn, whose path and body are guesses.
        """
        await self._send(Command.WEB_SIGN_IN)

    async def cancel_web_sign_in(self) -> None:
        """Give up a sign-in by browser. Source: WebSignInCancel, a guess like it."""
        await self._send(Command.CANCEL_WEB_SIGN_IN)

    # Configuration.

    async def config_get(self, names: Sequence[str]) -> dict[str, Parameter]:
        """Read configuration parameters; ones that the phone does not know are left out.

        Source: `config/get`, as often as it takes.
        """
        found: dict[str, Parameter] = {}
        for batch in batched(checked_parameters(names), MAX_PARAMETERS, strict=False):
            reply = await self._send(Command.GET_CONFIGURATION, list(batch))
            found |= {
                name: Parameter.from_reply(parameter)
                for name, parameter in _object(reply.get("data") or {}).items()
                if isinstance(parameter, Mapping)
            }
        return found

    async def config_set(self, parameters: Mapping[str, str]) -> None:
        """Set configuration parameters; some make the phone restart by itself.

        They outrank the provisioning server's. Source: `config/set`, as often as it takes.
        """
        for portion in portions(checked_parameters(parameters)):
            await self._send(Command.SET_CONFIGURATION, portion)

    async def export_configuration(self, url: str, kind: str = "ALL") -> None:
        """Have the phone upload its configuration to a URL. Source: `config/export`."""
        await self._send(Command.EXPORT_CONFIGURATION, {"ConfigType": kind, "URL": url})

    async def update_configuration(self) -> None:
        """Have the phone fetch its provisioning now; it may restart.

        Source: `updateConfiguration`.
        """
        await self._send(Command.UPDATE_CONFIGURATION)

    async def capture_network(self, url: str | None = None) -> None:
        """Start a packet capture that the phone uploads to a URL.

        Source: `uploadBgCapture`; without a URL it goes to the provisioning server.
        """
        await self._send(Command.CAPTURE_NETWORK, {"url": url} if url else None)

    async def reset_configuration(
        self, layer: ConfigurationLayer | None = None
    ) -> None:
        """Reset one layer of the configuration, or all. Source: `configReset`."""
        await self._send(_RESETS[layer])

    async def factory_reset(self) -> None:
        """Erase everything, the password and the switch of this API included.

        Source: `factoryReset`.
        """
        await self._send(Command.FACTORY_RESET)

    async def restart(self) -> None:
        """Restart the application, after running calls. Source: `safeRestart`."""
        await self._send(Command.RESTART)

    async def reboot(self) -> None:
        """Restart the whole device, after running calls. Source: `safeReboot`."""
        await self._send(Command.REBOOT)

    async def _get_newest(self, newest: Command, oldest: Command) -> object:
        """Ask in the newest version that the phone has."""
        if self.supports(newest):
            try:
                return await self._get(newest)
            except UcsNotSupportedError:
                pass
        return await self._get(oldest)

    async def _get(self, command: Command) -> object:
        return (await self._send(command)).get("data")

    async def _send(
        self,
        command: Command,
        data: object = None,
        *,
        seconds: int = 10,
    ) -> Reply:
        """Send a command, unless the phone lacks it or would not survive it."""
        if command in self.unsupported:
            raise UcsNotSupportedError
        if command in RISKY_COMMANDS and not self._device:
            await self.device_info()
        if command in self._forbidden:
            raise UcsDangerousError
        try:
            if command.method == "GET":
                reply = await self._transport.get(command.path)
            else:
                reply = await self._transport.post(command.path, data, seconds=seconds)
        except UcsNotSupportedError as err:
            # Of a command that is there, it may be just the input: a key, for example.
            is_lacking = data is None if err.is_there else await self._knows_others()
            if is_lacking and command not in self._working:
                self.unsupported.add(command)
            raise
        self._working.add(command)
        return reply

    async def _knows_others(self) -> bool:
        """Tell whether the phone knows a command that all have; while it starts, none."""
        try:
            await self._transport.get(Command.DEVICE_INFO.path)
        except UcsError:
            return False
        return True


def _object(data: object) -> dict[str, Any]:
    if isinstance(data, dict):
        return data
    raise UcsReplyError("the reply has no data")
