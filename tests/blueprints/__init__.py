"""Tests of the blueprints, in automations."""
