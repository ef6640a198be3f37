"""Which part of the project may know which."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
UCS = ROOT / "custom_components" / "poly_phone" / "ucs"
SIMULATOR = ROOT / "simulator"


def imported(path: Path) -> Iterator[str]:
    """Return the full names of all modules that a file imports, wherever it does."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join((*base, *filter(None, [node.module])))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def is_in(module: str, *packages: str) -> bool:
    """Tell whether a module belongs to one of some packages."""
    return any(f"{module}.".startswith(f"{package}.") for package in packages)


def files(folder: Path) -> list[Path]:
    """Return the Python files of a folder."""
    return sorted(folder.rglob("*.py"))


@pytest.mark.parametrize("path", files(UCS), ids=lambda path: path.name)
def test_client_stands_alone(path: Path) -> None:
    """It could be published by itself tomorrow."""
    for module in imported(path):
        assert not is_in(module, "homeassistant", "simulator", "tests", "demo"), module
        if is_in(module, "custom_components"):
            assert is_in(module, "custom_components.poly_phone.ucs"), module


@pytest.mark.parametrize(
    "path", files(SIMULATOR), ids=lambda path: str(path.relative_to(SIMULATOR))
)
def test_simulator_does_not_know_the_client(path: Path) -> None:
    """A misreading of the phone's ways in one shows up in the other."""
    for module in imported(path):
        assert not is_in(module, "custom_components", "homeassistant", "tests"), module


def test_client_is_typed() -> None:
    assert (UCS / "py.typed").exists()


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        ("import a.b", {"a.b"}),
        ("from .. import const", {"custom_components.poly_phone.const"}),
        ("from ..const import X", {"custom_components.poly_phone.const"}),
        ("from . import values", {"custom_components.poly_phone.ucs.values"}),
        ("def f():\n    from ...elsewhere import x", {"custom_components.elsewhere"}),
    ],
)
def test_imports_are_found(
    source: str, modules: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_text", lambda _: source)
    assert modules <= set(imported(UCS / "client.py"))
