"""What stands in for parts of TensorFlow 1 that compat.v1 hasn't, see `contrib.PLACES`; imported as it is asked for."""
