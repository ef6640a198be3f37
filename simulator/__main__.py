"""Simulates Poly UC Software phones, with a control page."""

from argparse import (
    ArgumentParser,
    ArgumentTypeError,
    Namespace,
    RawDescriptionHelpFormatter,
)
import asyncio
import json
import signal
import sys
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .control.server import ControlServer
from .fleet import Fleet
from .profiles import PROFILES
from .simulated_phone import PASSWORD, SimulatedPhone
from .web.login import USER

DEFAULT_PROFILE = "vvx501-6.4"

EPILOG = f"""\
profiles:
  {"  ".join(PROFILES)}

Phones have consecutive ports, MAC addresses and numbers (200, 210, ...), and can call
each other. Each trio8800-5.7.1 has the name "boardroom" instead of a number. Every other
number answers after a few seconds, except 6001 (busy) and 6002 (no answer). The password
456 is the factory default: with it, all commands return 4010. Port 0 selects a free port.

Telephony notifications are posted to apps.telNotification.URL, as on a real phone. Set
this parameter, and the parameter of each event, by REST or on the control page.

The control page shows the phones. Use it to ring them, answer, press keys, cut their
power and add faults. The control API does the same: GET /api on the control port lists
its actions, for example
  curl -H 'Content-Type: application/json' -d '{{"number": "300", "name": "Door"}}' \\
      http://127.0.0.1:9500/api/phones/64167fa30000/ring

The control page answers only to the host of --host. If other machines can connect, it
needs the token in the printed address. Send it to the API as "Authorization: Bearer ...".

examples:
  python -m simulator
  python -m simulator --profile trio8800-7.2.2 --profile edgeE350-8.6 --latency 0.3
  python -m simulator --count 200 --port 20000
"""


def _mac(text: str) -> str:
    digits = text.replace(":", "").replace("-", "").lower()
    if len(digits) != 12 or not set(digits) <= set("0123456789abcdef"):
        raise ArgumentTypeError("enter twelve hex digits")
    return digits


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise ArgumentTypeError("enter a number up to 65535")
    return int(text)


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 1000:
        raise ArgumentTypeError("enter a number from 1 to 1000")
    return int(text)


def _seconds(text: str) -> float:
    try:
        return max(0.0, float(text))
    except ValueError as error:
        raise ArgumentTypeError("enter a number of seconds") from error


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ArgumentTypeError("unknown time zone") from error


def _parse(arguments: list[str] | None) -> Namespace:
    parser = ArgumentParser(
        prog="python -m simulator",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "--profile",
        action="append",
        choices=PROFILES,
        metavar="NAME",
        help=f"model and firmware ({DEFAULT_PROFILE}); repeat it for several profiles",
    )
    add("--count", type=_count, default=1, help="phones of each profile (1)")
    add("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    add("--port", type=_port, default=9443, help="port of the first phone (9443)")
    add("--control-port", type=_port, default=9500, help="port of the page (9500)")
    add("--mac", type=_mac, help="MAC address of the first phone")
    add("--password", default=PASSWORD, help=f"the administrator's ({PASSWORD})")
    add("--http", action="store_true", help="HTTP instead of HTTPS")
    add("--old-tls", action="store_true", help="TLS 1.1 at most")
    add("--latency", type=_seconds, default=0.0, help="seconds each command takes (0)")
    add(
        "--time-zone",
        type=_zone,
        help="time zone of the phones, for example Europe/Amsterdam",
    )
    add("--json", action="store_true", help="print one JSON object per line")
    options = parser.parse_args(arguments)
    options.profiles = (options.profile or [DEFAULT_PROFILE]) * options.count
    if options.port + len(options.profiles) > 65536:
        parser.error("the ports after --port are too few for these phones")
    return options


def _describe(phone: SimulatedPhone) -> dict[str, str]:
    return {
        "url": phone.url,
        "mac": phone.mac,
        "profile": phone.profile.name,
        "user": USER,
        "password": phone.password,
    }


def _print_addresses(fleet: Fleet, control: ControlServer, *, as_json: bool) -> None:
    """Print the addresses of the phones and of the control page."""
    phones = [_describe(phone) for phone in fleet.phones]
    if as_json:
        lines = [json.dumps(about) for about in (*phones, {"control": control.url})]
    else:
        lines = ["  ".join(f"{k} {v}" for k, v in about.items()) for about in phones]
        lines.append(f"control page {control.url}")
    print("\n".join(lines), flush=True)


async def _run(options: Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    async with (
        Fleet(
            options.profiles,
            host=options.host,
            port=options.port,
            mac=options.mac,
            password=options.password,
            tls=not options.http,
            old_tls=options.old_tls,
            latency=options.latency,
            zone=options.time_zone,
        ) as fleet,
        ControlServer(
            fleet.phones, fleet.exchange, host=options.host, port=options.control_port
        ) as control,
    ):
        _print_addresses(fleet, control, as_json=options.json)
        await stop.wait()


def main(arguments: list[str] | None = None) -> int:
    """Run the phones until the process is interrupted."""
    options = _parse(arguments)
    try:
        asyncio.run(_run(options))
    except OSError as error:
        print(f"simulator: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
