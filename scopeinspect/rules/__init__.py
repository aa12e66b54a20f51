"""What can be wrong with a recording."""
