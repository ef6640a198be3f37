"""Parameters of features that Home Assistant sets on the phone, and restores."""
