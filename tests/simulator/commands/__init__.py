"""Tests of the commands of the REST API."""
