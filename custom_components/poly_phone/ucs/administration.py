"""Commands for administrators: configuration, restarts, resets, sign-in."""

from collections.abc import Mapping, Sequence
from itertools import batched
from typing import Final, Literal

from .command_sender import CommandSender, validate_object
from .commands import Command
from .models.parameters import (
    MAX_PARAMETERS,
    Parameter,
    split_into_requests,
    validate_parameters,
)

type ConfigurationLayer = Literal["cloud", "local", "web", "device"]

SIGN_IN_SECONDS: Final = 160
"""Seconds until a sign-in to Skype for Business must be done."""

_RESETS: Final[Mapping[ConfigurationLayer | None, Command]] = {
    None: Command.RESET_CONFIGURATION,
    "cloud": Command.RESET_CLOUD,
    "local": Command.RESET_LOCAL,
    "web": Command.RESET_WEB,
    "device": Command.RESET_DEVICE,
}


class Administration(CommandSender):
    """The administrator commands of a phone."""

    async def config_get(self, names: Sequence[str]) -> dict[str, Parameter]:
        """Read parameters. The result lacks those that the phone does not know.

        Source: `POST v1/mgmt/config/get`, one request for each 20 names.
        """
        found: dict[str, Parameter] = {}
        for batch in batched(validate_parameters(names), MAX_PARAMETERS, strict=False):
            reply = await self._send(Command.GET_CONFIGURATION, list(batch))
            found |= {
                name: Parameter.from_reply(parameter)
                for name, parameter in validate_object(reply.get("data") or {}).items()
                if isinstance(parameter, Mapping)
            }
        return found

    async def config_set(self, parameters: Mapping[str, str]) -> None:
        """Write parameters; see `may_restart` for those that restart the phone.

        The values override the provisioning server's.
        Source: `POST v1/mgmt/config/set`, one request for each 20 names or 20 KB.
        """
        for portion in split_into_requests(validate_parameters(parameters)):
            await self._send(Command.SET_CONFIGURATION, portion)

    async def export_configuration(self, url: str, kind: str = "ALL") -> None:
        """Upload the configuration to a URL. Source: `POST v1/mgmt/config/export`."""
        await self._send(Command.EXPORT_CONFIGURATION, {"ConfigType": kind, "URL": url})

    async def update_configuration(self) -> None:
        """Make the phone load its provisioning; it may restart.

        Source: `POST v1/mgmt/updateConfiguration`.
        """
        await self._send(Command.UPDATE_CONFIGURATION)

    async def capture_network(self, url: str | None = None) -> None:
        """Upload a packet capture to a URL, or to the provisioning server.

        Source: `POST v1/mgmt/network/uploadBgCapture`.
        """
        await self._send(Command.CAPTURE_NETWORK, {"url": url} if url else None)

    async def reset_configuration(
        self, layer: ConfigurationLayer | None = None
    ) -> None:
        """Reset one layer or all. Source: `POST v1/mgmt/configReset`."""
        await self._send(_RESETS[layer])

    async def factory_reset(self) -> None:
        """Erase all settings, also the password and the REST API's switch.

        Source: `POST v1/mgmt/factoryReset`.
        """
        await self._send(Command.FACTORY_RESET)

    async def restart(self) -> None:
        """Restart the application after the calls. Source: `POST v1/mgmt/safeRestart`."""
        await self._send(Command.RESTART)

    async def reboot(self) -> None:
        """Restart the device after the calls. Source: `POST v1/mgmt/safeReboot`."""
        await self._send(Command.REBOOT)

    # Sign-in, which only the Skype profile has.

    async def sign_in(
        self,
        address: str,
        *,
        user: str,
        password: str,
        domain: str,
        lock_code: str | None = None,
    ) -> None:
        """Sign in; the reply takes minutes. Source: `POST v1/mgmt/skype/signIn`."""
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
        """Sign out. Source: `POST v1/mgmt/skype/signOut`."""
        await self._send(Command.SIGN_OUT, seconds=SIGN_IN_SECONDS)

    async def web_sign_in(self) -> None:
        """Start a sign-in that the user completes in a browser.

        Source: `POST v1/mgmt/skype/webSignIn`, whose path and body are guesses.
        """
        await self._send(Command.WEB_SIGN_IN)

    async def cancel_web_sign_in(self) -> None:
        """Cancel it. Source: `POST v1/mgmt/skype/webSignInCancel`, also a guess."""
        await self._send(Command.CANCEL_WEB_SIGN_IN)
