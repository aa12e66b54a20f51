"""The comment is left over from before the function was mended."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [None, 4])
w = tf.get_variable("w", [4, 4])  # scopeinspect: ignore[SI301] used elsewhere. finds SI903
y = tf.matmul(x, w)
