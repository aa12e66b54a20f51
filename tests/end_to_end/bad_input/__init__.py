"""What can't be done is said in one sentence, with status 2, and with no traceback."""
