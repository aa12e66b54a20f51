"""Random programs of variable scopes: what is recorded is what TensorFlow itself answers."""
