"""Tests of the typed replies."""
