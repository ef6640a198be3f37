"""Tests that drive a real Home Assistant process."""
