"""The examples of triggers and conditions in the documentation work."""

from pathlib import Path
import re

from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
import pytest
import yaml

from custom_components.poly_phone.condition import CONDITIONS
from custom_components.poly_phone.const import DOMAIN
from custom_components.poly_phone.trigger import TRIGGERS

from .automations import automate
from .helpers import Home

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize(
    ("page", "names"), [("triggers", TRIGGERS), ("conditions", CONDITIONS)]
)
async def test_triggers_and_conditions(
    hass: HomeAssistant, home: Home, page: str, names: dict[str, object]
) -> None:
    text = (DOCS / f"{page}.md").read_text()
    examples = [
        yaml.safe_load(block)
        for block in re.findall(r"^```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    ]
    kind = page.removesuffix("s")
    assert {example[page][0][kind] for example in examples} == {
        f"{DOMAIN}.{name}" for name in names
    }
    await automate(hass, {example["alias"]: example for example in examples})
    states = hass.states.async_all("automation")
    assert len(states) == len(examples)
    assert all(state.state == STATE_ON for state in states)
    await hass.services.async_call(
        "automation", "turn_off", {"entity_id": "all"}, blocking=True
    )
