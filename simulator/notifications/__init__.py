"""Telephony notifications."""
