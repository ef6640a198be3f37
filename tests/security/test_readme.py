"""The table of security tests is complete, and names existing tests."""

from pathlib import Path
import re

TESTS = Path(__file__).parents[1]
ROWS = re.findall(
    r"^\| (\d+) \| .+ \| (.+) \|$",
    (TESTS / "security" / "README.md").read_text(),
    re.MULTILINE,
)


def test_table_has_every_finding() -> None:
    assert [int(number) for number, _ in ROWS] == list(range(1, 27))
    assert all("::" in cell or "open" in cell for _, cell in ROWS)


def test_named_tests_exist() -> None:
    named = re.findall(r"`([^\s`]+)::(\w+)`", str(ROWS))
    assert named
    assert [
        (file, name)
        for file, name in named
        if f"def {name}(" not in (TESTS / file).read_text()
    ] == []
