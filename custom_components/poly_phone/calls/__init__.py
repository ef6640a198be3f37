"""Derives states and events from calls. No clock, no Home Assistant, no I/O."""
