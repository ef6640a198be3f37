"""Which part of the project may know which."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
import subprocess
import sys

import pytest

from custom_components.poly_phone import PLATFORMS, ucs

ROOT = Path(__file__).parents[2]
HOUSE = "custom_components/poly_phone"
OURS = HOUSE.replace("/", ".")

LOADED_BY_HOME_ASSISTANT = tuple(
    f"{OURS}.{name}"
    for name in (
        *PLATFORMS,
        *("condition", "config_flow", "diagnostics", "intent", "llm", "repairs"),
        "trigger",
    )
)

PURE = tuple(f"{HOUSE}/{name}.py" for name in ("calls", "call_events", "journal"))


@dataclass(frozen=True, kw_only=True)
class Wall:
    """What some files never import."""

    files: tuple[str, ...]
    """Patterns of paths."""

    never: tuple[str, ...]
    """Modules, each with all that is in it; an empty name is all there is."""

    but: tuple[str, ...] = ()
    """What they may import of those."""

    why: str


WALLS = {
    "client": Wall(
        files=(f"{HOUSE}/ucs/**/*.py",),
        never=(
            *("homeassistant", "voluptuous", "custom_components"),
            *("simulator", "demo", "benchmarks", "stress", "tests"),
        ),
        but=(f"{OURS}.ucs",),
        why="the client could be published by itself tomorrow",
    ),
    "simulator": Wall(
        files=("simulator/**/*.py",),
        never=(
            *("homeassistant", "custom_components"),
            *("demo", "benchmarks", "stress", "tests"),
        ),
        why="it is a second reading of the phone, in which a misreading of the "
        "client shows",
    ),
    "integration": Wall(
        files=(f"{HOUSE}/**/*.py",),
        never=("simulator", "demo", "benchmarks", "stress", "tests"),
        why="only the integration itself is installed",
    ),
    "face of the client": Wall(
        files=(f"{HOUSE}/*.py",),
        never=(f"{OURS}.ucs",),
        but=tuple(f"{OURS}.ucs.{name}" for name in ucs.__all__),
        why="of the client it knows what the package offers, not its files",
    ),
    "platforms": Wall(
        files=tuple(f"{HOUSE}/{platform}.py" for platform in PLATFORMS),
        never=(OURS,),
        but=tuple(
            f"{OURS}.{name}"
            for name in (
                *("const", "coordinator", "data", "entity", "offer", "ucs"),
                *("calls", "call_events", "display", "missed_calls"),
            )
        ),
        why="a platform shows what the coordinator knows, and has it carry out "
        "what is pressed",
    ),
    "loaded by Home Assistant": Wall(
        files=(f"{HOUSE}/**/*.py",),
        never=LOADED_BY_HOME_ASSISTANT,
        why="Home Assistant loads these when it needs them; what others need too "
        "has a file of its own",
    ),
    "pure": Wall(
        files=PURE,
        never=("",),
        but=(
            *("collections", "dataclasses", "datetime", "enum", "typing"),
            *(f"{OURS}.{name}" for name in ("calls", "call_events", "ucs")),
        ),
        why="what happens to calls follows from calls alone: no clock, no Home "
        "Assistant, no input or output",
    ),
    "development": Wall(
        files=("demo/**/*.py", "benchmarks/*.py", "stress/**/*.py"),
        never=("homeassistant", "custom_components", "tests"),
        but=(f"{OURS}.ucs",),
        why="these drive Home Assistant from outside, as its users do",
    ),
}


def imports(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Return the lines and full names of all that a file imports, wherever it does."""
    package = Path(path).parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join((*base, *filter(None, [node.module])))
            for alias in node.names:
                yield node.lineno, f"{module}.{alias.name}"


def is_in(name: str, modules: tuple[str, ...]) -> bool:
    """Tell whether something is one of some modules, or in one."""
    return any(not one or f"{name}.".startswith(f"{one}.") for one in modules)


def breaches(wall: Wall, path: str, source: str) -> list[str]:
    """Return what a file imports through a wall."""
    return [
        f"{path}:{line} imports {name}, but {wall.why}"
        for line, name in imports(path, ast.parse(source))
        if is_in(name, wall.never) and not is_in(name, wall.but)
    ]


def files(*patterns: str) -> list[tuple[str, str]]:
    """Return the paths and the contents of files."""
    return [
        (str(path.relative_to(ROOT)), path.read_text())
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
    ]


@pytest.mark.parametrize("wall", WALLS.values(), ids=WALLS)
def test_wall_holds(wall: Wall) -> None:
    for pattern in wall.files:
        assert files(pattern), f"there is no {pattern}"
    found = [
        breach
        for path, source in files(*wall.files)
        for breach in breaches(wall, path, source)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("wall", "path", "source"),
    [
        ("client", f"{HOUSE}/ucs/tls.py", "from homeassistant.core import callback"),
        ("client", f"{HOUSE}/ucs/tls.py", "from .. import const"),
        ("client", f"{HOUSE}/ucs/tls.py", "from ..const import DOMAIN"),
        ("client", f"{HOUSE}/ucs/tls.py", "def f():\n    import simulator.tls"),
        ("simulator", "simulator/tls.py", f"from {OURS}.ucs import Command"),
        ("simulator", "simulator/commands/media.py", "import homeassistant"),
        ("integration", f"{HOUSE}/data.py", "if True:\n    import simulator"),
        ("integration", f"{HOUSE}/ucs/tls.py", "from tests.helpers import Home"),
        ("face of the client", f"{HOUSE}/data.py", "from .ucs.models import Call"),
        ("face of the client", f"{HOUSE}/data.py", "from .ucs import transport"),
        (
            "face of the client",
            f"{HOUSE}/sensor.py",
            "import x\nfrom .ucs.tls import y",
        ),
        ("platforms", f"{HOUSE}/sensor.py", "from .button import BUTTONS"),
        ("platforms", f"{HOUSE}/sensor.py", "from . import connection"),
        ("loaded by Home Assistant", f"{HOUSE}/voice.py", "from .llm import X"),
        ("pure", f"{HOUSE}/calls.py", "from time import monotonic"),
        ("pure", f"{HOUSE}/calls.py", "from homeassistant.util import dt"),
        ("pure", f"{HOUSE}/calls.py", "from .const import LOGGER"),
        ("development", "demo/phones.py", f"from {OURS}.const import DOMAIN"),
        ("development", "benchmarks/home.py", "import homeassistant.core"),
    ],
)
def test_breach_is_found(wall: str, path: str, source: str) -> None:
    (found,) = breaches(WALLS[wall], path, source)
    assert found.startswith(f"{path}:{len(source.splitlines())} imports ")


@pytest.mark.parametrize(("path", "source"), files(*PURE), ids=PURE)
def test_pure_files_look_at_no_clock(path: str, source: str) -> None:
    """Nor do they read or write; that much is possible without any import."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = ast.unparse(node.func).rpartition(".")[2]
            assert name not in {"now", "utcnow", "today", "open", "print", "input"}, (
                f"{path}:{node.lineno} calls {name}, but {WALLS['pure'].why}"
            )


KNOWN_CIRCLES = frozenset(
    {
        ("coordinator", "push"),
        ("call", "call_log", "calls", "messages", "pbx", "phone"),
        ("faults", "push", "server"),
    }
)
"""Files that need each other today, by name. A test fails once one is gone."""


def needs(folder: str) -> dict[str, set[str]]:
    """Return the files that each file of a folder imports, type checking included."""
    found = files(f"{folder}/**/*.py")
    known = {path for path, _ in found}

    def file_of(name: str) -> str | None:
        while name:
            base = name.replace(".", "/")
            for path in (f"{base}.py", f"{base}/__init__.py"):
                if path in known:
                    return path
            name = name.rpartition(".")[0]
        return None

    return {
        path: {
            target
            for _, name in imports(path, ast.parse(source))
            if (target := file_of(name)) and target != path
        }
        for path, source in found
    }


def circles(graph: dict[str, set[str]]) -> set[tuple[str, ...]]:
    """Return the names of the files that need each other, one group for each circle."""
    reached: dict[str, set[str]] = {}
    for start in graph:
        seen, waiting = set(), [start]
        while waiting:
            new = graph[waiting.pop()] - seen
            seen |= new
            waiting += new
        reached[start] = seen
    return {
        tuple(
            sorted(
                Path(other).stem for other in reached[path] if path in reached[other]
            )
        )
        for path in graph
        if path in reached[path]
    }


def test_no_two_files_need_each_other() -> None:
    """Each can be understood from those that it imports, down to the last."""
    folders = (HOUSE, "simulator", "demo", "benchmarks", "stress")
    assert set.union(*(circles(needs(folder)) for folder in folders)) == KNOWN_CIRCLES


@pytest.mark.parametrize(
    ("package", "folder"), [("ucs", HOUSE), ("simulator", "."), ("demo", ".")]
)
def test_package_can_be_used_alone(package: str, folder: str) -> None:
    """With neither Home Assistant nor the integration within reach."""
    code = f"""
import sys
sys.modules |= dict.fromkeys(["homeassistant", "custom_components"])
sys.path.append({folder!r})
import {package}
"""
    subprocess.run([sys.executable, "-P", "-c", code], cwd=ROOT, check=True)


def test_client_is_typed() -> None:
    assert (ROOT / HOUSE / "ucs/py.typed").exists()
