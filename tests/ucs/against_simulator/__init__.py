"""Tests of the client with simulated phones, over HTTPS."""
