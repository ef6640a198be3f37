"""Tests of what the phone tells by itself."""
