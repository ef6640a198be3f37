"""Tests of the demo: command, pages and cleanup."""

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass, field
import os
from pathlib import Path
import re
import shutil
import signal
import socket

from aiohttp import ClientSession
from playwright.async_api import Locator, Page, expect
import pytest

from demo.__main__ import PROFILES
from demo.dashboard import AREAS
from testbed import ROOT
from testbed.browser import CHROMIUM, browser_page, sign_in
from testbed.home_assistant import Instance
from testbed.processes import free_ports
from testbed.simulators import SimulatedPhones, SimulatorControl

pytestmark = pytest.mark.e2e

needs_browser = pytest.mark.skipif(
    not CHROMIUM, reason="Chromium is not installed (scripts/setup says how to get it)"
)

expect.set_options(timeout=30_000)


def processes_of(folder: Path) -> list[str]:
    """Return the running programs that use the folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        # Suppressed, because a process may have ended or belong to another user.
        with suppress(OSError):
            if str(folder).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


@dataclass(frozen=True, kw_only=True)
class Demo:
    """A demo with its command, instance and phones."""

    command: tuple[str, ...]
    instance: Instance
    phones: SimulatedPhones
    processes: list[Process] = field(default_factory=list)

    async def start(self, *options: str, **environment: str) -> Process:
        """Start the demo from another folder."""
        process = await asyncio.create_subprocess_exec(
            *self.command,
            *options,
            cwd="/",
            env={**os.environ, **environment},
            stdout=PIPE,
            stderr=PIPE,
        )
        self.processes.append(process)
        return process

    async def start_until(self, text: str) -> tuple[Process, str]:
        """Start the demo and return its output up to the text."""
        process = await self.start()
        assert process.stdout
        assert process.stderr
        output = ""
        async with asyncio.timeout(120):
            while text not in output:
                line = await process.stdout.readline()
                assert line, (await process.stderr.read()).decode()
                output += line.decode()
        return process, output

    async def start_ready(self) -> Process:
        """Start the demo and wait until it is ready."""
        process, output = await self.start_until("Ctrl-C")
        assert self.instance.url in output
        assert self.instance.password in output
        assert self.phones.url in output
        return process


async def end(process: Process, number: signal.Signals) -> tuple[int | None, str]:
    """Send a signal and return exit code and errors."""
    process.send_signal(number)
    _, errors = await process.communicate()
    return process.returncode, errors.decode()


@pytest.fixture
async def demo(version: str, hass_program: Path) -> AsyncGenerator[Demo]:
    """Return a demo before its start, and check its cleanup."""
    port = free_ports()
    name = f"test-{port}"
    instance = Instance(
        program=hass_program, config_dir=ROOT / ".demo" / name, port=port
    )
    phones = SimulatedPhones(PROFILES, free_ports(4))
    demo = Demo(
        command=(
            str(ROOT / "scripts" / "demo"),
            *("--name", name, "--hass", str(hass_program)),
            *("--port", str(port), "--simulator-port", str(phones.port)),
        ),
        instance=instance,
        phones=phones,
    )
    yield demo
    for process in demo.processes:
        # Still running only if the test has failed, because each test ends the demo.
        if process.returncode is None:
            await end(process, signal.SIGTERM)
    assert processes_of(instance.config_dir) == []
    shutil.rmtree(instance.config_dir, ignore_errors=True)
    instance.config_dir.with_suffix(".lock").unlink(missing_ok=True)


def card(page: Page, model: str) -> Locator:
    """Return the card of a phone."""
    header = page.locator(".header", has_text=model)
    return page.locator("poly-phone-card", has=header)


@needs_browser
async def test_dashboard_follows_the_phones(demo: Demo) -> None:
    process = await demo.start_ready()
    async with (
        ClientSession() as session,
        browser_page() as (page, page_errors),
    ):
        control = SimulatorControl(session, demo.phones)
        vvx = next(
            phone
            for phone in await control.phones()
            if phone["model"].startswith("VVX")
        )
        await sign_in(page, demo.instance)
        for area in AREAS:
            await expect(
                page.locator("hui-heading-card", has_text=area)
            ).to_be_visible()
        for model in ("Trio 8800", "VVX 501", "Edge E350"):
            await expect(card(page, model)).to_contain_text("Idle")
        shown = card(page, "VVX 501")

        await control.act(vvx["mac"], "ring", number="5550123", name="A. Caller")
        await expect(shown).to_contain_text("Ringing")
        await expect(shown).to_contain_text("Ada Example")
        await shown.get_by_role("button", name="Answer").click()
        await expect(shown).to_contain_text("Connected")
        mute = shown.get_by_role("button", name="Mute")
        await mute.click()
        await expect(mute).to_have_attribute("aria-pressed", "true")
        assert (await control.phone(vvx["mac"]))["muted"]
        await shown.get_by_role("button", name="Hang up").click()
        await expect(shown).to_contain_text("Idle")

        trio = card(page, "Trio 8800")
        await trio.get_by_role("button", name="Contacts").click()
        await trio.get_by_role("button", name="Call: VVX 501").click()
        await expect(shown).to_contain_text("Ringing")

        await expect(page.locator("hui-error-card")).to_have_count(0)
        await expect(page.get_by_text(re.compile("Custom element"))).to_have_count(0)
        assert page_errors == []
    assert await end(process, signal.SIGINT) == (0, "")


@pytest.mark.parametrize("version", ["2026.11.0"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
async def test_demo_that_ends_during_its_start_leaves_nothing(
    demo: Demo, number: signal.Signals
) -> None:
    process, _ = await demo.start_until("Starting Home Assistant")
    assert await end(process, number) == (130, "")


@pytest.mark.parametrize("version", ["2026.11.0"])
async def test_second_demo_needs_another_name(demo: Demo) -> None:
    """Otherwise both would write into one folder."""
    process = await demo.start_ready()
    second = await demo.start(
        *("--port", str(free_ports()), "--simulator-port", str(free_ports(4)))
    )
    assert (
        await error_of(second)
        == "demo: another demo has this name; choose one with --name"
    )
    assert await end(process, signal.SIGTERM) == (0, "")


@pytest.mark.parametrize("version", ["2026.11.0"])
@pytest.mark.parametrize("option", ["--port", "--simulator-port"])
async def test_used_port_is_an_error(demo: Demo, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        process = await demo.start(option, str(port))
        assert f"cannot listen on 127.0.0.1 port {port}" in await error_of(process)


@pytest.mark.parametrize("version", ["2026.11.0"])
async def test_unreachable_phone_is_an_error(demo: Demo) -> None:
    process = await demo.start("--phone", "127.0.0.1", POLY_PHONE_PASSWORD="-")
    assert "demo: the phone at 127.0.0.1: " in await error_of(process)


async def error_of(process: Process) -> str:
    """Wait for a failed demo and return its error."""
    async with asyncio.timeout(120):
        _, errors = await process.communicate()
    assert process.returncode == 1
    (line,) = errors.decode().splitlines()
    return line
