"""Tests of the examples in the documentation."""

from collections.abc import Iterator
from pathlib import Path
import re
from typing import Any

from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.entityfilter import INCLUDE_EXCLUDE_FILTER_SCHEMA
from homeassistant.helpers.script import async_validate_actions_config
from homeassistant.setup import async_setup_component
import pytest
import voluptuous as vol
import yaml

from custom_components.poly_phone.actions.table import ACTIONS
from custom_components.poly_phone.condition import CONDITIONS
from custom_components.poly_phone.const import DOMAIN
from custom_components.poly_phone.trigger import TRIGGERS
from simulator import SimulatedPhone
from simulator.control import actions

from ..automations import automate
from ..conftest import Wait
from ..home import Home

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [path.stem for path in sorted(DOCS.glob("*.md"))]


def examples(page: str) -> list[Any]:
    """Return the examples of a page."""
    text = (DOCS / f"{page}.md").read_text()
    return [
        yaml.safe_load(block)
        for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    ]


def steps(part: Any) -> Iterator[tuple[str, Any]]:
    """Yield the actions of the integration in an example, and their data."""
    if isinstance(part, dict):
        action = part.get("action")
        name = str(part.get("perform_action") if action == "perform-action" else action)
        if name.startswith(f"{DOMAIN}."):
            yield name.removeprefix(f"{DOMAIN}."), part.get("data", {})
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            yield from steps(inner)


@pytest.mark.parametrize("page", PAGES)
async def test_automations_are_valid(
    hass: HomeAssistant, home: Home, page: str
) -> None:
    automations = [example for example in examples(page) if "triggers" in example]
    await automate(hass, {example["alias"]: example for example in automations})
    states = hass.states.async_all("automation")
    assert len(states) == len(automations)
    assert all(state.state == STATE_ON for state in states)
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


@pytest.mark.parametrize("page", PAGES)
async def test_scripts_are_valid(hass: HomeAssistant, home: Home, page: str) -> None:
    scripts = {
        f"number_{index}": example
        for index, example in enumerate(examples(page))
        if "sequence" in example
    }
    assert await async_setup_component(hass, "script", {"script": scripts})
    states = hass.states.async_all("script")
    assert len(states) == len(scripts)
    assert all(state.state == STATE_OFF for state in states)


@pytest.mark.parametrize("page", PAGES)
async def test_actions_are_valid(hass: HomeAssistant, home: Home, page: str) -> None:
    """Single actions, and actions in other examples."""
    alone = [example for example in examples(page) if "action" in example]
    await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(alone))
    for name, data in steps(examples(page)):
        # A template has no data until it is rendered.
        if isinstance(data, dict):
            vol.Schema(ACTIONS[name].fields)(data)


@pytest.mark.parametrize("page", PAGES)
def test_examples_have_a_tested_kind(page: str) -> None:
    """A browser tests the cards."""
    for example in examples(page):
        assert example.keys() & {
            *("triggers", "sequence", "action"),
            *("type", "views", "strategy"),
            "recorder",
        }


async def test_recorder_example_excludes_callers(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    example, _ = examples("privacy")
    is_recorded = INCLUDE_EXCLUDE_FILTER_SCHEMA(example["recorder"])

    def entities_with_number() -> set[str]:
        """Return the entities that contain the number of the caller."""
        states = hass.states.async_all()
        return {
            state.entity_id for state in states if "5550142" in str(state.as_dict())
        }

    phone.ring("5550142", "Front door")
    await wait(6)
    found = entities_with_number()
    actions.remote_hang_up(phone)
    await wait(6)
    await wait(6)
    found |= entities_with_number()
    assert len(found) == 3
    assert not any(is_recorded(entity_id) for entity_id in found)
    assert is_recorded(home.entity("sensor.call_state").entity_id)


@pytest.mark.parametrize(
    ("page", "names"), [("triggers", TRIGGERS), ("conditions", CONDITIONS)]
)
def test_triggers_and_conditions_have_an_example(
    page: str, names: dict[str, object]
) -> None:
    parts = [example[page][0] for example in examples(page)]
    parts = [inner for part in parts for inner in part.get("conditions", [part])]
    shown = {part[page.removesuffix("s")] for part in parts}
    assert shown == {f"{DOMAIN}.{name}" for name in names}
