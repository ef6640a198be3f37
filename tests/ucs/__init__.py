"""Tests of the phone's client."""
