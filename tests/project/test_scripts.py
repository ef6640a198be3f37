"""The scripts of this repository behave, wherever they are called from."""

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
    """Return this checkout with other scripts, in a folder with an awkward name.

    All is set up there, whatever has changed since it was set up here: nothing is installed.
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
    """Run a script from a folder that is not its own."""
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
def test_help(checkout: Path, tmp_path: Path, name: str) -> None:
    """It is short, and shows how the script is called."""
    done = run(checkout / "scripts" / name, "--help", folder=tmp_path)
    assert done.returncode == 0
    assert f"scripts/{name}" in done.stdout
    assert len(done.stdout.splitlines()) < 40
    assert done.stderr == ""


@pytest.mark.parametrize(
    "name", [name for name in SCRIPTS if name not in {"lock", "test"}]
)
def test_unknown_option(checkout: Path, tmp_path: Path, name: str) -> None:
    """Only those that hand their arguments on leave it to others."""
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
def test_called_through_a_link(
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
