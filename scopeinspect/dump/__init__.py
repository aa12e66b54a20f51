"""A recorded graph in another tool's format."""
