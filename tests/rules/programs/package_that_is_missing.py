"""The environment lacks a package that the script needs."""
import tensorflow as tf

w = tf.get_variable("w", [4])
import no_such_package.images  # finds SI902
