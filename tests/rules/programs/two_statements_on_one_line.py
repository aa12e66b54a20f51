"""Two statements on one line that call the same function."""
import tensorflow as tf


def f(x):
    return x * tf.get_variable("w", [2])  # finds SI101


a = 3.; y = f(a); z = f(2.)  # finds SI101
