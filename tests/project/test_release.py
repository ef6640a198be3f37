"""Tests of the zip that `scripts/release` builds."""

import json
import os
from pathlib import Path
import shutil
import subprocess
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[2]
INTEGRATION = Path("custom_components/poly_phone")
VERSION = "1.2.3"
AUTHOR = {
    f"GIT_{role}_{key}": "author@example.com"
    for role in ("AUTHOR", "COMMITTER")
    for key in ("NAME", "EMAIL")
}
CHANGELOG = f"# Changelog\n\n## Unreleased\n\n- Later\n\n## {VERSION} - 2026-12-01\n\n- New\n\n## 1.2.2\n\n- Old\n"


class Checkout:
    """A repository with the files for a release."""

    def __init__(self, folder: Path) -> None:
        """Copy the files and create the repository."""
        self.folder = folder
        self.zip = folder / "dist" / "poly_phone.zip"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / INTEGRATION, folder / INTEGRATION, ignore=ignored)
        shutil.copytree(ROOT / "scripts", folder / "scripts")
        shutil.copy(ROOT / ".gitignore", folder)
        self.git("init", "--quiet")

    def git(self, *arguments: str) -> None:
        """Run Git without the settings of the user."""
        subprocess.run(
            ["git", *arguments],
            cwd=self.folder,
            env={**os.environ, **AUTHOR, "GIT_CONFIG_GLOBAL": os.devnull},
            check=True,
        )

    def commit(self, *, version: str = VERSION, changelog: str = CHANGELOG) -> None:
        """Commit everything with a version."""
        manifest = self.folder / INTEGRATION / "manifest.json"
        content = json.loads(manifest.read_text()) | {"version": version}
        manifest.write_text(json.dumps(content, indent=2))
        (self.folder / "CHANGELOG.md").write_text(changelog)
        self.git("add", ".")
        self.git("commit", "--quiet", "--message", version)

    def release(self, *arguments: str, **environment: str) -> tuple[int, str]:
        """Run the script from another folder; return exit code and errors."""
        done = subprocess.run(
            [self.folder / "scripts" / "release", *arguments],
            cwd=self.folder.parent,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stderr

    def content(self) -> dict[str, bytes]:
        """Return the files of the zip with their content."""
        with ZipFile(self.zip) as built:
            assert built.testzip() is None
            names = [name for name in built.namelist() if not name.endswith("/")]
            return {name: built.read(name) for name in names}


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    """Return a repository with one commit and its tag."""
    checkout = Checkout(tmp_path / "of mine")
    checkout.commit()
    checkout.git("tag", VERSION)
    return checkout


def test_zip_has_only_committed_files_of_the_integration(checkout: Checkout) -> None:
    """Without the folder name, because HACS unpacks it there."""
    integration = checkout.folder / INTEGRATION
    committed = {
        str(path.relative_to(integration)): path.read_bytes()
        for path in integration.rglob("*")
        if path.is_file()
    }
    cache = integration / "__pycache__" / "sensor.pyc"
    cache.parent.mkdir()
    cache.touch()
    (integration / "note.txt").touch()
    (integration / "sensor.py").write_text("changed")
    assert checkout.release(VERSION) == (0, "")
    assert checkout.content() == committed
    assert {"manifest.json", "ucs/client.py", "translations/en.json"} <= set(committed)
    assert json.loads(committed["manifest.json"])["version"] == VERSION


def test_zip_has_the_name_for_hacs(checkout: Checkout) -> None:
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert hacs["zip_release"] is True
    assert checkout.release() == (0, "")
    assert (checkout.folder / "dist" / hacs["filename"]) == checkout.zip
    assert checkout.zip.is_file()


def test_tag_always_gives_the_same_zip(checkout: Checkout) -> None:
    """The zip depends on no time, commit or time zone."""
    assert checkout.release(VERSION, TZ="UTC") == (0, "")
    first = checkout.zip.read_bytes()
    checkout.commit(version="1.3.0")
    assert checkout.release(VERSION, TZ="Pacific/Auckland") == (0, "")
    assert checkout.zip.read_bytes() == first


def test_notes_are_the_chapter_of_the_version(checkout: Checkout) -> None:
    assert checkout.release() == (0, "")
    notes = checkout.folder / "dist" / "notes.md"
    assert notes.read_text().strip() == "- New"


@pytest.mark.parametrize(
    ("tag", "commit", "expected"),
    [
        ("1.2.4", {}, "manifest.json has version 1.2.3, but the tag is 1.2.4"),
        ("v1.2.3", {}, "manifest.json has version 1.2.3, but the tag is v1.2.3"),
        ("1.2.4", {"version": "1.2.4"}, "CHANGELOG.md has no text under '## 1.2.4'"),
        (
            "1.2.4",
            {"version": "1.2.4", "changelog": "## 1.2.4\n\n## 1.2.3\n\n- New\n"},
            "CHANGELOG.md has no text under '## 1.2.4'",
        ),
    ],
    ids=["version", "letter", "changelog", "empty"],
)
def test_different_versions_are_an_error(
    tmp_path: Path, tag: str, commit: dict[str, str], expected: str
) -> None:
    checkout = Checkout(tmp_path / "of mine")
    checkout.commit(**commit)
    checkout.git("tag", tag)
    assert checkout.release() == (1, f"release: {expected}\n")
    assert not checkout.zip.exists()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("1.2.4",), "there is no tag 1.2.4"),
        ((), "the current commit has no tag; give a tag as argument"),
    ],
)
def test_missing_tag_is_an_error(
    checkout: Checkout, arguments: tuple[str, ...], expected: str
) -> None:
    checkout.commit(version="1.3.0")
    assert checkout.release(*arguments) == (1, f"release: {expected}\n")
    assert not checkout.zip.exists()


def test_two_tags_are_an_error(checkout: Checkout) -> None:
    assert checkout.release("1.2.3", "1.2.4")[0] == 2
