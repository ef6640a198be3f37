"""Tests of the imports, with the order in `docs/architecture.md`."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import re
import subprocess
import sys

import pytest

from custom_components.poly_phone import ucs

ROOT = Path(__file__).parents[2]
INTEGRATION = "custom_components/poly_phone"
PACKAGE = INTEGRATION.replace("/", ".")

ORDERS = {
    folder: [line.split("  ")[0].split() for line in block.splitlines()]
    for folder, block in re.findall(
        r"^```text (\S+)\n(.*?)^```",
        (ROOT / "docs/architecture.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
}
"""The rooms of each folder from top to bottom; rooms of one line are equal."""

KNOWN_BREACHES: frozenset[str] = frozenset()
"""Imports against the order, to be removed."""


@dataclass(frozen=True, kw_only=True)
class Boundary:
    """Modules that some files never import, independent of the order."""

    files: tuple[str, ...]
    """Patterns of paths."""

    never: tuple[str, ...]
    """Modules with all submodules; an empty name means all modules."""

    except_for: tuple[str, ...] = ()
    why: str


BOUNDARIES = {
    "client": Boundary(
        files=(f"{INTEGRATION}/ucs/**/*.py",),
        never=("homeassistant", "voluptuous", "custom_components"),
        except_for=(f"{PACKAGE}.ucs",),
        why="the client is a library that needs no Home Assistant",
    ),
    "simulator": Boundary(
        files=("simulator/**/*.py",),
        never=("homeassistant", "custom_components"),
        why="the simulator is written from the phone's documentation, so that tests "
        "show where the client misread it",
    ),
    "public names of the client": Boundary(
        files=(
            f"{INTEGRATION}/*.py",
            *(
                f"{INTEGRATION}/{room.name}/**/*.py"
                for room in sorted((ROOT / INTEGRATION).iterdir())
                if room.name != "ucs" and (room / "__init__.py").exists()
            ),
        ),
        never=(f"{PACKAGE}.ucs",),
        except_for=tuple(f"{PACKAGE}.ucs.{name}" for name in ucs.__all__),
        why="the integration uses only what the package ucs exports",
    ),
    "replies": Boundary(
        files=(f"{INTEGRATION}/ucs/models/*.py",),
        never=(PACKAGE,),
        except_for=tuple(
            f"{PACKAGE}.ucs.{name}"
            for name in ("errors", "models", "parsing", "validation")
        ),
        why="typed replies depend on the phone's JSON alone",
    ),
    "calls": Boundary(
        files=(f"{INTEGRATION}/calls/*.py",),
        never=("",),
        except_for=(
            *("collections", "dataclasses", "datetime", "enum", "hashlib", "typing"),
            *(f"{PACKAGE}.calls", f"{PACKAGE}.ucs"),
        ),
        why="call states and events depend only on calls: no clock, no Home "
        "Assistant, no input or output",
    ),
    "development": Boundary(
        files=("testbed/*.py", "demo/*.py", "benchmarks/*.py", "stress/*.py"),
        never=("homeassistant", "custom_components"),
        except_for=(f"{PACKAGE}.ucs",),
        why="these programs use Home Assistant from outside, as its users do",
    ),
}


def imports(path: str, source: str) -> Iterator[tuple[int, str]]:
    """Yield line and full name of each import, also inside functions."""
    package = Path(path).parts[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join((*base, *filter(None, [node.module])))
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


def files(*patterns: str) -> dict[str, str]:
    """Return the contents of files by path."""
    return {
        str(path.relative_to(ROOT)): path.read_text()
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
    }


def room_of(folder: str, path: str) -> str:
    """Return the room of a path: a file or a folder."""
    prefix = "" if folder == "." else f"{folder}/"
    return path.removeprefix(prefix).split("/")[0].removesuffix(".py")


def imported_files(known: dict[str, str], path: str) -> Iterator[tuple[int, str]]:
    """Yield line and path for each import of a known file."""
    for line, name in imports(path, known[path]):
        parts = name.split(".")
        for end in range(len(parts), 0, -1):
            base = "/".join(parts[:end])
            target = next(
                (one for one in (f"{base}.py", f"{base}/__init__.py") if one in known),
                None,
            )
            if target:
                if target != path:
                    yield line, target
                break


def breaches(boundary: Boundary, path: str, source: str) -> list[str]:
    """Return the imports of a file that cross a boundary."""

    def is_in(name: str, modules: tuple[str, ...]) -> bool:
        return any(not one or f"{name}.".startswith(f"{one}.") for one in modules)

    return [
        f"{path}:{line} imports {name}, but {boundary.why}"
        for line, name in imports(path, source)
        if is_in(name, boundary.never) and not is_in(name, boundary.except_for)
    ]


@pytest.mark.parametrize("folder", ORDERS)
def test_rooms_are_listed_once(folder: str) -> None:
    found = {
        room_of(folder, str(path.relative_to(ROOT)))
        for path in (ROOT / folder).rglob("*.py")
        if not path.is_relative_to(ROOT / ".venv") and "." not in path.parent.name
    }
    if folder == ".":
        found = {room for room in found if not room.startswith(".")} - {"scripts"}
    assert sorted(room for level in ORDERS[folder] for room in level) == sorted(found)


@pytest.mark.parametrize("folder", ORDERS)
def test_imports_follow_the_order(folder: str) -> None:
    """A room imports lower rooms only, never equal ones."""
    levels = {
        room: level for level, rooms in enumerate(ORDERS[folder]) for room in rooms
    }
    pattern = [f"{room}/**/*.py" for room in levels] if folder == "." else []
    known = files(*pattern or [f"{folder}/**/*.py"])
    found = {
        f"{path} imports {target}"
        for path in known
        for _, target in imported_files(known, path)
        if (room := room_of(folder, path)) != (lower := room_of(folder, target))
        and levels[room] >= levels[lower]
    }
    assert found == {one for one in KNOWN_BREACHES if one.startswith(f"{folder}/")}


@pytest.mark.parametrize("folder", [folder for folder in ORDERS if folder != "."])
def test_no_files_import_each_other(folder: str) -> None:
    """This includes indirect imports, and files of one room."""
    known = files(f"{folder}/**/*.py")
    direct = {
        path: {target for _, target in imported_files(known, path)} for path in known
    }
    for path in known:
        reached: set[str] = set()
        waiting = [path]
        while waiting:
            new = direct[waiting.pop()] - reached
            reached |= new
            waiting += new
        assert path not in reached, f"{path} is part of a circle in {sorted(reached)}"


@pytest.mark.parametrize("boundary", BOUNDARIES.values(), ids=BOUNDARIES)
def test_files_do_not_import_forbidden_modules(boundary: Boundary) -> None:
    for pattern in boundary.files:
        assert files(pattern), f"there is no {pattern}"
    found = [
        breach
        for path, source in files(*boundary.files).items()
        for breach in breaches(boundary, path, source)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("boundary", "path", "source"),
    [
        ("client", f"{INTEGRATION}/ucs/tls.py", "from ..const import DOMAIN"),
        ("calls", f"{INTEGRATION}/calls/events.py", "def f():\n    import time"),
        (
            "public names of the client",
            f"{INTEGRATION}/phone/poller.py",
            "if TYPE_CHECKING:\n    from ..ucs.transport import Transport",
        ),
    ],
)
def test_forbidden_import_is_found(boundary: str, path: str, source: str) -> None:
    (found,) = breaches(BOUNDARIES[boundary], path, source)
    assert found.startswith(f"{path}:{len(source.splitlines())} imports ")


def test_calls_use_no_clock() -> None:
    """Functions without import are checked, too, for example open()."""
    for path, source in files(*BOUNDARIES["calls"].files).items():
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func).rpartition(".")[2]
                forbidden = {"now", "utcnow", "today", "open", "print", "input"}
                assert name not in forbidden, f"{path}:{node.lineno} calls {name}"


@pytest.mark.parametrize(
    ("package", "folder"), [("ucs", INTEGRATION), ("simulator", ".")]
)
def test_package_can_be_used_alone(package: str, folder: str) -> None:
    """Home Assistant and the integration cannot be imported in this process."""
    code = f"""
import sys
sys.modules |= dict.fromkeys(["homeassistant", "custom_components"])
sys.path.append({folder!r})
import {package}
"""
    subprocess.run([sys.executable, "-P", "-c", code], cwd=ROOT, check=True)


def test_client_is_typed() -> None:
    assert (ROOT / INTEGRATION / "ucs/py.typed").exists()
