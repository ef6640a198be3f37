"""The pictures of the documentation: ``python -m demo.screenshot FOLDER``."""

import asyncio
from pathlib import Path
import sys
from tempfile import TemporaryDirectory

from aiohttp import ClientSession
from playwright.async_api import Locator, Page, ViewportSize

from testbed import ROOT
from testbed.add_phones import Phone, add_phones
from testbed.browser import browser_page, sign_in
from testbed.home_assistant import Instance, home_assistant, signed_in
from testbed.processes import free_ports
from testbed.simulators import SimulatedPhones, SimulatorControl, simulator

from .__main__ import PROFILES
from .dashboard import add_areas_and_contacts, create_dashboard

TABLET = {"width": 1280, "height": 800}
HANDHELD = ViewportSize(width=360, height=740)


async def take(target: Path, folder: Path) -> None:
    """Take pictures of phones in use."""
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
        browser_page(**TABLET) as (page, _),
    ):
        trio, vvx, edge = phones = await add_phones(client, simulated.addresses)
        await add_areas_and_contacts(client, phones)
        await create_dashboard(client)
        await sign_in(page, instance)
        control = SimulatorControl(session, simulated)

        async def picture(name: str) -> None:
            file = target / f"{name}.png"
            await page.screenshot(path=file, animations="disabled")

        await control.act(trio.mac, "ring", number="5550199", name="Bo Example")
        await press(page, trio, "Answer")
        await press(page, trio, "Mute")
        await control.act(vvx.mac, "ring", number="5550123", name="Ada Example")
        await control.act(edge.mac, "power_off")
        await client.wait_state(edge.entities["sensor.call_state"], "unavailable")
        await button(page, vvx, "Answer").wait_for()
        await picture("dashboard")
        await page.emulate_media(color_scheme="dark")
        await picture("dashboard-dark")
        await page.emulate_media(color_scheme="light")

        await control.act(edge.mac, "power_on")
        await client.wait_state(edge.entities["sensor.call_state"], "idle", seconds=90)
        await press(page, vvx, "Reject")
        await page.set_viewport_size(HANDHELD)
        await press(page, trio, "Keypad")
        await picture("card-keypad")
        await press(page, trio, "Transfer")
        await button(page, trio, "Transfer: Caretaker").wait_for()
        await picture("card-transfer")
        await control.act(trio.mac, "ring", number="5550111", name="Caretaker")
        await press(page, trio, "Transfer")
        await press(page, trio, "Answer")
        await button(page, trio, "Resume").wait_for()
        await picture("card-several-calls")
        for _ in range(2):
            await control.act(trio.mac, "hang_up")
        await control.act(trio.mac, "ring", number="5550142", name="Front door")
        await button(page, trio, "Answer").wait_for()
        await control.act(trio.mac, "remote_hang_up")
        await press(page, trio, "Recent")
        await button(page, trio, "Mark as seen").wait_for()
        await picture("card-recent")


def button(page: Page, phone: Phone, name: str) -> Locator:
    """Return a button on the card of a phone."""
    header = page.locator(".header", has_text=phone.name)
    card = page.locator("poly-phone-card", has=header)
    return card.get_by_role("button", name=name).first


async def press(page: Page, phone: Phone, name: str) -> None:
    """Press a button on the card of a phone."""
    await button(page, phone, name).click()


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        asyncio.run(take(Path(sys.argv[1]), Path(folder)))
