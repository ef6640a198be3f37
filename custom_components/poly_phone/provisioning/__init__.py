"""Parameters that Home Assistant keeps set on the phone, and restores."""
