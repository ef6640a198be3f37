"""Everything that can go wrong, through Home Assistant."""
