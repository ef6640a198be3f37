"""All benchmarks; prints one page and writes RESULTS.md and scaling.svg."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
import os
from pathlib import Path
import platform
import re

from . import many_phones, notification_latency, one_phone, poll_cost
from .home_assistant import PROFILE
from .plot import draw
from .report import Row, markdown

FOLDER = Path(__file__).parent
CPU_INFO = Path("/proc/cpuinfo")


def machine() -> str:
    """Return a description of this machine."""
    cpu_info = CPU_INFO.read_text() if CPU_INFO.exists() else ""
    model = re.search(r"^model name\s*: (.+)", cpu_info, re.MULTILINE)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {model[1] if model else platform.machine()}, {os.cpu_count()} cores, "
        f"{platform.system()}, Python {platform.python_version()}, "
        f"Home Assistant {version('homeassistant')}, aiohttp {version('aiohttp')}"
    )


def page(rows: Sequence[Row], scales: Sequence[many_phones.Scale]) -> str:
    """Return the results as a Markdown page."""
    return f"""\
# Speed and scale

Written by `scripts/benchmark`: {machine()}.
Simulated phones of model {PROFILE} in one process, Home Assistant in another, no browser.

{markdown(rows)}

## Growth with the number of phones

All phones are idle and send notifications. Values in brackets include Python's full garbage collections, which stop Home Assistant.

{many_phones.table(scales)}

![start, memory, CPU and requests by number of phones](scaling.svg)
"""


async def main() -> None:
    """Measure everything and write the results."""
    rows = [
        *await poll_cost.measure(),
        *await one_phone.measure(),
        *await notification_latency.measure(),
    ]
    scales = [await many_phones.measure_one(count) for count in many_phones.COUNTS]
    rows += many_phones.rows(scales)
    text = page(rows, scales)
    (FOLDER / "RESULTS.md").write_text(text)
    draw(scales, FOLDER / "scaling.svg")
    print(text)


asyncio.run(main())
