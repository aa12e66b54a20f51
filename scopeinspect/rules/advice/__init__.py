"""What to type: the user's own lines as they are to be, and the reading of their code that this takes."""
