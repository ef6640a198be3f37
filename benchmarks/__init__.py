"""Speed and scale, beside the floor."""
