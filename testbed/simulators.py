"""A process with simulated phones, and a client of its control page."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import sys

from aiohttp import ClientError, ClientSession

from . import TestbedError
from .client import Json
from .processes import child_process, private_environment, when_ready

HOST = "127.0.0.1"
PASSWORD = "2580"
START_SECONDS = 60


@dataclass(frozen=True)
class SimulatedPhones:
    """Phones in one process, with consecutive ports after the control page."""

    profiles: Sequence[str]
    port: int
    """The port of the control page."""

    @property
    def url(self) -> str:
        """The URL of the control page."""
        return f"http://{HOST}:{self.port}"

    @property
    def addresses(self) -> list[Json]:
        """The input of the config flow for each phone."""
        return [
            {"host": HOST, "password": PASSWORD, "advanced": {"port": port}}
            for port in self.ports[1:]
        ]

    @property
    def ports(self) -> range:
        """The ports of the control page and of the phones."""
        return range(self.port, self.port + len(self.profiles) + 1)


@asynccontextmanager
async def simulator(
    phones: SimulatedPhones, folder: Path
) -> AsyncIterator[asyncio.Task[int]]:
    """Running phones, ended with the block."""
    log = folder / "simulator.log"
    async with child_process(
        *(sys.executable, "-m", "simulator", "--host", HOST, "--password", PASSWORD),
        *(f"--profile={profile}" for profile in phones.profiles),
        *("--port", str(phones.port + 1), "--control-port", str(phones.port)),
        env=private_environment(folder),
        log=log,
    ) as process:
        name = f"the simulator (its log: {log})"
        await when_ready(name, process, _listening(phones), seconds=START_SECONDS)
        yield process


class SimulatorControl:
    """The actions of the control page: users and callers of the simulated phones."""

    def __init__(self, session: ClientSession, phones: SimulatedPhones) -> None:
        self._session = session
        self._url = f"{phones.url}/api/phones"

    async def phones(self) -> list[Json]:
        """Return the state of all phones."""
        async with self._session.get(self._url) as response:
            return list(await response.json())

    async def phone(self, mac: str) -> Json:
        """Return the state of a phone."""
        return next(phone for phone in await self.phones() if phone["mac"] == mac)

    async def act(self, mac: str, action: str, **arguments: Json) -> Json:
        """Run an action of a phone and return the phone's state."""
        async with self._session.post(
            f"{self._url}/{mac}/{action}", json=arguments
        ) as response:
            state = await response.json()
            if not response.ok:
                raise TestbedError(f"{action}: {state['error']}")
            return state

    async def requests(self, mac: str) -> list[Json]:
        """Return the requests that a phone has received."""
        async with self._session.get(f"{self._url}/{mac}/requests") as response:
            return list(await response.json())


async def _listening(phones: SimulatedPhones) -> None:
    """Wait for the control page, which starts after the phones."""
    async with ClientSession() as session:
        while True:
            try:
                await SimulatorControl(session, phones).phones()
            except ClientError:
                await asyncio.sleep(0.1)
            else:
                return
