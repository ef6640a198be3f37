"""Voice commands, and the phones and people that they name."""
