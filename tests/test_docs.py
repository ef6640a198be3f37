"""The documentation keeps up with what there is."""

import json
from pathlib import Path
import re
from typing import Any

import pytest

from custom_components.poly_phone.actions import ACTIONS
from custom_components.poly_phone.ucs import Command
from custom_components.poly_phone.voice import COMMANDS

TESTS = Path(__file__).parent
ROOT = TESTS.parent
DOCS = ROOT / "docs"
TEXTS: dict[str, Any] = json.loads(
    (ROOT / "custom_components/poly_phone/translations/en.json").read_text()
)


def rows(page: str) -> list[list[str]]:
    """Return the cells of all rows of the tables of a page."""
    lines = (DOCS / page).read_text().splitlines()
    return [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in lines
        if line.startswith("| ")
    ]


REST = rows("rest-api.md")


def test_every_command_has_a_row() -> None:
    told = re.findall(r"`((?:GET|POST) v[^`]+)`", " ".join(row[1] for row in REST[1:]))
    assert sorted(told) == sorted(Command)


def test_every_row_of_the_commands_is_filled() -> None:
    assert [row for row in REST if len(row) != 5 or not all(row)] == []


@pytest.mark.parametrize("row", REST[1:], ids=lambda row: row[0])
def test_every_test_that_is_named_exists(row: list[str]) -> None:
    named = re.findall(r"`([\w/.]+)::(\w+)`", row[4])
    assert named
    for file, test in named:
        assert f"def {test}(" in (TESTS / file).read_text()


@pytest.mark.parametrize("row", REST[1:], ids=lambda row: row[0])
def test_everything_that_a_row_names_exists(row: list[str]) -> None:
    """Actions by their names, sections of `get_info`, and entities by their labels."""
    labels = {
        entity["name"] for kind in TEXTS["entity"].values() for entity in kind.values()
    }
    for action in re.findall(r"actions? `(\w+)`", row[2]):
        assert action in ACTIONS
    for section in re.findall(r"section `(\w+)`", row[2]):
        assert section in TEXTS["selector"]["section"]["options"]
    for label in re.findall(r"\*([^*]+)\*", row[2]):
        assert label in labels | {"Line n"}


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_documented(action: str) -> None:
    """With all its fields."""
    (row,) = [row for row in rows("actions.md") if f"`poly_phone.{action}`" in row[0]]
    for field in ACTIONS[action].fields:
        assert f"`{field}`" in row[1]
    assert ("administrators" in row[2].lower()) is ACTIONS[action].is_admin


@pytest.mark.parametrize(
    ("platform", "key"),
    [
        (platform, key)
        for platform, entities in TEXTS["entity"].items()
        for key in entities
    ],
)
def test_every_entity_is_documented(platform: str, key: str) -> None:
    label = TEXTS["entity"][platform][key]["name"].replace("{number}", "n")
    kind = platform.replace("_", " ")
    told = [row[0] for row in rows("entities.md") if row[0].lower().startswith(kind)]
    assert any(f"*{label}*" in names for names in told)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_by_voice_is_documented(command: str) -> None:
    """With all that it takes beside a phone."""
    (row,) = [row for row in rows("voice.md") if f"`poly_phone__{command}`" in row[0]]
    assert row[1] == f"`PolyPhone{command.title().replace('_', '')}`"
    for field in COMMANDS[command].fields.keys() - {"name", "area", "floor"}:
        assert f"`{field}" in row[2]


@pytest.mark.parametrize("option", ["allow_emergency_calls", "voice_any_number"])
def test_the_options_of_voice_and_guard_are_documented(option: str) -> None:
    label = TEXTS["options"]["step"]["init"]["data"][option]
    told = (DOCS / "actions.md").read_text() + (DOCS / "voice.md").read_text()
    assert f"*{label}*" in " ".join(told.split())


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
        assert (page.parent / target).exists()


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda page: page.name
)
def test_links_lead_to_chapters(page: Path) -> None:
    for target, anchor in re.findall(r"\]\(([^)#:]*)#([^)#:]+)\)", page.read_text()):
        text = (page.parent / target if target else page).read_text()
        chapters = {
            re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")
            for title in re.findall(r"^#+ (.*)$", text, re.MULTILINE)
        }
        assert anchor in chapters
