"""Tests of the metadata and inputs of all blueprints."""

from pathlib import Path
import re
from typing import Any
from urllib.parse import quote

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint import models
from homeassistant.util.yaml import dump, load_yaml_dict, parse_yaml
import pytest

from .conftest import FOLDER

ROOT = Path(__file__).parents[2]
REPOSITORY = "https://github.com/poly-phone/poly-phone"
NAMES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    """Return the file name of a blueprint."""
    return str(request.param)


@pytest.fixture
def blueprint(name: str) -> models.Blueprint:
    """Load a blueprint with Home Assistant's schema."""
    return models.Blueprint(
        load_yaml_dict(FOLDER / f"{name}.yaml"),
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


def test_blueprint_count() -> None:
    assert len(NAMES) == 9


def test_source_url_and_version_are_correct(
    name: str, blueprint: models.Blueprint
) -> None:
    file = f"blueprints/automation/poly_phone/{name}.yaml"
    assert blueprint.metadata["source_url"] == f"{REPOSITORY}/blob/main/{file}"
    assert blueprint.metadata["homeassistant"] == {"min_version": "2026.10.0"}
    assert blueprint.validate() is None


def test_blueprint_and_inputs_have_texts(blueprint: models.Blueprint) -> None:
    assert blueprint.name.startswith("Poly Phone: ")
    assert blueprint.metadata["description"]
    sections = [
        section
        for section in blueprint.metadata["input"].values()
        if "input" in section
    ]
    for shown in (*blueprint.inputs.values(), *sections):
        assert shown["name"]
    assert all("selector" in shown for shown in blueprint.inputs.values())


def test_folded_inputs_have_defaults(blueprint: models.Blueprint) -> None:
    for section in blueprint.metadata["input"].values():
        if section.get("collapsed"):
            assert all("default" in shown for shown in section["input"].values())


def test_selectors_offer_entities_of_the_integration(
    blueprint: models.Blueprint,
) -> None:
    filters = [
        one
        for shown in blueprint.inputs.values()
        for kind in ("device", "entity")
        for one in (shown["selector"].get(kind) or {}).get("filter", ())
    ]
    assert filters
    assert {one.get("integration") for one in filters} >= {"poly_phone"}


def test_imported_copy_equals_the_original(blueprint: models.Blueprint) -> None:
    """Home Assistant writes an imported blueprint to a new file."""
    assert parse_yaml(blueprint.yaml()) == parse_yaml(dump(blueprint.data))
    again = models.Blueprint(
        dict[str, Any](parse_yaml(blueprint.yaml())),
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )
    assert again.data == blueprint.data


@pytest.mark.parametrize("page", ["README.md", "docs/blueprints.md"])
def test_pages_have_an_import_link(page: str, blueprint: models.Blueprint) -> None:
    url = quote(blueprint.metadata["source_url"], safe="")
    link = (
        f"https://my.home-assistant.io/redirect/blueprint_import/?blueprint_url={url}"
    )
    assert f"]({link})" in (ROOT / page).read_text()


def test_pages_link_only_existing_blueprints() -> None:
    for page in ("README.md", "docs/blueprints.md"):
        linked = re.findall(
            r"blueprint_url=\S+%2F(\w+)\.yaml\)", (ROOT / page).read_text()
        )
        assert sorted(linked) == NAMES


def test_required_inputs_are_documented(blueprint: models.Blueprint) -> None:
    page = (ROOT / "docs" / "blueprints.md").read_text()
    for shown in blueprint.inputs.values():
        if "default" not in shown:
            assert f"*{shown['name']}*" in page
