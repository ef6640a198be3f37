"""Messages of Home Assistant on the screen of a phone."""
