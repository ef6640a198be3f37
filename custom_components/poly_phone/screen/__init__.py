"""What Home Assistant shows on the screen of a phone."""
