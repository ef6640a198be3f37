"""The state of one phone."""
