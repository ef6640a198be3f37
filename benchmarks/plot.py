"""Curves of start, memory, CPU and requests by number of phones."""

from collections.abc import Callable, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

from .many_phones import Scale

CURVES: dict[str, Callable[[Scale], float]] = {
    "start, s until all are up": lambda scale: scale.start_seconds,
    "memory, MB": lambda scale: scale.idle.memory_kb / 1024,
    "idle: CPU of one core, %": lambda scale: scale.cpu,
    "idle: requests per phone and hour": lambda scale: scale.requests,
}


def draw(scales: Sequence[Scale], file: Path) -> None:
    """Write one curve per measurement to an SVG file."""
    mpl.rcParams["svg.hashsalt"] = file.name
    phones = [scale.phones for scale in scales]
    figure = Figure(figsize=(9, 6), layout="constrained")
    for axes, (title, value) in zip(
        figure.subplots(2, 2).flat, CURVES.items(), strict=True
    ):
        values = [value(scale) for scale in scales]
        axes.plot(phones, values, marker="o")
        for x, y in zip(phones, values, strict=True):
            axes.annotate(
                f"{y:.3g}" if y < 100 else f"{y:.0f}",
                (x, y),
                textcoords="offset points",
                xytext=(0, 7),
                ha="center",
            )
        axes.set(title=title, xlabel="phones", ylim=(0, max(values) * 1.25))
        axes.margins(x=0.08)
        axes.grid(alpha=0.3)
    figure.savefig(file, metadata={"Date": None})
