"""Fuzz and soak tests, too long for the test suite."""
