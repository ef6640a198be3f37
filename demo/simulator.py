"""The simulated phones: a process, and the hands of a person at the phones."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
import sys

from .client import Json
from .processes import child_process, private_environment, when_ready

HOST = "127.0.0.1"
PASSWORD = "2580"
START_SECONDS = 60


@dataclass(frozen=True)
class SimulatedPhones:
    """Phones in one process; their ports follow that of the control page."""

    profiles: Sequence[str]
    port: int
    """The port of the control page."""

    @property
    def url(self) -> str:
        """The address of the control page."""
        return f"http://{HOST}:{self.port}"

    @property
    def addresses(self) -> list[Json]:
        """What the config flow asks for, phone by phone."""
        return [
            {"host": HOST, "password": PASSWORD, "advanced": {"port": port}}
            for port in self.ports[1:]
        ]

    @property
    def ports(self) -> range:
        """The port of the control page and those of the phones."""
        return range(self.port, self.port + len(self.profiles) + 1)


@asynccontextmanager
async def simulator(
    phones: SimulatedPhones, folder: Path
) -> AsyncIterator[asyncio.Task[int]]:
    """Running phones, ended at the end of the block."""
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


async def _listening(phones: SimulatedPhones) -> None:
    """Wait until all ports can be connected to."""
    for port in phones.ports[1:]:
        while True:
            try:
                _, writer = await asyncio.open_connection(HOST, port)
            except OSError:
                await asyncio.sleep(0.1)
            else:
                writer.close()
                break
