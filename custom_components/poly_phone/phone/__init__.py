"""One phone below the coordinator: connection, polling, state, repair issues."""
