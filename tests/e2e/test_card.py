"""Test of the card, the tile feature and the dashboard strategy in a browser.

Each part leaves the phones idle. They share one Home Assistant, because its start is slow.
"""

from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
import re

from aiohttp import ClientSession
from playwright.async_api import Locator, Page, Route, TimeoutError as LateError, expect
import pytest

from demo.dashboard import create_dashboard, save_dashboard
from testbed.add_phones import Phone, add_phones
from testbed.browser import CHROMIUM, browser_page, sign_in
from testbed.client import HomeAssistant, Json
from testbed.home_assistant import Instance, home_assistant, signed_in
from testbed.processes import free_ports
from testbed.simulators import SimulatedPhones, SimulatorControl, simulator

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(
        not CHROMIUM,
        reason="Chromium is not installed (scripts/setup says how to get it)",
    ),
]

expect.set_options(timeout=30_000)

PROFILES = ("vvx501-6.4", "trio8800-7.2.2", "edgeE350-8.6")
NASTY_NAME = "<img src=x onerror=\"document.title='broken into'\">"
TOUCH_SIZE = 44
"""Minimum size of a button in pixels."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """The phones in the simulator, in Home Assistant and on the page."""

    page: Page
    client: HomeAssistant
    control: SimulatorControl
    vvx: Phone
    trio: Phone
    edge: Phone

    def card(self, phone: Phone) -> Locator:
        """Return the card of a phone."""
        header = self.page.locator(".header", has_text=phone.name)
        return self.page.locator("poly-phone-card", has=header)

    def button(self, name: str, phone: Phone | None = None) -> Locator:
        """Return a button on the card of a phone, by the beginning of its name."""
        pattern = re.compile(f"^{re.escape(name)}")
        return self.card(phone or self.vvx).get_by_role("button", name=pattern)

    async def sees(self, text: str, phone: Phone | None = None) -> None:
        """Wait until the card shows a text."""
        await expect(self.card(phone or self.vvx)).to_contain_text(text)

    async def phone_state(self, phone: Phone | None = None) -> Json:
        """Return the state of a phone in the simulator."""
        mac = (phone or self.vvx).mac
        return await self.control.phone(mac)

    async def act(self, action: str, **arguments: Json) -> None:
        """Run an action of the VVX."""
        await self.control.act(self.vvx.mac, action, **arguments)

    async def connect(self, number: str = "5550123", name: str = "Ada Example") -> None:
        """Connect a call."""
        await self.act("ring", number=number, name=name)
        await self.button("Answer").click()
        await self.sees("Connected")

    async def hang_up(self) -> None:
        """End the call on the card."""
        await self.button("Hang up").click()
        await self.sees("Idle")


async def dials_with_keys_and_keyboard(scene: Scene) -> None:
    await scene.button("Keypad").click()
    for digit in "5550":
        await scene.button(digit).click()
    await scene.page.keyboard.press("9")
    await scene.button("Delete digit").click()
    number = scene.card(scene.vvx).get_by_label("Name or number")
    await expect(number).to_have_value("5550")
    await number.press("End")
    await number.press_sequentially("177")
    await number.press("Enter")
    await scene.sees("5550177")
    await scene.sees("Dialing")
    await scene.sees("Connected")
    await scene.hang_up()
    await expect(number).to_have_value("")
    await scene.button("Keypad").click()
    await expect(number).to_have_count(0)


async def answers_and_counts_the_time(scene: Scene) -> None:
    await scene.act("ring", number="5550123", name="Ada Example")
    status = scene.card(scene.vvx).get_by_role("status")
    await expect(status).to_have_text("Incoming call from Ada Example")
    await scene.button("Answer: Ada Example").click()
    await scene.sees("Connected")
    before = scene.client.states[scene.vvx.entities["sensor.call_started"]]
    timer = scene.card(scene.vvx).get_by_role("timer")
    shown = await timer.inner_text()
    await expect(timer).not_to_have_text(shown)
    assert re.fullmatch(r"0:\d\d", await timer.inner_text())
    # Unchanged, because the browser counts the time.
    assert scene.client.states[scene.vvx.entities["sensor.call_started"]] == before
    await scene.hang_up()


async def rejects(scene: Scene) -> None:
    await scene.act("ring", number="5550123", name="Ada Example")
    await scene.button("Reject").click()
    await scene.sees("Idle")


async def mutes_and_holds(scene: Scene) -> None:
    await scene.connect()
    mute = scene.button("Mute")
    await mute.focus()
    for is_muted in (True, False):
        await scene.page.keyboard.press("Enter")
        await expect(mute).to_have_attribute("aria-pressed", str(is_muted).lower())
        assert (await scene.phone_state())["muted"] is is_muted
        await expect(mute).to_be_focused()
    await scene.button("Hold").click()
    await scene.sees("On hold")
    assert (await scene.phone_state())["calls"][0]["state"] == "Hold"
    await scene.button("Resume").click()
    await scene.sees("Connected")
    await scene.hang_up()


async def sends_digits(scene: Scene) -> None:
    await scene.connect()
    await scene.button("Keypad").click()
    await scene.button("4").click()
    await scene.page.keyboard.type("2#")
    digits = scene.card(scene.vvx).get_by_label("Sent digits")
    await expect(digits).to_have_text("42#")
    await expect(digits.locator(".waiting")).to_be_empty()
    assert (await scene.phone_state())["calls"][0]["digits"] == "42#"
    await scene.page.keyboard.press("Escape")
    await expect(digits).to_have_count(0)
    await scene.hang_up()


async def transfers(scene: Scene) -> None:
    """To a contact, to another phone, and to a number."""

    async def transfer(call: str, to: Callable[[], Awaitable[None]]) -> None:
        await scene.connect(call)
        await scene.button("Transfer: ").click()
        await to()
        await scene.sees("Idle")

    async def type_number() -> None:
        field = scene.card(scene.vvx).get_by_role("textbox")
        await field.fill("5550155")
        await field.press("Enter")

    await transfer("5550131", scene.button("Transfer: Mum").click)
    await transfer("5550132", scene.button("Transfer: Trio").click)
    trio = scene.button("Reject", scene.trio)
    await trio.click()
    await transfer("5550133", type_number)
    targets = [
        request["body"]
        for request in await scene.control.requests(scene.vvx.mac)
        if request["path"].endswith("transferCall")
    ]
    number = (await scene.phone_state(scene.trio))["lines"][0]["address"].partition(
        "@"
    )[0]
    for target in ("5550100", number, "5550155"):
        assert any(f'"{target}"' in body for body in targets)


async def dials_a_contact(scene: Scene) -> None:
    await scene.button("Contacts").click()
    await scene.button("Call: Mum").click()
    await scene.sees("Dialing")
    await scene.sees("5550100")
    await scene.hang_up()
    await scene.button("Contacts").click()


async def calls_back_a_missed_caller(scene: Scene) -> None:
    await scene.act("ring", number="5550166", name="Cy Example")
    await scene.sees("Ringing")
    await scene.act("remote_hang_up")
    await scene.sees("Idle")
    badge = scene.card(scene.vvx).get_by_label(re.compile("^Missed: "))
    await expect(badge).to_be_visible()
    await scene.button("Recent").click()
    await scene.button("Missed").click()
    await scene.sees("Cy Example")
    await expect(scene.card(scene.vvx).get_by_text("Ada Example")).to_have_count(0)
    await scene.button("Call: Cy Example").first.click()
    await scene.sees("Dialing")
    await scene.hang_up()
    await scene.button("Mark as seen").click()
    await expect(badge).to_have_count(0)
    await expect(scene.button("Mark as seen")).to_have_count(0)
    await scene.button("All").click()
    await scene.button("Recent").click()


async def shows_all_calls(scene: Scene) -> None:
    await scene.connect("5550141", "One")
    await scene.act("ring", number="5550142", name="Two")
    await scene.button("Answer: Two").click()
    await expect(scene.button("Resume: One")).to_be_visible()
    await expect(scene.button("Hold: Two")).to_be_visible()
    await scene.act("ring", number="5550143", name="Three")
    await scene.button("Reject: Three").click()
    await expect(
        scene.card(scene.vvx).get_by_role("region", name="Three")
    ).to_have_count(0)
    await scene.button("Hang up: One").click()
    await expect(scene.card(scene.vvx).get_by_role("region", name="One")).to_have_count(
        0
    )
    # Hidden, because the other party is no longer on hold.
    await expect(scene.button("Hold: Two")).to_be_visible()
    await scene.hang_up()


async def shows_the_reason_of_an_error(scene: Scene) -> None:
    await scene.connect()
    await scene.act("add_fault", kind="status", path="holdCall", times=1, status="4003")
    await scene.button("Hold").click()
    alert = scene.card(scene.vvx).get_by_role("alert")
    await expect(alert).to_contain_text(
        "does not allow this in the current state of the call"
    )
    await scene.sees("Connected")
    await expect(scene.button("Hold")).to_have_attribute("aria-busy", "false")
    await scene.button("Close").click()
    await expect(alert).to_have_count(0)
    await scene.hang_up()


async def shows_a_pending_command(scene: Scene) -> None:
    await scene.connect()
    await scene.act("set_latency", seconds=1)
    hold = scene.button("Hold")
    await hold.click()
    await expect(hold).to_have_attribute("aria-busy", "true")
    await scene.sees("Connected")
    await scene.sees("On hold")
    await scene.act("set_latency", seconds=0)
    await scene.hang_up()


async def takes_names_for_text(scene: Scene) -> None:
    await scene.act("ring", number="5550188", name=NASTY_NAME)
    await scene.sees(NASTY_NAME.strip("<>"))
    assert await scene.card(scene.vvx).locator("img").count() == 0
    await scene.button("Reject").click()
    await scene.sees("Idle")
    assert "broken" not in await scene.page.title()


async def supports_touch_and_screen_readers(scene: Scene) -> None:
    await scene.page.set_viewport_size({"width": 320, "height": 700})
    await scene.connect(name="A very long name that does not fit into any line at all")
    for opened in ("Keypad: ", "Transfer: "):
        await scene.button(opened).click()
        await all_buttons_are_usable(scene)
    await scene.hang_up()
    for opened in ("Keypad", "Contacts", "Recent"):
        await scene.button(opened).click()
        await all_buttons_are_usable(scene)
    await scene.button("Recent").click()
    await scene.page.set_viewport_size({"width": 1280, "height": 900})


async def all_buttons_are_usable(scene: Scene) -> None:
    """Check name, size and position of all buttons."""
    card = await scene.card(scene.vvx).bounding_box()
    assert card
    for button in await scene.card(scene.vvx).get_by_role("button").all():
        name = await button.get_attribute("aria-label") or await button.inner_text()
        assert name.strip()
        box = await button.bounding_box()
        assert box
        assert min(box["width"], box["height"]) >= TOUCH_SIZE, name
        assert box["x"] >= card["x"]
        assert box["x"] + box["width"] <= card["x"] + card["width"], name


async def respects_reduced_motion(scene: Scene) -> None:
    await scene.act("ring", number="5550123", name="Ada Example")
    picture = scene.card(scene.vvx).locator(".picture.ringing")
    await expect(picture).to_have_css("animation-name", "ring")
    await scene.page.emulate_media(reduced_motion="reduce")
    await expect(picture).to_have_css("animation-name", "none")
    await scene.page.emulate_media(reduced_motion="no-preference")
    await scene.button("Reject").click()
    await scene.sees("Idle")


async def ignores_states_of_other_entities(scene: Scene) -> None:
    await scene.page.evaluate(
        """() => {
            const card = customElements.get("poly-phone-card").prototype;
            const render = card.render;
            window.renders = 0;
            card.render = function () { window.renders += 1; return render.call(this); };
        }"""
    )
    await scene.client.post("/api/states/sensor.other", {"state": "1"})
    await scene.page.wait_for_function(
        'document.querySelector("home-assistant").hass.states["sensor.other"]'
    )
    assert await scene.page.evaluate("window.renders") == 0
    await scene.act("ring", number="5550123")
    await scene.sees("Ringing")
    assert await scene.page.evaluate("window.renders") > 0
    await scene.button("Reject").click()
    await scene.sees("Idle")


async def hides_controls_without_entity(scene: Scene) -> None:
    """Check the card of the Edge, which has no call control."""
    await expect(scene.button("Recent", scene.edge)).to_be_visible()
    await expect(scene.button("Keypad", scene.edge)).to_have_count(0)
    await expect(scene.button("Contacts", scene.edge)).to_have_count(0)
    await scene.control.act(scene.edge.mac, "ring", number="5550123", name="Ada")
    await scene.sees("Ada", scene.edge)
    await expect(scene.button("Answer", scene.edge)).to_have_count(0)
    await scene.control.act(scene.edge.mac, "remote_hang_up")
    await scene.sees("Idle", scene.edge)


async def hides_controls_of_disabled_entities(scene: Scene) -> None:
    await scene.control.act(scene.trio.mac, "ring", number="5550123", name="Ada")
    await scene.button("Answer", scene.trio).click()
    await expect(scene.button("Mute", scene.trio)).to_be_visible()
    await scene.client.command(
        "config/entity_registry/update",
        entity_id=scene.trio.entities["switch.mute"],
        disabled_by="user",
    )
    await expect(scene.button("Mute", scene.trio)).to_have_count(0)
    await scene.button("Hang up", scene.trio).click()
    await scene.sees("Idle", scene.trio)


async def has_buttons_for_tiles(scene: Scene) -> None:
    """Check the tile feature on the dashboard of ringing phones."""
    tile = scene.page.locator("hui-tile-card", has_text=scene.vvx.name)
    await expect(tile.locator("visible=true")).to_have_count(0)
    await scene.act("ring", number="5550123", name="Ada Example")
    await tile.get_by_role("button", name="Answer").click()
    await scene.sees("Connected")
    await expect(tile.locator("visible=true")).to_have_count(0)
    await scene.hang_up()


async def follows_the_availability_of_a_phone(scene: Scene) -> None:
    await scene.act("set_registered", line=1, registered=False)
    # Reloaded, because lines are polled only once a minute.
    await scene.client.action(
        "homeassistant.reload_config_entry", data={"entry_id": scene.vvx.entry_id}
    )
    await scene.sees("Line 1 (Reception) is not registered.")
    await scene.act("set_restart_seconds", seconds=1)
    await scene.act("power_off")
    await scene.sees("Offline")
    await scene.sees("Home Assistant cannot reach the phone.")
    await expect(scene.button("Keypad")).to_have_count(0)
    tile = scene.page.locator("hui-tile-card", has_text=scene.vvx.name)
    await expect(tile.locator("visible=true").first).to_be_visible()
    await scene.act("set_registered", line=1, registered=True)
    await scene.act("power_on")
    await expect(scene.button("Keypad")).to_be_visible(timeout=60_000)
    await scene.connect()
    await scene.hang_up()


async def works_if_it_loads_first_or_last(scene: Scene) -> None:
    """Load the card before and after Home Assistant's own code."""

    async def late(route: Route) -> None:
        # Without waiting, because Home Assistant may load the card last.
        with suppress(LateError):
            is_there = "window.customCards?.length"
            await scene.page.wait_for_function(is_there, timeout=1000)
        await route.continue_()

    for _ in range(3):
        await scene.page.reload()
        await scene.sees("Idle")
    await scene.page.route(re.compile(r"/frontend_latest/app\.\w+\.js"), late)
    await scene.page.reload()
    await scene.sees("Idle")
    await scene.page.unroute_all()
    await expect(scene.page.locator("hui-error-card")).to_have_count(0)


async def can_be_chosen_and_set_up(scene: Scene) -> None:
    """Check the card in the dialogs of Home Assistant."""
    config = await scene.page.evaluate(
        """([entity, other]) => {
            const { hass } = document.querySelector("home-assistant");
            const [card] = window.customCards.filter(({ type }) => type === "poly-phone-card");
            const [feature] = window.customCardFeatures;
            const form = customElements.get("poly-phone-card").getConfigForm();
            return {
                suggestion: card.getEntitySuggestion(hass, entity),
                none: card.getEntitySuggestion(hass, other),
                supported: feature.isSupported(hass, { entity_id: entity }),
                unsupported: feature.isSupported(hass, { entity_id: other }),
                stub: customElements.get("poly-phone-card").getStubConfig(hass),
                labels: form.schema.map(form.computeLabel),
                names: [card.name, feature.name, window.customStrategies[0].name],
            };
        }""",
        [scene.vvx.entities["sensor.call_state"], "sensor.other"],
    )
    wanted = {"type": "custom:poly-phone-card", "device_id": scene.vvx.device_id}
    assert config["suggestion"] == {"config": wanted}
    assert config["none"] is None
    assert (config["supported"], config["unsupported"]) == (True, False)
    devices = {phone.device_id for phone in (scene.vvx, scene.trio, scene.edge)}
    assert config["stub"]["device_id"] in devices
    assert config["labels"] == ["Phone", "Name", "Show when there is no call"]
    assert config["names"] == ["Phone", "Call buttons", "Phones"]


async def arranges_phones_by_area(scene: Scene) -> None:
    """Check floors, and tiles if there are many phones."""

    async def cards(count: int) -> list[tuple[str, list[str]]]:
        """Return the headings of the dashboard, with the types of the cards."""
        dashboard = await scene.page.evaluate(
            """(count) => {
                const entities = {}, devices = {};
                for (let i = 0; i < count; i += 1) {
                    const device_id = `d${i}`, entity_id = `sensor.s${i}`;
                    const area_id = [null, "attic", "cellar"][i % 3];
                    devices[device_id] = { id: device_id, name: `Phone ${i}`, area_id };
                    entities[entity_id] = {
                        entity_id, device_id, platform: "poly_phone", translation_key: "call_state",
                    };
                }
                const areas = {
                    attic: { area_id: "attic", name: "Attic", floor_id: "top" },
                    cellar: { area_id: "cellar", name: "Cellar", floor_id: "ground" },
                    empty: { area_id: "empty", name: "Empty", floor_id: null },
                };
                const floors = { top: { level: 2 }, ground: { level: 0 } };
                const hass = { entities, devices, areas, floors, states: {}, language: "en" };
                const strategy = customElements.get("ll-strategy-dashboard-poly-phone");
                return strategy.generate({}, hass);
            }""",
            count,
        )
        (view,) = dashboard["views"]
        return [
            (first.get("heading", ""), [card["type"] for card in rest])
            for first, *rest in (section["cards"] for section in view["sections"])
        ]

    card, tile = "custom:poly-phone-card", "tile"
    assert await cards(4) == [
        ("Offline or ringing", [tile] * 8),
        ("Cellar", [card]),
        ("Attic", [card]),
        ("No area", [card] * 2),
    ]
    assert await cards(13) == [
        ("Offline or ringing", [tile] * 26),
        ("Cellar", [tile] * 4),
        ("Attic", [tile] * 4),
        ("No area", [tile] * 5),
    ]
    assert await cards(0) == [("", [])]


async def follows_its_settings(scene: Scene) -> None:
    card = {"type": "custom:poly-phone-card", "device_id": scene.vvx.device_id}
    cards = [
        {**card, "name": "My phone", "panel": "contacts"},
        {**card, "device_id": ""},
        {
            "type": "tile",
            "entity": scene.vvx.entities["sensor.call_state"],
            "features": [{"type": "custom:poly-phone-call-feature"}],
        },
    ]
    await save_dashboard(scene.client, {"views": [{"title": "Own", "cards": cards}]})
    await scene.page.reload()
    mine = scene.page.locator("poly-phone-card", has_text="My phone")
    await expect(mine.get_by_role("button", name="Call: Mum")).to_be_visible()
    await expect(
        scene.page.get_by_text("Select a phone in the settings")
    ).to_be_visible()

    tile = scene.page.locator("hui-tile-card")
    buttons = {
        name: tile.get_by_role("button", name=name)
        for name in ("Answer", "Mute", "Hang up")
    }
    for button in buttons.values():
        await expect(button).to_be_disabled()
    await scene.act("ring", number="5550123", name="Ada Example")
    await buttons["Answer"].click()
    await expect(buttons["Answer"]).to_be_disabled()
    await buttons["Mute"].click()
    await expect(buttons["Mute"]).to_have_attribute("aria-pressed", "true")
    assert (await scene.phone_state())["muted"]
    await buttons["Hang up"].click()
    await expect(buttons["Hang up"]).to_be_disabled()


async def has_a_visual_editor(scene: Scene) -> None:
    page = scene.page
    card = {"type": "custom:poly-phone-card", "device_id": scene.vvx.device_id}
    section = {"type": "grid", "cards": [card]}
    view = {"title": "Own", "type": "sections", "sections": [section]}
    await save_dashboard(scene.client, {"views": [view]})
    await page.goto(f"{page.url.partition('?')[0]}?edit=1")
    edited = page.locator("hui-card-edit-mode")
    await edited.hover()
    await edited.get_by_role("button", name="Edit").first.click()
    dialog = page.locator("hui-dialog-edit-card")
    await dialog.locator("ha-selector-text input").fill("My phone")
    await expect(dialog.locator("poly-phone-card")).to_contain_text("My phone")
    await dialog.get_by_role("button", name="Save").click()
    await expect(edited.locator("poly-phone-card")).to_contain_text("My phone")


CHAPTERS = (
    dials_with_keys_and_keyboard,
    answers_and_counts_the_time,
    rejects,
    mutes_and_holds,
    sends_digits,
    transfers,
    dials_a_contact,
    calls_back_a_missed_caller,
    shows_all_calls,
    shows_the_reason_of_an_error,
    shows_a_pending_command,
    takes_names_for_text,
    supports_touch_and_screen_readers,
    respects_reduced_motion,
    hides_controls_without_entity,
    hides_controls_of_disabled_entities,
    has_buttons_for_tiles,
    works_if_it_loads_first_or_last,
    can_be_chosen_and_set_up,
    arranges_phones_by_area,
    ignores_states_of_other_entities,
    follows_the_availability_of_a_phone,
    follows_its_settings,
    has_a_visual_editor,
)


async def test_card_works_in_a_browser(
    version: str, instance: Instance, tmp_path: Path
) -> None:
    simulated = SimulatedPhones(PROFILES, free_ports(len(PROFILES) + 1))
    async with (
        simulator(simulated, tmp_path),
        home_assistant(instance),
        signed_in(instance) as client,
        ClientSession() as session,
        browser_page() as (page, errors),
    ):
        vvx, trio, edge = await add_phones(client, simulated.addresses)
        await vvx.add_contact(client, "Mum", "5550100")
        await create_dashboard(client)
        await sign_in(page, instance)
        scene = Scene(
            page=page,
            client=client,
            control=SimulatorControl(session, simulated),
            vvx=vvx,
            trio=trio,
            edge=edge,
        )
        await scene.sees("Idle")
        for chapter in CHAPTERS:
            await chapter(scene)
            assert errors == [], chapter.__name__
