"""One model on several inputs, whose scores are summed: no round works on what another one computed."""
import tensorflow as tf

logits = 0.0
for x in [tf.placeholder(tf.float32, [None, 4]) for _ in range(2)]:
    w = tf.get_variable("w", [4, 1])  # finds SI101
    logits = logits + tf.square(x)
    logits = logits + tf.matmul(x, w)
