"""What tf.contrib has of tf-slim that looks for names where TensorFlow 1 had them."""
import tensorflow as tf

x = tf.placeholder(tf.float32, [8, 4])
table = tf.get_variable("table", [8, 4])
loss = tf.reduce_mean(tf.nn.embedding_lookup(table, [1, 2])) + tf.reduce_mean(tf.matmul(x, tf.get_variable("w", [4, 1])))
step = tf.Variable(0, trainable=False, name="step")
tf.contrib.layers.optimize_loss(loss, global_step=step, learning_rate=0.1, optimizer="Adam", clip_gradients=1.0)
count = tf.contrib.framework.local_variable(0, name="count")
rows = tf.contrib.layers.unit_norm(x, dim=1)
parts = tf.contrib.layers.spatial_softmax(tf.reshape(rows, [2, 2, 2, 4]), name="soft")
assert [one.op.name for one in tf.local_variables()] == ["count"]
assert [one.op.name for one in tf.trainable_variables()] == ["table", "w", "soft/temperature"]
with tf.Session() as session:
    session.run([tf.global_variables_initializer(), tf.local_variables_initializer()])
    assert session.run(count) == 0
    assert session.run(parts, {x: [[1.0, 2.0, 3.0, 4.0]] * 8}).shape == (2, 8)
