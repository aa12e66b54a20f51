"""What the samples must build, held against TensorFlow alone."""
