"""What surrounds the code on GitHub and in HACS fits the code."""

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
"""Actions that are not pinned, as they tell what is demanded today."""


def name(path: Path) -> str:
    """Return the name of a file."""
    return path.name


def load(path: Path) -> dict[str, Any]:
    """Return the content of a YAML file."""
    content: dict[str, Any] = yaml.safe_load(path.read_text())
    return content


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_workflows_call_what_is_there(path: Path) -> None:
    for job in load(path)["jobs"].values():
        if "uses" in job:
            assert (ROOT / job["uses"]).is_file()
            continue
        for step in job["steps"]:
            for script in re.findall(r"\bscripts/[\w-]+", step.get("run", "")):
                assert (ROOT / script).is_file()


@pytest.mark.parametrize("path", WORKFLOWS, ids=name)
def test_workflows_are_modest(path: Path) -> None:
    """They may read, end, and run only what cannot be exchanged behind our back."""
    workflow = load(path)
    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["group"]
    for job in workflow["jobs"].values():
        assert "uses" in job or job["timeout-minutes"] <= 60
        for step in job.get("steps", ()):
            action = step.get("uses", "")
            assert action in {"", *FOLLOWED} or re.search("@[0-9a-f]{40}$", action)


@pytest.mark.parametrize("path", [*FORMS, *WORKFLOWS], ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    for file, _, anchor in re.findall(
        rf"{HERE}(?:/blob/main/([\w./-]+))?(#([\w-]+))?", path.read_text()
    ):
        target = ROOT / (file or "README.md")
        assert target.is_file()
        assert not anchor or anchor in chapters(target)


@pytest.mark.parametrize("form", ["bug", "tested"])
def test_reports_come_with_what_is_needed(form: str) -> None:
    fields = load(GITHUB / "ISSUE_TEMPLATE" / f"{form}.yml")["body"]
    needed = [
        field["attributes"]["label"].lower()
        for field in fields
        if field.get("validations", {}).get("required")
    ]
    for what in ("model", "firmware", "home assistant", "diagnostics"):
        assert any(what in label for label in needed)


def test_the_page_of_tested_models_asks_for_reports() -> None:
    page = (DOCS / "tested-models.md").read_text()
    asked = re.findall(rf"{HERE}/issues/new\?template=([\w.]+)", page)
    assert asked
    assert {GITHUB / "ISSUE_TEMPLATE" / form for form in asked} <= {*FORMS}


def test_every_simulated_model_is_told() -> None:
    told = [row[:3] for row in rows("tested-models.md") if "`" in row[2]]
    assert told == [
        [
            profile.model,
            ".".join(profile.firmware.split(".")[:3]),
            f"`{profile.name}`",
        ]
        for profile in PROFILES.values()
    ]


def test_hacs_is_told_nothing_that_it_does_not_know() -> None:
    told = json.loads((ROOT / "hacs.json").read_text())
    assert told.keys() <= {
        *("name", "homeassistant", "hide_default_branch", "zip_release", "filename"),
    }
    version = told["homeassistant"].removesuffix(".0")
    assert f"Home Assistant {version} or newer" in (ROOT / "README.md").read_text()


def test_hooks_run_what_the_linter_runs() -> None:
    hooks = load(ROOT / ".pre-commit-config.yaml")["repos"][0]["hooks"]
    linter = (ROOT / "scripts" / "lint").read_text()
    assert hooks
    for hook in hooks:
        assert f"\n{hook['entry'].split(' --')[0]}" in linter
