"""The commands of the REST API."""
