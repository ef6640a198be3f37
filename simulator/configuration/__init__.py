"""The parameters of a phone."""
