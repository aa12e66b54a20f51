"""The script fails for a reason of its own."""
import tensorflow as tf

w = tf.get_variable("w", [4])
raise RuntimeError("no data here")  # finds SI902
