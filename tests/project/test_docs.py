"""The documentation matches the code and the texts of the user interface."""

import json
from pathlib import Path
import re
from typing import Any

from homeassistant import components
from homeassistant.util import slugify
from homeassistant.util.yaml import load_yaml_dict
import pytest

from custom_components.poly_phone.actions.sentences import INSTALL_FIELDS
from custom_components.poly_phone.actions.table import ACTIONS
from custom_components.poly_phone.assist.commands import COMMANDS
from custom_components.poly_phone.ucs import Command

ROOT = Path(__file__).parents[2]
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


def test_rest_commands_have_a_row_each() -> None:
    documented = re.findall(
        r"`((?:GET|POST) v[^`]+)`", " ".join(row[1] for row in REST[1:])
    )
    assert sorted(documented) == sorted(Command)


def test_rest_rows_have_no_empty_cell() -> None:
    assert [row for row in REST if len(row) != 4 or not all(row)] == []


@pytest.mark.parametrize("row", REST[1:], ids=lambda row: row[0])
def test_rest_row_names_existing_things(row: list[str]) -> None:
    """Actions, sections of `get_info` and entities exist under these names."""
    labels = {
        entity["name"] for kind in TEXTS["entity"].values() for entity in kind.values()
    }
    for action in re.findall(r"actions? `(\w+)`", row[2]):
        assert action in ACTIONS
    for section in re.findall(r"section `(\w+)`", row[2]):
        assert section in TEXTS["selector"]["section"]["options"]
    for label in re.findall(r"\*([^*]+)\*", row[2]):
        assert label in labels | {"Line n"}


@pytest.mark.parametrize("action", TEXTS["services"])
def test_action_is_documented_with_its_fields(action: str) -> None:
    (row,) = [row for row in rows("actions.md") if f"`poly_phone.{action}`" in row[0]]
    documented = re.findall(r"`(\w+)`", row[1])
    known = ACTIONS.get(action)
    fields = known.fields if known else INSTALL_FIELDS
    assert sorted(documented) == sorted(map(str, fields))
    is_admin = known is None or known.is_admin
    assert ("administrators" in row[2].lower()) is is_admin


@pytest.mark.parametrize(
    ("platform", "key"),
    [
        (platform, key)
        for platform, entities in TEXTS["entity"].items()
        for key in entities
    ],
)
def test_entity_is_documented(platform: str, key: str) -> None:
    label = TEXTS["entity"][platform][key]["name"].replace("{number}", "n")
    kind = platform.replace("_", " ")
    entity_rows = [
        row for row in rows("entities.md") if row[0].lower().startswith(f"{kind} ")
    ]
    keys = {
        name: documented_key
        for row in entity_rows
        for name, documented_key in zip(
            re.findall(r"\*(.+?)\*", row[0]),
            re.findall(r"`(.+?)`", row[1]),
            strict=True,
        )
    }
    assert keys[label].removesuffix("_<n>") == key
    assert len(keys) == len(TEXTS["entity"][platform])


@pytest.mark.parametrize("command", COMMANDS)
def test_voice_command_is_documented_with_its_fields(command: str) -> None:
    (row,) = [row for row in rows("voice.md") if f"`poly_phone__{command}`" in row[0]]
    assert row[1] == f"`PolyPhone{command.title().replace('_', '')}`"
    for field in COMMANDS[command].fields.keys() - {"name", "area", "floor"}:
        assert f"`{field}" in row[2]


def test_options_have_a_row_each() -> None:
    step = TEXTS["options"]["step"]["init"]
    first_cells = [row[0] for row in rows("setup.md")]
    sections = [section["name"] for section in step["sections"].values()]
    documented = first_cells[first_cells.index("Option") + 1 :]
    assert sorted(documented) == sorted([*step["data"].values(), *sections])


@pytest.mark.parametrize("option", ["allow_emergency_calls", "voice_any_number"])
def test_option_is_named_where_it_matters(option: str) -> None:
    label = TEXTS["options"]["step"]["init"]["data"][option]
    pages = (DOCS / "actions.md").read_text() + (DOCS / "voice.md").read_text()
    assert f"*{label}*" in " ".join(pages.split())


@pytest.mark.parametrize("kind", ["triggers", "conditions"])
def test_triggers_and_conditions_are_documented(kind: str) -> None:
    """Each has a row, rows for its fields, and an example."""
    page = (DOCS / f"{kind}.md").read_text()
    for key, texts in TEXTS[kind].items():
        assert f"\n| `{key}` |" in page
        assert f"{kind.removesuffix('s')}: poly_phone.{key}\n" in page
        for field in texts.get("fields", ()):
            assert f"\n| `{field}` |" in page
    fields = {
        field for texts in TEXTS[kind].values() for field in texts.get("fields", ())
    }
    documented = {
        row[0].strip("`") for row in rows(f"{kind}.md") if row[0].startswith("`")
    }
    assert documented == TEXTS[kind].keys() | fields


PAGE_TEXTS = {
    str(page.relative_to(ROOT)): page.read_text()
    for page in PAGES
    if page.name != "CONTRIBUTING.md"
}
"""The text of each page. CONTRIBUTING.md has examples of things to add."""


@pytest.mark.parametrize(
    ("pattern", "names"),
    [
        (
            r"(?<!custom_components\.)\bpoly_phone\.(?!yaml)(\w+)",
            {*TEXTS["services"], *TEXTS["triggers"], *TEXTS["conditions"]},
        ),
        (r"\bpoly_phone__(\w+)", {*COMMANDS}),
        (r"\bPolyPhone(\w+)", {name.title().replace("_", "") for name in COMMANDS}),
    ],
    ids=["actions, triggers and conditions", "tools", "intents"],
)
def test_names_in_pages_exist(pattern: str, names: set[str]) -> None:
    found = {
        name: page
        for page, text in PAGE_TEXTS.items()
        for name in re.findall(pattern, text)
    }
    assert found
    assert {name: found[name] for name in found.keys() - names} == {}


@pytest.mark.parametrize("page", PAGE_TEXTS)
def test_entities_in_pages_exist(page: str) -> None:
    """Entity IDs consist of platform, phone and label."""
    for platform, name in re.findall(
        r"\b(\w+)\.(?:vvx_501|trio_8800)_(\w+)", PAGE_TEXTS[page]
    ):
        labels = [
            slugify(texts["name"].replace("{number}", "1"))
            for texts in TEXTS["entity"][platform].values()
        ]
        assert any(name.endswith(f"_{label}") for label in labels), f"{platform}.{name}"


def test_fields_of_the_first_dialog_are_documented() -> None:
    step = TEXTS["config"]["step"]["user"]
    (row,) = [row for row in rows("setup.md") if row[0] == "Connection details"]
    for label in step["sections"]["advanced"]["data"].values():
        assert f"*{label}*:" in row[1]
    documented = {row[0] for row in rows("setup.md")}
    assert documented >= {*step["data"].values()}


def message_keys() -> set[str]:
    """Return the keys of all messages about errors and repairs."""
    issues = TEXTS["issues"]
    groups = {
        "abort": TEXTS["config"]["abort"],
        "error": TEXTS["config"]["error"],
        "options": TEXTS["options"]["error"],
        "exception": TEXTS["exceptions"],
        "issue": issues,
        **{kind: texts["error"] for kind, texts in TEXTS["config_subentries"].items()},
        **{
            f"issue.{key}": texts["fix_flow"].get(part, {})
            for key, texts in issues.items()
            if "fix_flow" in texts
            for part in ("error", "abort")
            if part in texts["fix_flow"]
        },
    }
    return {f"{group}.{key}" for group, texts in groups.items() for key in texts}


def test_troubleshooting_has_a_row_for_every_message() -> None:
    """Rows name their messages in a comment, `<!-- error.busy exception.busy -->`."""
    marks = re.findall(r"<!-- (.+?) -->", (DOCS / "troubleshooting.md").read_text())
    assert set(" ".join(marks).split()) == message_keys()


def test_quality_scale_has_the_rules_of_home_assistant() -> None:
    file = "quality_scale.yaml"
    core = Path(components.__path__[0]) / "peblar" / file
    rules = load_yaml_dict(INTEGRATION / file)["rules"]
    assert rules.keys() == load_yaml_dict(core)["rules"].keys()


def documentation_rules() -> dict[str, str]:
    """Return the pages that the quality scale names for its documentation rules."""
    rules = load_yaml_dict(INTEGRATION / "quality_scale.yaml")["rules"]
    return {
        name: rule["comment"]
        for name, rule in rules.items()
        if name.startswith("docs-")
    }


@pytest.mark.parametrize(
    "pages", documentation_rules().values(), ids=documentation_rules()
)
def test_quality_scale_names_existing_pages(pages: str) -> None:
    for place in pages.split(", "):
        page, _, chapter = place.partition("#")
        assert (ROOT / page).is_file()
        assert not chapter or chapter in chapters(ROOT / page)


@pytest.mark.parametrize(
    "folder", [DOCS, DOCS / "decisions"], ids=["docs", "decisions"]
)
def test_index_lists_all_pages(folder: Path) -> None:
    listed = set(re.findall(r"\]\(([\w-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {page.name for page in folder.glob("*.md")} - {"README.md"}


def test_pictures_are_used_and_small() -> None:
    text = " ".join(page.read_text() for page in PAGES)
    for picture in (DOCS / "images").iterdir():
        assert f"images/{picture.name})" in text
        assert picture.stat().st_size < 200_000


def chapters(page: Path) -> set[str]:
    """Return the anchors of a page's headings."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_have_existing_targets(page: Path) -> None:
    for target, anchor in re.findall(
        r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", page.read_text()
    ):
        file = page.parent / target if target else page
        assert file.exists()
        assert not anchor or anchor in chapters(file)
