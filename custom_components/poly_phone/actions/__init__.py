"""The actions: what they do, their responses, targets and permissions."""
