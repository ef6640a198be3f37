"""Phones that are told by voice what to do."""
