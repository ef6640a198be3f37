"""The web server of a phone."""
