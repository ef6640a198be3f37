"""Random replies and notifications for the client.

    scripts/fuzz [--examples 100000] [--minutes 30]

The client raises only its own errors, returns in time, and does not use more and more memory.
"""

from argparse import ArgumentParser
import asyncio
from collections.abc import (
    AsyncIterator,
    Callable,
    Coroutine,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import asynccontextmanager, contextmanager, suppress
import gc
from inspect import getmembers, iscoroutinefunction
import logging
import sys
from time import monotonic
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from aiohttp import ClientSession, TCPConnector, ThreadedResolver
from hypothesis import HealthCheck, Phase, given, settings, strategies as st
from multidict import CIMultiDict
import psutil

from custom_components.poly_phone.ucs import (
    UcsClient,
    UcsError,
    UcsReplyError,
    parse_notification,
    redact,
)

from .random_replies import NOTIFICATIONS, REPLIES, exchanges

type Try = Callable[..., object]

HOST = "127.0.0.1"
SECONDS = 20
"""Time limit for one command, with any reply."""

BATCHES = 10
GROWTH_MB = 20
"""Accepted growth in the second half, because memory use varies by a few MB."""

INPUTS: Mapping[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "dial": (("301",), {}),
    "transfer_call": (("1", "301"), {}),
    **{
        name: (("4af00c18",), {})
        for name in (
            *("answer_call", "reject_call", "ignore_call", "end_call"),
            *("hold_call", "resume_call"),
        )
    },
    "set_transfer_type": (("Blind",), {}),
    "mute": ((), {"on": True}),
    "send_dtmf": (("1",), {}),
    "press_key": (("Home",), {}),
    "type_text": (("x",), {}),
    "tap": ((1, 1), {}),
    "set_hook": ((), {"off": True}),
    "sign_in": (("a@b.example",), {"user": "a", "password": "b", "domain": "c"}),
    "config_get": ((["reg.1.address"],), {}),
    "config_set": (({"reg.1.label": "x"},), {}),
    "export_configuration": (("http://192.0.2.1/",), {}),
}
"""Arguments of the commands that need some."""

COMMANDS: Sequence[str] = [
    name
    for name, _ in getmembers(UcsClient, iscoroutinefunction)
    if not name.startswith("_")
]


class ScriptedSession:
    """A session that returns a list of bodies, then always the last."""

    def __init__(self, bodies: list[bytes], status: int = 200) -> None:
        self._bodies = iter(bodies)
        self._last = b""
        self._status = status

    @asynccontextmanager
    async def request(
        self, _method: str, _url: object, *, headers: Mapping[str, str], **_: object
    ) -> AsyncIterator[SimpleNamespace]:
        """Return the next body."""
        self._last = next(self._bodies, self._last)
        yield SimpleNamespace(
            status=self._status,
            headers=CIMultiDict({"WWW-Authenticate": "Basic"}),
            content=SimpleNamespace(iter_any=self._iter_any),
            request_info=SimpleNamespace(headers=headers),
        )

    async def _iter_any(self) -> AsyncIterator[bytes]:
        yield self._last


def client_of(session: object, port: int = 80) -> UcsClient:
    """Return a client that may send every command."""
    return UcsClient(
        cast("ClientSession", session),
        HOST,
        password="x",
        port=port,
        fingerprint=None,
        allow_dangerous=True,
    )


async def run_command(client: UcsClient, name: str) -> None:
    """Run a command and format its result and statistics."""
    args, kwargs = INPUTS.get(name, ((), {}))
    async with asyncio.timeout(SECONDS):
        with suppress(UcsError):
            repr(await getattr(client, name)(*args, **kwargs))
    for record in client.statistics.values():
        repr(redact(record.last_reply))


async def try_replies(name: str, bodies: list[bytes], status: int = 200) -> None:
    """Run a command with the given replies."""
    await run_command(client_of(ScriptedSession(bodies, status)), name)


async def try_exchange(name: str, reply: bytes) -> None:
    """Run a command with a server that sends these bytes and disconnects."""

    async def respond(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        with suppress(OSError, ValueError):
            await reader.readuntil(b"\r\n\r\n")
            writer.write(reply)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(respond, HOST, 0)
    connector = TCPConnector(resolver=ThreadedResolver())
    async with server, ClientSession(connector=connector) as session:
        await run_command(client_of(session, server.sockets[0].getsockname()[1]), name)
        server.close_clients()


def try_notification(body: bytes) -> None:
    """Parse the body of a notification."""
    with suppress(UcsReplyError):
        repr(parse_notification(body))


@contextmanager
def without_pauses() -> Iterator[None]:
    """Skip the pauses between requests to a busy phone."""
    sleep = asyncio.sleep
    with patch("asyncio.sleep", lambda _: sleep(0)):
        yield


class Run:
    """A run of many examples with a time limit."""

    def __init__(self, minutes: float) -> None:
        self._end = monotonic() + minutes * 60
        self.count = 0

    def fuzz(self, examples: int, try_it: Try, **given_to: Any) -> None:
        """Try a function with random examples until the time limit."""

        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(**given_to)
        def run(**arguments: Any) -> None:
            if monotonic() < self._end:
                try_it(**arguments)
                self.count += 1

        run()


def main() -> int:
    """Run all examples and return the exit code."""
    parser = ArgumentParser(prog="scripts/fuzz", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--examples", type=int, default=100_000, help="number of examples (100000)")
    add("--minutes", type=float, default=30, help="time limit (30)")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    process = psutil.Process()
    run, started = Run(options.minutes), monotonic()
    with asyncio.Runner() as runner, without_pauses():

        def blocking(try_it: Callable[..., Coroutine[Any, Any, None]]) -> Try:
            return lambda **given: runner.run(try_it(**given))

        names = st.sampled_from(COMMANDS)
        plan: tuple[tuple[float, Try, dict[str, Any]], ...] = (
            (
                0.6,
                blocking(try_replies),
                {
                    "name": names,
                    "bodies": st.lists(REPLIES, min_size=1, max_size=3),
                    "status": st.sampled_from([200] * 6 + [401, 403, 404, 500]),
                },
            ),
            (0.1, blocking(try_exchange), {"name": names, "reply": exchanges()}),
            (0.3, try_notification, {"body": NOTIFICATIONS}),
        )
        memory = []
        for _ in range(BATCHES):
            for share, try_it, given_to in plan:
                examples = round(options.examples * share / BATCHES)
                run.fuzz(examples, try_it, **given_to)
            gc.collect()
            memory.append(process.memory_info().rss / 1024 / 1024)
            print(f"{run.count:7} examples, {memory[-1]:.1f} MB", flush=True)
    # The second half only, because the first half loads modules and fills caches.
    grown = memory[-1] - memory[BATCHES // 2 - 1]
    print(f"{grown:+.1f} MB in the second half, after {monotonic() - started:.0f} s")
    if run.count < options.examples * 0.9:
        print(f"WRONG: only {run.count} examples in {options.minutes:g} minutes")
        return 1
    if grown > GROWTH_MB:
        print("WRONG: the memory grows")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
