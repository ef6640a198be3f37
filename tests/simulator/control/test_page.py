"""Tests of the control page in a browser."""

from collections.abc import AsyncGenerator

from playwright.async_api import Page, expect
import pytest

from simulator import Exchange, ManualClock, SimulatedPhone
from simulator.control.server import ControlServer
from simulator.phone.messages import Message
from testbed.browser import CHROMIUM, browser_page
from tests.simulator.conftest import Receiver

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="Chromium is not installed")


@pytest.fixture
async def page(
    phone: SimulatedPhone, other: SimulatedPhone, exchange: Exchange
) -> AsyncGenerator[Page]:
    """Return the control page of two phones; errors fail the test."""
    async with (
        ControlServer([phone, other], exchange, host="127.0.0.1", port=0) as control,
        browser_page() as (page, errors),
    ):
        await page.goto(control.url)
        await expect(page.locator(".card")).to_have_count(2)
        yield page
    assert errors == []


async def test_call_from_ring_to_end(page: Page, phone: SimulatedPhone) -> None:
    card = page.locator(f"[id='{phone.mac}']")
    await card.get_by_label("Caller's name").fill("<b>Tom</b> & Jerry")
    await card.get_by_label("Caller's number").fill("321")
    await card.get_by_role("button", name="Ring", exact=True).click()
    screen = card.locator(".screen")
    await expect(screen).to_contain_text("Incoming call")
    await expect(screen).to_contain_text("<b>Tom</b> & Jerry")
    await expect(page.locator("#summary")).to_have_text("2 phones, 1 in a call")
    await screen.get_by_role("button", name="Answer").click()
    await expect(screen).to_contain_text("Connected")
    await card.get_by_title("Mute").click()
    await expect(screen).to_contain_text("Muted")
    await card.get_by_role("button", name="Other party: hold").click()
    await expect(screen).to_contain_text("Held by the other party")
    await card.get_by_role("button", name="Other party: hang up").click()
    await expect(screen.locator(".lines")).to_contain_text("Reception")


async def test_page_shows_changes_of_the_phone(
    page: Page, phone: SimulatedPhone
) -> None:
    card = page.locator(f"[id='{phone.mac}']")
    phone.set_dnd(True)
    await expect(card.locator(".icons")).to_have_text("DND")
    phone.set_registered(False, 1)
    await expect(card.locator(".lines .lost")).to_contain_text("Reception")
    phone.power_off()
    await expect(card.locator(".bar")).to_be_hidden()


async def test_dialing_rings_the_other_phone(
    page: Page, phone: SimulatedPhone, other: SimulatedPhone, clock: ManualClock
) -> None:
    card = page.locator(f"[id='{phone.mac}']")
    for digit in "300":
        await card.get_by_role("button", name=digit, exact=True).click()
    await expect(card.locator(".entry")).to_have_text("300")
    await card.get_by_role("button", name="Dial").first.click()
    await expect(card.locator(".call")).to_have_count(1)
    clock.advance(2)
    there = page.locator(f"[id='{other.mac}'] .screen")
    await expect(there).to_contain_text("Reception")


async def test_faults_and_actions(page: Page, phone: SimulatedPhone) -> None:
    card = page.locator(f"[id='{phone.mac}']")
    await card.get_by_text("Faults and all actions").click()
    await card.get_by_label("Path").fill("lineInfo")
    await card.get_by_label("Fault", exact=True).select_option("error")
    await card.get_by_role("button", name="Add").click()
    await expect(card.locator(".faults")).to_contain_text("HTTP 500 on …lineInfo")
    await card.get_by_role("button", name="Remove all faults").click()
    await expect(card.locator(".faults li")).to_have_count(0)
    await card.get_by_label("Action", exact=True).select_option("set_presence")
    await card.get_by_label("Arguments").fill('{"presence": "Away"}')
    await card.get_by_role("button", name="Run").click()
    await card.get_by_label("Action", exact=True).select_option("answer")
    await card.get_by_label("Arguments").fill("nonsense")
    await card.get_by_role("button", name="Run").click()
    await expect(page.get_by_role("alert")).to_contain_text("must be a JSON object")
    assert phone.presence == "Away"


async def test_notifications(
    page: Page, phone: SimulatedPhone, receiver: Receiver
) -> None:
    log = page.locator(f"[id='{phone.mac}'] .notifications")
    await log.locator("summary").click()
    await expect(log).to_contain_text("apps.telNotification.URL is empty")
    phone.configure(
        {
            "apps.telNotification.URL": receiver.url,
            "apps.telNotification.incomingEvent": "1",
            "apps.telNotification.callStateChangeEvent": "1",
        }
    )
    await expect(log).to_contain_text(f"Sent to {receiver.url}")
    phone.ring("300")
    await expect(log.locator("li")).to_have_text(
        ["POSTCallStateChangeEvent Offering204", "POSTIncomingCallEvent204"]
    )
    await expect(log.locator("summary")).to_have_text("Notifications 2")


async def test_settings(page: Page, phone: SimulatedPhone) -> None:
    card = page.locator(f"[id='{phone.mac}']")
    settings = card.get_by_label("Settings")
    await expect(settings).to_contain_text("Brightness 3 · Idle brightness 1")
    await expect(settings).to_contain_text("Ringtone default")
    phone.configure(
        {
            "up.backlight.onIntensity": "1",
            "reg.1.ringType": "ringer7",
            "reg.1.fwdContact": "300",
        }
    )
    await expect(settings).to_contain_text("Brightness 1")
    await expect(settings).to_contain_text("Ringtone ringer7")
    await expect(settings).to_contain_text("Forward to 300")
    await expect(card).to_have_attribute("data-brightness", "1")
    await card.get_by_role("button", name="Forward calls").click()
    await expect(card.locator(".icons")).to_have_text("Forwarding")
    assert phone.config.read("reg.1.fwdStatus") == ("1", "local")


@pytest.mark.parametrize("width", [340, 800])
async def test_page_fits_narrow_screens(page: Page, width: int) -> None:
    await page.set_viewport_size({"width": width, "height": 700})
    needed = await page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width


async def test_message_on_the_screen(page: Page, phone: SimulatedPhone) -> None:
    phone.configure({"apps.push.messageType": "5"})
    phone.messages.push(Message("<i>Door</i>", "A visitor\nrings", "Critical"))
    card = page.locator(f"[id='{phone.mac}']")
    message = card.locator(".screen .message.critical")
    await expect(message.locator("strong")).to_have_text("<i>Door</i>")
    await expect(message.locator("p")).to_have_text("A visitor rings")
    await card.get_by_role("button", name="Back", exact=True).click()
    await expect(message).to_have_count(0)
    assert phone.messages.shown is None
