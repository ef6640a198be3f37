"""The table of benchmark results."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """One measurement with its baseline and target."""

    measure: str
    baseline: str
    target: str
    result: str
    is_met: bool


def markdown(rows: Iterable[Row]) -> str:
    """Return a Markdown table of the measurements."""
    lines = ["| measure | baseline | target | result | met |", "|---|---|---|---|---|"]
    lines += [
        f"| {row.measure} | {row.baseline} | {row.target} | {row.result} "
        f"| {'yes' if row.is_met else 'no'} |"
        for row in rows
    ]
    return "\n".join(lines)
