"""The examples in the documentation work."""

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
    """Return the actions of the integration in any part of an example, and their data."""
    if isinstance(part, dict):
        action = part.get("action")
        name = str(part.get("perform_action") if action == "perform-action" else action)
        if name.startswith(f"{DOMAIN}."):
            yield name.removeprefix(f"{DOMAIN}."), part.get("data", {})
    for inner in part.values() if isinstance(part, dict) else part:
        if isinstance(inner, dict | list):
            yield from steps(inner)


@pytest.mark.parametrize("page", PAGES)
async def test_automations(hass: HomeAssistant, home: Home, page: str) -> None:
    automations = [example for example in examples(page) if "triggers" in example]
    await automate(hass, {example["alias"]: example for example in automations})
    states = hass.states.async_all("automation")
    assert len(states) == len(automations)
    assert all(state.state == STATE_ON for state in states)
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )


@pytest.mark.parametrize("page", PAGES)
async def test_scripts(hass: HomeAssistant, home: Home, page: str) -> None:
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
async def test_actions(hass: HomeAssistant, home: Home, page: str) -> None:
    """By themselves, or in anything else."""
    alone = [example for example in examples(page) if "action" in example]
    await async_validate_actions_config(hass, cv.SCRIPT_SCHEMA(alone))
    for name, data in steps(examples(page)):
        # A template is known only when it is rendered.
        if isinstance(data, dict):
            vol.Schema(ACTIONS[name].fields)(data)


@pytest.mark.parametrize("page", PAGES)
def test_every_example_is_tested(page: str) -> None:
    """Cards are tested in a browser."""
    for example in examples(page):
        assert example.keys() & {
            *("triggers", "sequence", "action"),
            *("type", "views", "strategy"),
            "recorder",
        }


async def test_the_history_can_do_without_callers(
    hass: HomeAssistant, home: Home, phone: SimulatedPhone, wait: Wait
) -> None:
    (example,) = examples("privacy")
    is_kept = INCLUDE_EXCLUDE_FILTER_SCHEMA(example["recorder"])

    def tellers() -> set[str]:
        """Return the entities that tell who called."""
        states = hass.states.async_all()
        return {one.entity_id for one in states if "5550142" in str(one.as_dict())}

    phone.ring("5550142", "Front door")
    await wait(6)
    known = tellers()
    actions.remote_hang_up(phone)
    await wait(6)
    await wait(6)
    known |= tellers()
    assert len(known) == 3
    assert not any(is_kept(entity_id) for entity_id in known)
    assert is_kept(home.entity("sensor.call_state").entity_id)


@pytest.mark.parametrize(
    ("page", "names"), [("triggers", TRIGGERS), ("conditions", CONDITIONS)]
)
def test_every_trigger_and_condition_has_one(
    page: str, names: dict[str, object]
) -> None:
    shown = {example[page][0][page.removesuffix("s")] for example in examples(page)}
    assert shown == {f"{DOMAIN}.{name}" for name in names}
