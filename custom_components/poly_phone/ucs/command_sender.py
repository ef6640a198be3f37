"""What a phone has and survives: commands are sent to it within these limits."""

from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import ClientSession

from .commands import COMMON_COMMANDS, RISKY_COMMANDS, Command, dangerous
from .errors import (
    UcsCommandError,
    UcsDangerousError,
    UcsError,
    UcsNoAnswerError,
    UcsNotSupportedError,
    UcsReplyError,
)
from .models.device import DeviceInfo
from .replies import Reply
from .request_log import RequestStatistics
from .transport import Transport

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


class CommandSender:
    """Sends a phone the commands that it has and survives, and learns which they are."""

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
        self._allow_dangerous = allow_dangerous
        self._device: DeviceInfo | None = None
        self.unsupported = {Command(path) for path in unsupported if path in Command}
        """Commands that the phone turned out to lack; they are not sent again."""

        self.dangers: frozenset[Command] = frozenset()
        """Commands that it would not survive, as is known."""

        self._working = set(COMMON_COMMANDS)
        """Commands that it has, whatever it says while it starts."""

    @property
    def statistics(self) -> Mapping[str, RequestStatistics]:
        """How each command went so far, for maintainers."""
        return self._transport.statistics

    @property
    def uses_old_tls(self) -> bool:
        """Whether the phone was last spoken to in TLS 1.0 or 1.1."""
        return self._transport.uses_old_tls

    async def device_info(self) -> DeviceInfo:
        """Read model, firmware, MAC address and uptime. Source: `device/info`."""
        data = await self._get_newest(Command.DEVICE_INFO_2, Command.DEVICE_INFO)
        if info := DeviceInfo.from_reply(validate_object(data)):
            self._device = info
            self.dangers = dangerous(info.model, info.firmware)
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
        return self.unsupported.isdisjoint(commands) and self._forbidden.isdisjoint(
            commands
        )

    @property
    def _forbidden(self) -> frozenset[Command]:
        """The commands that must not be sent to this phone."""
        return frozenset() if self._allow_dangerous else self.dangers

    async def _get_newest(self, newest: Command, oldest: Command) -> object:
        """Ask in the newest version that the phone has."""
        if self.supports(newest):
            try:
                return await self._get(newest)
            except UcsNotSupportedError:
                pass
        return await self._get(oldest)

    async def _get(self, command: Command) -> object:
        """Return the `data` of what the phone tells."""
        return (await self._send(command)).get("data")

    async def _get_object(self, command: Command) -> dict[str, Any]:
        """Return the same where it must be an object."""
        return validate_object(await self._get(command))

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
            is_lacking = data is None if err.is_there else await self._is_api_ready()
            if is_lacking and command not in self._working:
                self.unsupported.add(command)
            raise
        self._working.add(command)
        return reply

    async def _is_api_ready(self) -> bool:
        """Tell whether the phone knows a command that all have; while it starts, none."""
        try:
            await self._transport.get(Command.DEVICE_INFO.path)
        except UcsError:
            return False
        return True


def validate_object(data: object) -> dict[str, Any]:
    """Return the `data` of a reply that must be an object."""
    if isinstance(data, dict):
        return data
    raise UcsReplyError("the reply has no data")
