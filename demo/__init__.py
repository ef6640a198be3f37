"""The demo: a Home Assistant with simulated phones."""
