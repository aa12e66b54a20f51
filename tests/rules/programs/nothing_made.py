"""The model is in a function that nobody calls."""
import tensorflow as tf


def build():
    return tf.get_variable("w", [4])


# finds SI901
