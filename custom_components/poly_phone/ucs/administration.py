"""What administrators do with a phone: its configuration, restarts, who is signed in."""

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
"""How long a sign-in to Skype for Business may take."""

_RESETS: Final[Mapping[ConfigurationLayer | None, Command]] = {
    None: Command.RESET_CONFIGURATION,
    "cloud": Command.RESET_CLOUD,
    "local": Command.RESET_LOCAL,
    "web": Command.RESET_WEB,
    "device": Command.RESET_DEVICE,
}


class Administration(CommandSender):
    """The commands of administrators."""

    async def config_get(self, names: Sequence[str]) -> dict[str, Parameter]:
        """Read configuration parameters; ones that the phone does not know are left out.

        Source: `config/get`, as often as it takes.
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
        """Set configuration parameters; some make the phone restart by itself.

        They outrank the provisioning server's. Source: `config/set`, as often as it takes.
        """
        for portion in split_into_requests(validate_parameters(parameters)):
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
