"""The demo's dashboard: something to dial with, and a section per phone."""

from .client import HomeAssistant, Json
from .phones import Phone

URL_PATH = "poly-phone"
NUMBER = "input_text.number_to_dial"
DIAL = "script.dial_from_dashboard"

HALF = {"columns": 6}
QUARTER = {"columns": 3, "rows": 2}
BUTTON = {"vertical": True, "hide_state": True, "grid_options": QUARTER}
TOGGLE = {"tap_action": {"action": "toggle"}, "icon_tap_action": {"action": "toggle"}}

TILES: dict[str, Json] = {
    "call_state": {"state_content": ["state", "last_changed"]},
    "remote_party": {"state_content": ["state", "number"]},
    "mute": TOGGLE,
    "hold": TOGGLE,
    "answer": {**BUTTON, **TOGGLE, "color": "green"},
    "reject": {**BUTTON, **TOGGLE, "color": "orange"},
    "end_call": {**BUTTON, **TOGGLE, "color": "red"},
}
"""What a phone's section shows: the keys of entities, and how each tile differs from others."""


async def create_dashboard(client: HomeAssistant, phones: list[Phone]) -> None:
    """Create the dashboard of the phones and make it everybody's first page."""
    numbers = await _numbers(client, phones)
    if NUMBER not in client.states:
        await client.command(
            "input_text/create",
            name="Number to dial",
            icon="mdi:dialpad",
            # With several phones, the first one's button calls the second one.
            initial="".join(list(numbers.values())[1:2]),
        )
        await client.command(
            "lovelace/dashboards/create",
            url_path=URL_PATH,
            title="Phones",
            icon="mdi:phone-classic",
        )
        await client.post(
            f"/api/config/script/config/{DIAL.removeprefix('script.')}", _dial_script()
        )
    await client.command(
        "lovelace/config/save", url_path=URL_PATH, config=_dashboard(phones, numbers)
    )
    await client.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


async def _numbers(client: HomeAssistant, phones: list[Phone]) -> dict[str, str]:
    """Return the phones' numbers by their names."""
    lines = {
        phone.name: phone.entities["line_1"]
        for phone in phones
        if "line_1" in phone.entities
    }
    await client.wait("the lines", lambda: client.states.keys() >= {*lines.values()})
    return {
        name: str(client.states[line]["attributes"]["address"]).partition("@")[0]
        for name, line in lines.items()
    }


def _dial_script() -> Json:
    """Dials what the text field says, because a button cannot read it."""
    return {
        "alias": "Dial from the dashboard",
        "icon": "mdi:phone-dial",
        "mode": "parallel",
        "fields": {"phone": {"name": "Phone", "selector": {"device": {}}}},
        "sequence": [
            {
                "action": "poly_phone.dial",
                "target": {"device_id": "{{ phone }}"},
                "data": {"destination": f"{{{{ states('{NUMBER}') }}}}"},
            }
        ],
    }


def _dashboard(phones: list[Phone], numbers: dict[str, str]) -> Json:
    sections = [*map(_section, phones), _dial_section(numbers)]
    view = {"title": "Phones", "type": "sections", "sections": sections}
    return {"views": [view]}


def _dial_section(numbers: dict[str, str]) -> Json:
    heading = {"type": "heading", "heading": "Dial", "icon": "mdi:dialpad"}
    field = {"type": "entities", "entities": [NUMBER]}
    who = "\n".join(f"- **{number}** {name}" for name, number in numbers.items())
    text = f"*Dial* on a phone calls this number.\n\n{who}"
    return {
        "type": "grid",
        "cards": [heading, field, {"type": "markdown", "content": text}],
    }


def _section(phone: Phone) -> Json:
    entities = phone.entities
    heading = {
        "type": "heading",
        "heading": phone.name,
        "icon": "mdi:phone-classic",
        "badges": [
            {"type": "entity", "entity": entity}
            for key, entity in entities.items()
            if key == "presence"
        ],
    }
    tiles = [
        _tile(entities[key], options)
        for key, options in TILES.items()
        if key in entities
    ]
    if "answer" in entities:
        tiles.append(_dial_button(phone))
    lines = [
        _tile(entity, {}) for key, entity in entities.items() if key.startswith("line_")
    ]
    return {"type": "grid", "cards": [heading, *tiles, *lines]}


def _tile(entity: str, options: Json) -> Json:
    name = {"type": "entity"}
    return {
        "type": "tile",
        "entity": entity,
        "name": name,
        "grid_options": HALF,
        **options,
    }


def _dial_button(phone: Phone) -> Json:
    action = {
        "action": "perform-action",
        "perform_action": DIAL,
        "data": {"phone": phone.device_id},
    }
    return {
        "type": "tile",
        "entity": DIAL,
        "name": "Dial",
        **BUTTON,
        "tap_action": action,
        "icon_tap_action": action,
    }
