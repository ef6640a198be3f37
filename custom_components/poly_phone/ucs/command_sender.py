"""Sends only commands that the phone supports and that do not crash it."""

from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import ClientSession

from .authentication import Scheme
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
"""Commands that read, and that some phones lack."""


class CommandSender:
    """Sender of the commands that a phone supports; it learns which these are."""

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
        known_scheme: Scheme | None = None,
        unsupported: Iterable[str] = (),
        allow_dangerous: bool = False,
    ) -> None:
        """Set up without sending anything.

        Args:
            session: Session of the requests.
            host: Name or address of the phone.
            username: Account with administrator rights.
            password: Password of the account.
            port: Port of the phone's web server.
            fingerprint: SHA-256 of the certificate in hex; None for plain HTTP.
            allow_old_tls: Whether TLS 1.0 and 1.1 are allowed.
            known_scheme: Authentication scheme that the phone required before.
            unsupported: Commands that the phone is known to lack.
            allow_dangerous: Whether to send commands that may crash this firmware.

        """
        self._transport = Transport(
            session,
            host,
            username=username,
            password=password,
            port=port,
            fingerprint=fingerprint,
            allow_old_tls=allow_old_tls,
            known_scheme=known_scheme,
        )
        self._allow_dangerous = allow_dangerous
        self._device: DeviceInfo | None = None
        self._registered_lines: set[str] = set()
        self.unsupported = {Command(path) for path in unsupported if path in Command}
        """Commands that the phone does not support; they are not sent again."""

        self.dangers: frozenset[Command] = frozenset()
        """Commands that are known to crash this firmware."""

        self._working = set(COMMON_COMMANDS)
        """Commands that the phone has, although it rejects them while it boots."""

    @property
    def statistics(self) -> Mapping[str, RequestStatistics]:
        """Request statistics by command, for diagnostics."""
        return self._transport.statistics

    @property
    def uses_old_tls(self) -> bool:
        """Whether the last connection used TLS 1.0 or 1.1."""
        return self._transport.uses_old_tls

    @property
    def scheme(self) -> Scheme | None:
        """The authentication scheme that the phone requires, None if unknown."""
        return self._transport.scheme

    async def device_info(self) -> DeviceInfo:
        """Read model, firmware, MAC address and uptime.

        Source: `GET v2/mgmt/device/info`, or version 1 of it.

        Raises:
            UcsReplyError: The reply does not describe a phone.

        """
        data = await self._get_newest(Command.DEVICE_INFO_2, Command.DEVICE_INFO)
        if info := DeviceInfo.from_reply(validate_object(data)):
            self._device = info
            self.dangers = dangerous(info.model, info.firmware)
            return info
        raise UcsReplyError("the reply does not describe a phone")

    async def probe(self) -> None:
        """Find commands that the phone lacks, and add them to `unsupported`."""
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
            except UcsCommandError, UcsNoAnswerError, UcsReplyError:
                # Only a clear "not supported" is remembered. The next poll tries again.
                continue

    def supports(self, *commands: Command) -> bool:
        """Return whether the phone can run these commands, as far as known."""
        return self.unsupported.isdisjoint(commands) and self._forbidden.isdisjoint(
            commands
        )

    @property
    def _forbidden(self) -> frozenset[Command]:
        """Commands that must not be sent to this phone."""
        return frozenset() if self._allow_dangerous else self.dangers

    async def _get_newest(self, newest: Command, oldest: Command) -> object:
        """Read with the newest version that the phone supports."""
        if self.supports(newest):
            try:
                return await self._get(newest)
            except UcsNotSupportedError:
                pass
        return await self._get(oldest)

    async def _get(self, command: Command) -> object:
        """Return the `data` of a reply."""
        return (await self._send(command)).get("data")

    async def _get_object(self, command: Command) -> dict[str, Any]:
        """Return the `data` of a reply, which must be an object."""
        return validate_object(await self._get(command))

    async def _send(
        self,
        command: Command,
        data: object = None,
        *,
        seconds: int = 10,
    ) -> Reply:
        """Send a command, unless the phone lacks it or it would crash."""
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
            # A command that exists may reject only this input, such as one key.
            is_lacking = data is None if err.is_there else await self._is_api_ready()
            if is_lacking and command not in self._working:
                self.unsupported.add(command)
            raise
        self._working.add(command)
        return reply

    async def _is_api_ready(self) -> bool:
        """Return whether the API is ready; while booting it rejects every command."""
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
