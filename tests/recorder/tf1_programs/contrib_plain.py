"""A part of tf.contrib by its full name, which binds the name of the whole."""

import tensorflow.contrib.slim

tensorflow.contrib.slim.fully_connected(tensorflow.zeros([2, 3]), 4, scope="fc")
tensorflow.get_variable("weights", [2, 3])
assert len(tensorflow.global_variables()) == 3
