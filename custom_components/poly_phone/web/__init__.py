"""HTTP from phones to Home Assistant: addresses, and the webhook of a phone."""
