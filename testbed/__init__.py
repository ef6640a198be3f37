"""Real Home Assistants, simulated phones and a browser, shared by demo, tests and benchmarks."""

from pathlib import Path

ROOT = Path(__file__).parents[1]


class TestbedError(Exception):
    """A failed step, with a message of one line."""
