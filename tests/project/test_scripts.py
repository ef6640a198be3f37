"""Tests of the scripts of this repository."""

import os
from pathlib import Path
import shutil
import subprocess

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(path.name for path in (ROOT / "scripts").iterdir())
PINNED = {".venv": "test.txt", ".venv-2026.11": "ha-2026.11.txt"}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of this checkout in a folder with special characters.

    It counts as set up, so that no script installs anything.
    """
    folder = tmp_path / "a folder's name"
    folder.mkdir()
    for path in ROOT.iterdir():
        if path.name not in {".cache", ".git", "dist", "requirements", "scripts"}:
            (folder / path.name).symlink_to(path)
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    for environment, pinned in PINNED.items():
        shutil.copy(
            ROOT / environment / "requirements.txt", folder / "requirements" / pinned
        )
    browser = tmp_path / "bin" / "chromium"
    browser.parent.mkdir()
    browser.touch(0o755)
    return folder


def run(
    program: Path, *arguments: str, folder: Path
) -> subprocess.CompletedProcess[str]:
    """Run a script from another folder."""
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env={**os.environ, "PATH": f"{folder / 'bin'}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.parametrize("name", SCRIPTS)
def test_help_shows_how_to_call_the_script(
    checkout: Path, tmp_path: Path, name: str
) -> None:
    """The help is short and goes to the standard output."""
    done = run(checkout / "scripts" / name, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert f"scripts/{name}" in done.stdout
    assert len(done.stdout.splitlines()) < 40
    assert done.stderr == ""


@pytest.mark.parametrize(
    "name", [name for name in SCRIPTS if name not in {"lock", "test"}]
)
def test_unknown_option_is_an_error(checkout: Path, tmp_path: Path, name: str) -> None:
    """Scripts that pass their arguments to other programs are not tested."""
    done = run(checkout / "scripts" / name, "--no-such-option", folder=tmp_path)
    assert done.returncode == 2
    assert name in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("link", "target"),
    [
        ("linked", "a folder's name"),
        ("my programs/demo", "../a folder's name/scripts/demo"),
        ("a folder's name/scripts/start", "demo"),
    ],
    ids=["folder", "script", "neighbour"],
)
def test_script_works_through_a_link(
    checkout: Path, tmp_path: Path, link: str, target: str
) -> None:
    program = tmp_path / link
    program.parent.mkdir(exist_ok=True)
    program.symlink_to(target)
    if program.is_dir():
        program = program / "scripts" / "demo"
    done = run(program, "--help", folder=tmp_path)
    assert "--simulator-port" in done.stdout
    assert done.stderr == ""
    assert (checkout / ".cache" / "setup.log").read_text() == ""
