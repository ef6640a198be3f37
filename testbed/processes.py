"""Child processes that end with their parent."""

import asyncio
from asyncio import Task
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
import os
from pathlib import Path
import secrets
import signal
import socket
import sys
from typing import Any

from . import ROOT, TestbedError

LOOPBACK = "127.0.0.1"

PORTS = range(20_000, 30_000)
"""The range of `free_ports`, below the ephemeral ports of all systems."""

GRACE = 30
"""Seconds between the signals SIGTERM and SIGKILL."""


def free_ports(count: int = 1) -> int:
    """Return the first of several consecutive free ports.

    None is ephemeral, because the system may assign such a port to another program
    before it is used.
    """
    while True:
        first = PORTS.start + secrets.randbelow(len(PORTS))
        with suppress(TestbedError):
            for port in range(first, first + count):
                check_port(LOOPBACK, port)
            return first


def check_port(bind: str, port: int) -> None:
    """Raise if the port cannot be opened."""
    try:
        family = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0][0]
        socket.create_server((bind, port), family=family).close()
    except (OSError, OverflowError) as err:
        raise TestbedError(f"cannot listen on {bind} port {port}: {err}") from err


def private_environment(folder: Path) -> dict[str, str]:
    """Return an environment that has the folder as home."""
    places = {
        "HOME": "home",
        "TMPDIR": "tmp",
        "XDG_CACHE_HOME": "home/.cache",
        "XDG_CONFIG_HOME": "home/.config",
        "XDG_DATA_HOME": "home/.local/share",
        "UV_CACHE_DIR": "home/.cache/uv",
    }
    paths = {name: folder.absolute() / place for name, place in places.items()}
    for path in paths.values():
        path.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        **{name: str(path) for name, path in paths.items()},
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
    }


@asynccontextmanager
async def child_process(
    *command: str | Path,
    env: dict[str, str],
    log: Path,
    restart_code: int | None = None,
) -> AsyncIterator[Task[int]]:
    """A running program as a task with its exit code, ended with the block.

    The program is started again if it ends with ``restart_code``.
    """

    async def run() -> int:
        while True:
            with log.open("ab") as output:
                process = await asyncio.create_subprocess_exec(
                    *command,
                    cwd=ROOT,
                    env=env,
                    stdin=DEVNULL,
                    stdout=output,
                    stderr=STDOUT,
                    # So that Ctrl-C reaches only the parent, which ends its children in order.
                    start_new_session=True,
                )
            try:
                code = await process.wait()
            finally:
                await _end(process)
            if code != restart_code:
                return code

    task = asyncio.create_task(run())
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _end(process: Process) -> None:
    """End a process and its children."""
    try:
        if process.returncode is None:
            process.terminate()
            with suppress(TimeoutError):
                async with asyncio.timeout(GRACE):
                    await process.wait()
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()


async def when_ready[T](
    name: str, process: Task[int], ready: Coroutine[Any, Any, T], *, seconds: float
) -> T:
    """Return the result of ``ready``; raise if the process ends or time runs out."""
    waiting = asyncio.ensure_future(ready)
    try:
        await asyncio.wait(
            {waiting, process}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if waiting.done():
            return waiting.result()
        if process.done():
            raise TestbedError(f"{name} ended with exit code {process.result()}")
        raise TestbedError(f"{name} was not ready within {seconds:g} seconds")
    finally:
        waiting.cancel()
