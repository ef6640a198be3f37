"""What the benchmarks found, as people read it."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measure beside what it is compared with."""

    measure: str
    beside: str
    aim: str
    result: str
    is_met: bool


def markdown(rows: Iterable[Row]) -> str:
    """Return a table of measures."""
    lines = ["| measure | beside | aim | result | met |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.measure} | {row.beside} | {row.aim} | {row.result} "
        f"| {'yes' if row.is_met else 'no'} |"
        for row in rows
    ]
    return "\n".join(lines)
