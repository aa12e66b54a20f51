"""A loop for each size and one for each part, around layers that TensorFlow makes."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [6, 4])
heads = []
sizes = [2, 3]
for size in sizes:
    for part in tf.split(x, 3):
        heads.append(tf.layers.dense(part, size, name="head"))  # finds SI101
