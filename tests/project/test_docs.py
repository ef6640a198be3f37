"""The documentation keeps up with what there is."""

import json
from pathlib import Path
import re
from typing import Any

from homeassistant import components
from homeassistant.util import slugify
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.poly_phone.actions.table import ACTIONS
from custom_components.poly_phone.assist.commands import COMMANDS
from custom_components.poly_phone.ucs import Command

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
DOCS = ROOT / "docs"
INTEGRATION = ROOT / "custom_components/poly_phone"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.glob("**/*.md")])
TEXTS: dict[str, Any] = json.loads((INTEGRATION / "translations/en.json").read_text())


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
    told = re.findall(r"`(\w+)`", row[1])
    assert sorted(told) == sorted(map(str, ACTIONS[action].fields))
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
    told = [row for row in rows("entities.md") if row[0].lower().startswith(f"{kind} ")]
    keys = {
        name: told_key
        for row in told
        for name, told_key in zip(
            re.findall(r"\*(.+?)\*", row[0]),
            re.findall(r"`(.+?)`", row[1]),
            strict=True,
        )
    }
    assert keys[label].removesuffix("_<n>") == key
    assert len(keys) == len(TEXTS["entity"][platform])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_by_voice_is_documented(command: str) -> None:
    """With all that it takes beside a phone."""
    (row,) = [row for row in rows("voice.md") if f"`poly_phone__{command}`" in row[0]]
    assert row[1] == f"`PolyPhone{command.title().replace('_', '')}`"
    for field in COMMANDS[command].fields.keys() - {"name", "area", "floor"}:
        assert f"`{field}" in row[2]


def test_every_option_is_documented() -> None:
    asked = TEXTS["options"]["step"]["init"]
    told = [row[0] for row in rows("setup.md")]
    assert sorted(told[told.index("Option") + 1 :]) == sorted(
        [*asked["data"].values(), *(one["name"] for one in asked["sections"].values())]
    )


@pytest.mark.parametrize("option", ["allow_emergency_calls", "voice_any_number"])
def test_the_options_of_voice_and_guard_are_told_where_they_count(option: str) -> None:
    label = TEXTS["options"]["step"]["init"]["data"][option]
    told = (DOCS / "actions.md").read_text() + (DOCS / "voice.md").read_text()
    assert f"*{label}*" in " ".join(told.split())


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
def test_every_trigger_and_condition_is_documented(kind: str) -> None:
    """With all its fields, and an example."""
    page = (DOCS / f"{kind}.md").read_text()
    for key, texts in TEXTS[kind].items():
        assert f"\n| `{key}` |" in page
        assert f"{kind.removesuffix('s')}: poly_phone.{key}\n" in page
        for field in texts.get("fields", ()):
            assert f"\n| `{field}` |" in page
    fields = {
        field for texts in TEXTS[kind].values() for field in texts.get("fields", ())
    }
    told = {row[0].strip("`") for row in rows(f"{kind}.md") if row[0].startswith("`")}
    assert told == TEXTS[kind].keys() | fields


SAID = {
    str(page.relative_to(ROOT)): page.read_text()
    for page in PAGES
    if page.name != "CONTRIBUTING.md"
}
"""All but examples of what might be there one day."""


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (
            r"(?<!custom_components\.)\bpoly_phone\.(?!yaml)(\w+)",
            {*ACTIONS, *TEXTS["triggers"], *TEXTS["conditions"]},
        ),
        (r"\bpoly_phone__(\w+)", {*COMMANDS}),
        (r"\bPolyPhone(\w+)", {name.title().replace("_", "") for name in COMMANDS}),
    ],
    ids=["actions, triggers and conditions", "tools", "intents"],
)
def test_all_names_that_are_told_exist(pattern: str, names: set[str]) -> None:
    told = {name: page for page in SAID for name in re.findall(pattern, SAID[page])}
    assert told
    assert {name: told[name] for name in told.keys() - names} == {}


@pytest.mark.parametrize("page", SAID)
def test_all_entities_in_examples_exist(page: str) -> None:
    """As Home Assistant names them at first: by platform, phone and label."""
    for platform, name in re.findall(
        r"\b(\w+)\.(?:vvx_501|trio_8800)_(\w+)", SAID[page]
    ):
        labels = [
            slugify(texts["name"].replace("{number}", "1"))
            for texts in TEXTS["entity"][platform].values()
        ]
        assert any(name.endswith(f"_{label}") for label in labels), f"{platform}.{name}"


OF_OTHERS = {"true", "false", "default", "any", "each", "first"}
"""Words of YAML, of phones, and of Home Assistant's own fields."""


def words() -> set[str]:
    """Return what code, texts and cards call things."""
    code = "".join(path.read_text() for path in INTEGRATION.glob("**/*.py"))
    card = (INTEGRATION / "frontend/poly-phone.js").read_text()
    quoted = re.findall(r"[\"'](\w+)[\"']", code + card + json.dumps(TEXTS))
    return {*quoted, *re.findall(r"(?:^    |def )(\w+)[:(]", code, re.MULTILINE)}


@pytest.mark.parametrize("page", [page for page in SAID if page.startswith("docs/")])
def test_every_word_in_code_font_is_one_of_the_code(page: str) -> None:
    told = set(re.findall(r"(?<!`)`([a-z]+(?:_[a-z]+)*)`(?!`)", SAID[page]))
    assert told - words() - OF_OTHERS == set()


def test_everything_that_adding_a_phone_asks_is_documented() -> None:
    asked = TEXTS["config"]["step"]["user"]
    (row,) = [row for row in rows("setup.md") if row[0] == "Connection details"]
    for label in asked["sections"]["advanced"]["data"].values():
        assert f"*{label}*:" in row[1]
    told = {row[0] for row in rows("setup.md")}
    assert told >= {*asked["data"].values()}


def troubles() -> dict[str, str]:
    """Return how everything begins that tells what is wrong."""
    config, issues = TEXTS["config"], TEXTS["issues"]
    contact = TEXTS["config_subentries"]["contact"]
    fixes = {key: texts.get("fix_flow", {}) for key, texts in issues.items()}
    found = {
        "abort": config["abort"],
        "error": config["error"],
        "options": TEXTS["options"]["error"],
        "contact": contact["error"],
        "exception": {
            key: texts["message"] for key, texts in TEXTS["exceptions"].items()
        },
        "issue": {key: texts["title"] for key, texts in issues.items()},
        **{f"fix {key}": fix.get("error", {}) for key, fix in fixes.items()},
    }
    return {
        f"{kind} {key}": re.sub(
            r"{\w+}", "…", re.split(r"[.:;] |[.:;]$", text, maxsplit=1)[0]
        )
        for kind, texts in found.items()
        for key, text in texts.items()
    }


TROUBLES = troubles()
FIRST_CELLS = [row[0] for row in rows("troubleshooting.md")]
CURES = {
    quoted.removeprefix("… ")
    for cell in FIRST_CELLS[: FIRST_CELLS.index("You see")]
    if cell != "Home Assistant says"
    for quoted in cell.split(" / ")
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_every_trouble_has_a_cure(trouble: str) -> None:
    """Found by the very words that people see."""
    assert any(quoted in TROUBLES[trouble] for quoted in CURES)


@pytest.mark.parametrize("quoted", sorted(CURES))
def test_every_cure_is_for_something(quoted: str) -> None:
    assert any(quoted in text for text in TROUBLES.values())


def test_all_rules_of_the_quality_scale_are_judged() -> None:
    """The same that Home Assistant's own integrations are measured by."""
    file = "quality_scale.yaml"
    core = Path(components.__path__[0]) / "peblar" / file
    rules = load_yaml_dict(INTEGRATION / file)["rules"]
    assert rules.keys() == load_yaml_dict(core)["rules"].keys()


def where() -> dict[str, str]:
    """Return where the rules for documentation say that they are met."""
    rules = load_yaml_dict(INTEGRATION / "quality_scale.yaml")["rules"]
    return {
        name: rule["comment"]
        for name, rule in rules.items()
        if name.startswith("docs-")
    }


@pytest.mark.parametrize(("rule", "told"), where().items())
def test_rules_for_documentation_are_met_where_they_say(rule: str, told: str) -> None:
    for place in told.split(", "):
        page, _, chapter = place.partition("#")
        assert (ROOT / page).is_file()
        assert not chapter or chapter in chapters(ROOT / page)


@pytest.mark.parametrize(
    "folder", [DOCS, DOCS / "decisions"], ids=["docs", "decisions"]
)
def test_every_page_is_in_the_index(folder: Path) -> None:
    told = set(re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text()))
    assert told == {page.name for page in folder.glob("*.md")} - {"README.md"}


def test_every_picture_is_shown_and_small() -> None:
    text = " ".join(page.read_text() for page in PAGES)
    for picture in (DOCS / "images").iterdir():
        assert f"images/{picture.name})" in text
        assert picture.stat().st_size < 200_000


def chapters(page: Path) -> set[str]:
    """Return the anchors of a page's titles."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """To files and pictures, and to chapters of pages."""
    for target, anchor in re.findall(
        r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text()
    ):
        file = page.parent / target if target else page
        assert file.exists()
        assert not anchor or anchor in chapters(file)
