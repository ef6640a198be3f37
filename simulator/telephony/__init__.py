"""Calls between phones, and with numbers outside."""
