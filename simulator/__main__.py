"""The command line: `python -m simulator`."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
import asyncio
import json
import signal
import sys
from zoneinfo import ZoneInfo

from .control import Control
from .fleet import Fleet
from .profiles import PROFILES
from .simulated_phone import PASSWORD

EPILOG = """\
profiles: {profiles}

examples:
  python -m simulator --profile vvx501-6.4 --port 9443 --control-port 9500
  python -m simulator --profile trio8800-7.2.2 --profile edgeE350-8.6 --port 9443
  python -m simulator --count 200 --port 20000
"""


def _mac(text: str) -> str:
    digits = text.replace(":", "").replace("-", "").lower()
    if len(digits) != 12 or not set(digits) <= set("0123456789abcdef"):
        raise ArgumentTypeError("a MAC address has twelve hex digits")
    return digits


def _parse(arguments: list[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m simulator", description=__doc__)
    parser.add_argument("--profile", action="append", choices=PROFILES)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=9443)
    parser.add_argument("--control-port", type=int, default=9500)
    parser.add_argument("--mac", type=_mac)
    parser.add_argument("--password", default=PASSWORD)
    parser.add_argument("--count", type=int, default=1)
    parser.add_argument("--http", action="store_true")
    parser.add_argument("--latency", type=float, default=0.0)
    parser.add_argument("--time-zone", type=ZoneInfo)
    parser.add_argument("--json", action="store_true")
    return parser.parse_args(arguments)


async def _run(options: Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    profiles = (options.profile or ["vvx501-6.4"]) * options.count
    async with Fleet(
        profiles,
        host=options.host,
        port=options.port,
        mac=options.mac,
        password=options.password,
        tls=not options.http,
        latency=options.latency,
        zone=options.time_zone,
    ) as fleet:
        for phone in fleet.phones:
            about = {
                "url": phone.url,
                "mac": phone.mac,
                "profile": phone.profile.name,
                "user": "Polycom",
                "password": phone.password,
            }
            line = json.dumps(about) if options.json else "  ".join(about.values())
            print(line, flush=True)
        control = Control(
            fleet.phones, fleet.pbx, host=options.host, port=options.control_port
        )
        await control.start()
        print(json.dumps({"control": control.url}), flush=True)
        await stop.wait()
        await control.stop()


def main(arguments: list[str] | None = None) -> int:
    """Run phones until somebody ends it."""
    options = _parse(arguments)
    try:
        asyncio.run(_run(options))
    except OSError as error:
        print(f"simulator: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
