"""Tests of the files for GitHub and HACS."""

import json
from pathlib import Path
import re
from typing import Any

import pytest
import yaml

from simulator.profiles import PROFILES

from .test_docs import DOCS, ROOT, chapters, rows

GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").iterdir())
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").iterdir())
HERE = "https://github.com/poly-phone/poly-phone"
FOLLOWED = {"home-assistant/actions/hassfest@master", "hacs/action@main"}
"""Actions that are not pinned, because they check the present requirements."""


def name(path: Path) -> str:
    """Return the name of a file."""
    return path.name


def load(path: Path) -> dict[str, Any]:
    """Return the content of a YAML file."""
    content: dict[str, Any] = yaml.safe_load(path.read_text())
    return content


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_workflows_run_existing_scripts(path: Path) -> None:
    for job in load(path)["jobs"].values():
        if "uses" in job:
            assert (ROOT / job["uses"]).is_file()
            continue
        for step in job["steps"]:
            for script in re.findall(r"\bscripts/[\w-]+", step.get("run", "")):
                assert (ROOT / script).is_file()


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_workflows_have_few_rights(path: Path) -> None:
    """They can only read, have a time limit, and use pinned actions."""
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert "uses" in job or job["timeout-minutes"] <= 60
        for step in job.get("steps", ()):
            action = step.get("uses", "")
            assert action in {"", *FOLLOWED} or re.search("@[0-9a-f]{40}$", action)


@pytest.mark.parametrize("path", [*FORMS, *WORKFLOWS], ids=name)
def test_links_have_existing_targets(path: Path) -> None:
    for file, _, anchor in re.findall(
        rf"{HERE}(?:/blob/main/([\w./-]+))?(#([\w-]+))?", path.read_text()
    ):
        target = ROOT / (file or "README.md")
        assert target.is_file()
        assert not anchor or anchor in chapters(target)


@pytest.mark.parametrize("form", ["bug", "tested"])
def test_reports_have_the_required_fields(form: str) -> None:
    fields = load(GITHUB / "ISSUE_TEMPLATE" / f"{form}.yml")["body"]
    required = [
        field["attributes"]["label"].lower()
        for field in fields
        if field.get("validations", {}).get("required")
    ]
    for what in ("model", "firmware", "home assistant", "diagnostics"):
        assert any(what in label for label in required)


def test_tested_models_link_to_the_form() -> None:
    page = (DOCS / "tested-models.md").read_text()
    linked = re.findall(rf"{HERE}/issues/new\?template=([\w.]+)", page)
    assert linked
    assert {GITHUB / "ISSUE_TEMPLATE" / form for form in linked} <= {*FORMS}


def test_tested_models_list_all_simulated_models() -> None:
    listed = [row[:3] for row in rows("tested-models.md") if "`" in row[2]]
    assert listed == [
        [
            profile.model,
            ".".join(profile.firmware.split(".")[:3]),
            f"`{profile.name}`",
        ]
        for profile in PROFILES.values()
    ]


def test_hacs_file_has_known_keys() -> None:
    manifest = json.loads((ROOT / "hacs.json").read_text())
    assert manifest.keys() <= {
        *("name", "homeassistant", "hide_default_branch", "zip_release", "filename"),
    }
    version = manifest["homeassistant"].removesuffix(".0")
    assert f"Home Assistant {version} or newer" in (ROOT / "README.md").read_text()


def test_hooks_run_the_commands_of_the_linter() -> None:
    hooks = load(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    linter = (ROOT / "scripts" / "lint").read_text()
    assert hooks
    for hook in hooks:
        assert f"\n{hook['entry'].split(' --')[0]}" in linter
