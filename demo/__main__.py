"""The demo, a Home Assistant with phones: ``python -m demo``."""

from argparse import (
    ArgumentDefaultsHelpFormatter,
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
)
import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager, suppress
import fcntl
from getpass import getpass
import os
from pathlib import Path
import re
import shutil
import signal
import sys

from aiohttp import ClientError

from testbed import ROOT, TestbedError
from testbed.add_phones import add_phones
from testbed.client import Json
from testbed.home_assistant import USERNAME, Instance, home_assistant, signed_in
from testbed.processes import check_port
from testbed.simulators import HOST, SimulatedPhones, simulator

from .dashboard import add_areas_and_contacts, create_dashboard

PROFILES = ("trio8800-7.2.2", "vvx501-6.4", "edgeE350-8.6")
PASSWORD_VARIABLE = "POLY_PHONE_PASSWORD"


def main() -> int:
    """Run the demo and return its exit code."""
    options = _options()
    try:
        addresses = _check(options)
        with demo_folder(options.name, keep=options.keep) as folder:
            asyncio.run(_demo(options, folder, addresses))
    except KeyboardInterrupt, asyncio.CancelledError:
        return 128 + signal.SIGINT
    except (TestbedError, ClientError, OSError) as err:
        print(f"demo: {err}", file=sys.stderr)
        return 1
    return 0


def _options() -> Namespace:
    parser = ArgumentParser(
        prog="scripts/demo",
        description="Starts a Home Assistant with three simulated phones, or with a real one.",
        formatter_class=ArgumentDefaultsHelpFormatter,
    )
    option = parser.add_argument
    option("--port", type=int, default=8123, help="port of Home Assistant")
    option("--bind", default="127.0.0.1", help="address Home Assistant listens on")
    option(
        "--phone",
        metavar="HOST",
        help="add this real phone instead; its password is read from "
        f"{PASSWORD_VARIABLE} or from the terminal",
    )
    option(
        "--simulator-port",
        type=int,
        default=9500,
        help="port of the simulator's page; the phones use the ports after it",
    )
    option(
        "--name",
        type=_name,
        default="default",
        help="name of the demo, for several at the same time",
    )
    option(
        "--keep",
        action="store_true",
        help="keep the data of the last demo with this name",
    )
    option(
        "--hass",
        type=Path,
        default=Path(sys.executable).with_name("hass"),
        help="the program that starts Home Assistant",
    )
    return parser.parse_args()


def _name(text: str) -> str:
    """Return the text if it is safe as a folder name."""
    if not re.fullmatch(r"[\w-]+", text):
        raise ArgumentTypeError("letters, digits, - and _ only")
    return text


def _check(options: Namespace) -> list[Json]:
    """Check the ports and return the phones' addresses."""
    check_port(options.bind, options.port)
    if options.phone:
        return [_real_phone(options.phone)]
    phones = SimulatedPhones(PROFILES, options.simulator_port)
    for port in phones.ports:
        check_port(HOST, port)
    return phones.addresses


def _real_phone(host: str) -> Json:
    password = os.environ.get(PASSWORD_VARIABLE)
    if not password and not sys.stdin.isatty():
        raise TestbedError(
            f"no terminal to ask for a password: set {PASSWORD_VARIABLE}"
        )
    password = password or getpass(f"Password of {host}: ")
    return {"host": host, "password": password, "advanced": {}}


@contextmanager
def demo_folder(name: str, *, keep: bool) -> Iterator[Path]:
    """The private folder of a demo, locked for the block."""
    folder = ROOT / ".demo" / name
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        # Because earlier versions created it with the default mode.
        folder.chmod(0o700)
    with folder.with_suffix(".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as err:
            raise TestbedError(
                "another demo has this name; choose one with --name"
            ) from err
        if not keep:
            shutil.rmtree(folder)
            folder.mkdir(mode=0o700)
        yield folder


async def _demo(options: Namespace, folder: Path, addresses: list[Json]) -> None:
    """Start everything, print the addresses and wait for the end."""
    _end_on_signals()
    instance = Instance(
        program=options.hass,
        config_dir=folder,
        port=options.port,
        bind=options.bind,
    )
    async with AsyncExitStack() as stack:
        running = {}
        addresses_text = [
            f"Home Assistant  {instance.url}  user {USERNAME}, password {instance.password}"
        ]
        if not options.phone:
            _print("Starting the simulated phones")
            phones = SimulatedPhones(PROFILES, options.simulator_port)
            process = await stack.enter_async_context(simulator(phones, folder))
            running["the simulator"] = process
            addresses_text.append(
                f"The phones      {phones.url}  let them ring, answer, hang up"
            )
        _print("Starting Home Assistant")
        process = await stack.enter_async_context(home_assistant(instance))
        running["Home Assistant"] = process
        _print("Adding the phones")
        async with signed_in(instance) as client:
            added = await add_phones(client, addresses)
            if not options.phone:
                await add_areas_and_contacts(client, added)
            await create_dashboard(client)
        _print("", *addresses_text, "", "Ctrl-C ends everything.")
        # Suppressed, because Ctrl-C ends a demo without an error.
        with suppress(asyncio.CancelledError):
            await asyncio.wait(running.values(), return_when=asyncio.FIRST_COMPLETED)
            ended = next(name for name, task in running.items() if task.done())
            raise TestbedError(f"{ended} has ended; its log is in {folder}")


def _print(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def _end_on_signals() -> None:
    task = asyncio.current_task()
    assert task
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)


if __name__ == "__main__":
    sys.exit(main())
