"""Tests of the soak test and of the fuzz test."""

import ast
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from stress.fuzz import COMMANDS, ScriptedSession, client_of, run_command
from stress.process_inspection import PHONE_CLASSES, complaints
from stress.soak import Activity, check_census, check_events, check_memory

ROOT = Path(__file__).parents[2]
TIME = "2026-11-23 12:00:00.000+00:00"
TRACEBACK = 'Traceback (most recent call last):\n  File "/x/poly_phone/push.py", line 1'


@pytest.fixture(autouse=True)
def _real_integration(socket_enabled: None) -> None:
    """Replace the fixture that starts Home Assistant."""


@pytest.mark.parametrize(
    ("entry", "is_ours"),
    [
        ("ERROR (MainThread) [custom_components.poly_phone] Unexpected error", True),
        ("WARNING (MainThread) [homeassistant.helpers] poly_phone blocks", True),
        (f"ERROR (MainThread) [aiohttp.server] Error\n{TRACEBACK}", True),
        (f"ERROR (MainThread) [homeassistant] Error doing job\n{TRACEBACK}", True),
        ("ERROR (MainThread) [asyncio] Task exception was never retrieved", True),
        (
            "ERROR (MainThread) [custom_components.poly_phone] Error fetching VVX data: x",
            False,
        ),
        ("INFO (MainThread) [custom_components.poly_phone] recovered", False),
        ("ERROR (MainThread) [homeassistant.components.camera] no turbojpeg", False),
    ],
)
def test_log_entries_of_the_integration_are_found(
    tmp_path: Path, entry: str, is_ours: bool
) -> None:
    log = tmp_path / "output.log"
    log.write_text(f"{TIME} {entry}\n{TIME} INFO (MainThread) [other] fine\n")
    assert bool(complaints(log)) is is_ours


@pytest.mark.parametrize(
    ("kinds", "is_right"),
    [
        (["incoming", "connected", "ended"], True),
        (["missed"], True),
        (["incoming"], False),
        (["incoming", "ended", "missed"], False),
    ],
)
def test_call_that_does_not_end_once_is_a_failure(
    kinds: list[str], is_right: bool
) -> None:
    activity = Activity(Random(1), cast("Any", None), [])
    activity.events["301"] = kinds
    assert (not check_events(activity)) is is_right


def test_repeated_event_counts_once() -> None:
    activity = Activity(Random(1), cast("Any", None), [])
    state = {"state": TIME, "attributes": {"number": "301", "event_type": "ended"}}
    for written in (state, state | {"state": "unavailable"}, state):
        activity.record("event.call", written)
    assert activity.events == {"301": ["ended"]}


def test_growth_of_memory_is_a_failure() -> None:
    assert not check_memory([50, 80, 100, 100, 100, 101, 104, 105])
    assert check_memory([50, 80, 100, 100, 100, 110, 120, 130])


def test_phone_classes_exist() -> None:
    found = {
        node.name
        for path in (ROOT / "custom_components").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ClassDef)
    }
    assert found.issuperset(PHONE_CLASSES)


def test_leftover_objects_are_a_failure() -> None:
    assert not check_census(dict.fromkeys(PHONE_CLASSES, 50), 50)
    assert not check_census({"Command": 60}, 0)
    assert check_census(dict.fromkeys(PHONE_CLASSES, 1), 0)


@pytest.mark.parametrize("name", COMMANDS)
async def test_fuzz_arguments_are_valid(name: str) -> None:
    """Each command sends a request."""
    client = client_of(ScriptedSession([b'{"Status": "2000", "data": {}}']))
    await run_command(client, name)
    assert client.statistics


async def test_other_errors_end_the_fuzz_test() -> None:
    broken = client_of(SimpleNamespace(request=None))
    with pytest.raises(TypeError):
        await run_command(broken, "lines")
