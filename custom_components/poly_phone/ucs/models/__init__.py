"""The typed replies of a phone, one file for each part of the API."""
