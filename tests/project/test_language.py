"""Tests of `scripts/check-language`."""

from pathlib import Path
import subprocess

import pytest

from .test_docs import ROOT


def check(folder: Path) -> tuple[int, list[str]]:
    """Run the script and return its exit code and its messages."""
    done = subprocess.run(
        [ROOT / "scripts" / "check-language", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr.splitlines()


def test_checkout_is_clean() -> None:
    assert check(ROOT) == (0, [])


@pytest.mark.parametrize(
    ("path", "text", "finding"),
    [
        ("demo/a.py", '"""{} is shown."""'.format("What"), "1:"),
        ("tests/a.py", "# It was {} so.".format("to" + "ld"), "1:"),
        ("README.md", "\n{} knows.".format("No" + "body"), "2:"),
        (
            "custom_components/a/translations/en.json",
            '{{"a": "by {}"}}'.format("itself"),
            "1:",
        ),
        ("simulator/a/b.py", "x = 1\n" * 350, "351:more than 350 lines"),
    ],
    ids=["docstring", "code", "documentation", "translation", "length"],
)
def test_finding_fails(tmp_path: Path, path: str, text: str, finding: str) -> None:
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text + "\n")
    code, messages = check(tmp_path)
    assert code == 1
    assert len(messages) == 1
    assert messages[0].startswith(f"{path}:{finding}")
