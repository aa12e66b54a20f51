"""The name scope has the variable's name already, as TensorFlow sees it: case does not count."""
import tensorflow as tf

with tf.name_scope("embedding"):
    table = tf.get_variable("Embedding", [10, 4])  # finds SI201
rows = tf.nn.embedding_lookup(table, [1, 2])
assert table.op.name == "Embedding_1"
