"""The command as a user runs it, held against TensorFlow and against what is documented."""
