"""A headless Chromium that opens Home Assistant.

It needs Playwright, which is only in the environment of the tests.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
import shutil
from tempfile import TemporaryDirectory

from playwright.async_api import ConsoleMessage, Page, async_playwright

from .home_assistant import USERNAME, Instance
from .processes import private_environment

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome"),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
"""The programs that `scripts/setup` searches for, too."""

CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
ARGUMENTS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@asynccontextmanager
async def browser_page(
    *, width: int = 1280, height: int = 900
) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of a new browser, and the list of its errors."""
    errors: list[str] = []

    def record(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    with TemporaryDirectory() as home:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(
                executable_path=CHROMIUM,
                args=ARGUMENTS,
                env={**private_environment(Path(home))},
            )
            page = await browser.new_page(viewport={"width": width, "height": height})
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("console", record)
            yield page, errors
            await browser.close()


async def sign_in(page: Page, instance: Instance) -> None:
    """Sign in as the user and wait for the first page."""
    await page.goto(instance.url)
    await page.fill("input[name=username]", USERNAME)
    await page.fill("input[name=password]", instance.password)
    await page.keyboard.press("Enter")
    await page.wait_for_selector("home-assistant-main")
