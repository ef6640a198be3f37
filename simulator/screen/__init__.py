"""The screen of a phone, as XML and as a picture."""
