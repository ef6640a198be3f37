"""A real Home Assistant with phones in it: for the demo, the end-to-end tests and the benchmarks."""

from pathlib import Path

ROOT = Path(__file__).parents[1]


class DemoError(Exception):
    """A step that failed, told in one line."""
