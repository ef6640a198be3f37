"""The public names of the package."""

import ast
from pathlib import Path

import pytest

from custom_components.poly_phone import ucs


def imported_names() -> list[ast.ImportFrom]:
    """Return the imports of the package in their order."""
    assert ucs.__file__
    tree = ast.parse(Path(ucs.__file__).read_text())
    return [node for node in tree.body if isinstance(node, ast.ImportFrom)]


def test_public_names_are_the_imported_ones() -> None:
    names = [alias.name for node in imported_names() for alias in node.names]
    assert sorted(names) == sorted(ucs.__all__)


def test_imports_are_sorted_by_module() -> None:
    modules = [node.module for node in imported_names()]
    assert modules == sorted(set(modules), key=str)


@pytest.mark.parametrize("name", ucs.__all__)
def test_public_class_and_function_has_a_docstring(name: str) -> None:
    value = getattr(ucs, name)
    if isinstance(value, type) or callable(value):
        assert value.__doc__
