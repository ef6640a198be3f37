"""Benchmarks of speed and scale, with bare aiohttp as the baseline."""
