"""The demo's dashboard: one section per phone, and something to dial with."""

from dataclasses import dataclass

from .client import HomeAssistant, Json

URL_PATH = "poly-phone"
NUMBER = "input_text.number_to_dial"
DIAL_SCRIPT = "dial_from_dashboard"

TILES: tuple[tuple[str, Json], ...] = (
    ("call_state", {"state_content": ["state", "last_changed"]}),
    ("remote_party", {"state_content": ["state", "number"]}),
    ("mute", {"tap_action": {"action": "toggle"}}),
    ("hold", {"tap_action": {"action": "toggle"}}),
)
"""What a phone's section shows: the key of an entity and how its tile differs from others."""

BUTTONS = {"answer": "green", "reject": "orange", "end_call": "red"}
"""The buttons of a phone's section and their colours."""


@dataclass(frozen=True, kw_only=True)
class Phone:
    """A phone in Home Assistant."""

    name: str
    device_id: str
    entities: dict[str, str]
    """Keys, as in the entities' unique ids, to entity ids."""


async def create_dashboard(client: HomeAssistant, phones: list[Phone]) -> None:
    """Create the dashboard of the phones and make it everybody's first page."""
    await client.command(
        "input_text/create", name="Number to dial", icon="mdi:dialpad", max=64
    )
    await client.post(f"/api/config/script/config/{DIAL_SCRIPT}", _dial_script())
    await client.command(
        "lovelace/dashboards/create",
        url_path=URL_PATH,
        title="Phones",
        icon="mdi:phone-classic",
    )
    await client.command(
        "lovelace/config/save", url_path=URL_PATH, config=_dashboard(phones)
    )
    await client.command(
        "frontend/set_system_data", key="core", value={"default_panel": URL_PATH}
    )


def _dial_script() -> Json:
    """A script that dials what the dashboard's text field says; buttons cannot read it themselves."""
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


def _dashboard(phones: list[Phone]) -> Json:
    return {
        "views": [
            {
                "title": "Phones",
                "type": "sections",
                "max_columns": 3,
                "sections": [_section(phone) for phone in phones],
            }
        ]
    }


def _section(phone: Phone) -> Json:
    entities = phone.entities
    cards = [
        {
            "type": "heading",
            "heading": phone.name,
            "icon": "mdi:phone-classic",
            "badges": [
                {"type": "entity", "entity": entities[key], "show_state": True}
                for key in ("presence",)
                if key in entities
            ],
        },
        *(
            {"type": "tile", "entity": entities[key], **options}
            for key, options in TILES
            if key in entities
        ),
        *(
            {
                "type": "tile",
                "entity": entities[key],
                "color": color,
                "vertical": True,
                "hide_state": True,
                "grid_options": {"columns": 4, "rows": 2},
                "tap_action": {"action": "toggle"},
            }
            for key, color in BUTTONS.items()
            if key in entities
        ),
        *(
            {"type": "tile", "entity": entity}
            for key, entity in entities.items()
            if key.startswith("line_")
        ),
        {"type": "entities", "entities": [NUMBER]},
        {
            "type": "button",
            "name": "Dial",
            "icon": "mdi:phone-dial",
            "tap_action": {
                "action": "perform-action",
                "perform_action": f"script.{DIAL_SCRIPT}",
                "data": {"phone": phone.device_id},
            },
        },
    ]
    return {"type": "grid", "cards": cards}
