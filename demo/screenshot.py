"""Takes the picture of the dashboard: ``python -m demo.screenshot FILE``."""

import asyncio
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from aiohttp import ClientSession

from . import ROOT
from .__main__ import PROFILES
from .browser import browser_page, sign_in
from .dashboard import create_dashboard
from .hass import Instance, home_assistant, signed_in
from .phones import add_phones
from .processes import free_ports
from .simulator import Hands, SimulatedPhones, simulator


async def take(file: Path, folder: Path) -> None:
    """Take a picture of phones that are in use."""
    instance = Instance(
        program=ROOT / ".venv-2026.11" / "bin" / "hass",
        config_dir=folder,
        port=free_ports(),
    )
    simulated = SimulatedPhones(PROFILES, free_ports(len(PROFILES) + 1))
    async with (
        simulator(simulated, folder),
        home_assistant(instance),
        signed_in(instance) as client,
        ClientSession() as session,
        browser_page() as (page, _),
    ):
        trio, vvx, _edge = phones = await add_phones(client, simulated.addresses)
        await create_dashboard(client, phones)
        await sign_in(page, instance)
        hands = Hands(session, simulated)
        await hands.act(trio.mac, "ring", number="5550123", name="Ada Example")
        await hands.act(trio.mac, "answer")
        await hands.act(trio.mac, "mute_key")
        await hands.act(vvx.mac, "ring", number="5550199", name="Bo Example")
        for entity, state in (
            (vvx.entities["call_state"], "ringing"),
            (trio.entities["call_state"], "connected"),
            (trio.entities["mute"], "on"),
        ):
            await client.wait_state(entity, state)
        await page.get_by_text("Bo Example").wait_for()
        await page.screenshot(path=file, animations="disabled")


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        asyncio.run(take(Path(sys.argv[1]), Path(folder)))
