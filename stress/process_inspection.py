"""Memory, tasks, objects and log of a Home Assistant process."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
import json
from pathlib import Path
import re
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Self

import psutil

from testbed import TestbedError

_LINE = re.compile(r"^(?:\x1b\[\d+m)?\d{4}-\d\d-\d\d \S+ (?P<level>[A-Z]+) ")
_BAD = frozenset({"WARNING", "ERROR", "CRITICAL"})
_OURS = re.compile(
    r"poly_phone|\[homeassistant\]|\[asyncio\]|\[aiohttp\.|homeassistant\.util\.logging"
)
_EXPECTED = re.compile(
    r"We found a custom integration poly_phone|Error fetching .* data: |not ready yet:"
)
"""Log entries that unreachable phones cause."""

_CENSUS = """
import collections, gc, json, os
gc.collect()
names = collections.Counter(
    type(one).__qualname__
    for one in gc.get_objects()
    if str(type(one).__module__).startswith("custom_components.poly_phone")
)
with os.fdopen(os.open({result!r} + "~", os.O_CREAT | os.O_WRONLY), "w") as file:
    json.dump(names, file)
os.rename({result!r} + "~", {result!r})
"""
"""A script that runs inside Home Assistant and counts objects."""

PHONE_CLASSES = (
    *("PhoneCoordinator", "PhonePoller", "CallEventQueue", "CallEventMerger"),
    *("NotificationWebhook", "ProvisioningManager", "UcsClient", "Transport"),
)
"""Classes of the integration with one object per phone."""

_TASK = re.compile("|".join(("poly_phone", *PHONE_CLASSES)))


@dataclass(frozen=True)
class Process:
    """The process of a Home Assistant."""

    process: psutil.Process

    @classmethod
    def find(cls, config_dir: Path) -> Self:
        """Find the child process with this configuration folder."""
        for child in psutil.Process().children(recursive=True):
            command = child.cmdline()
            if str(config_dir) in command and "--config" in command:
                return cls(child)
        raise TestbedError("there is no Home Assistant process")

    @property
    def megabytes(self) -> float:
        """The memory of the process."""
        return float(self.process.memory_info().rss) / 1024 / 1024

    def tasks(self) -> list[str]:
        """Return the asyncio tasks of the process."""
        listed = subprocess.run(
            [sys.executable, "-m", "asyncio", "ps", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=True,
        )
        return listed.stdout.splitlines()[2:]

    async def census(self) -> dict[str, int]:
        """Count the objects of the integration by class name."""
        with TemporaryDirectory() as folder:
            script, result = Path(folder) / "census.py", Path(folder) / "census.json"
            script.write_text(_CENSUS.format(result=str(result)))
            sys.remote_exec(self.process.pid, str(script))
            for _ in range(600):
                await asyncio.sleep(0.1)
                if result.exists():
                    return dict(json.loads(result.read_text()))
        raise TestbedError("Home Assistant has not run the census script")

    def leftovers(self, tasks_before: list[str], ports: range) -> list[str]:
        """Return tasks and connections of deleted phones."""
        tasks = self.tasks()
        print(
            f"tasks: {len(tasks_before)} without phones, {len(tasks)} after their deletion"
        )
        connections = [
            connection
            for connection in self.process.net_connections("tcp")
            if connection.raddr and connection.raddr.port in ports
        ]
        print(f"connections to phones: {len(connections)}")
        return [
            *(f"task left: {task}" for task in tasks if _TASK.search(task)),
            *(f"connection left: {connection}" for connection in connections),
        ]


def complaints(log: Path) -> list[str]:
    """Return unexpected warnings and errors of the log."""
    return [
        entry[:2000]
        for level, entry in _entries(log)
        if level in _BAD and _OURS.search(entry) and not _EXPECTED.search(entry)
    ]


def _entries(log: Path) -> Iterator[tuple[str, str]]:
    """Yield the level and the text of each log entry."""
    level, lines = "", list[str]()
    for line in log.read_text(errors="replace").splitlines():
        if match := _LINE.match(line):
            yield level, "\n".join(lines)
            level, lines = match["level"], []
        lines.append(line)
    yield level, "\n".join(lines)
