"""The function has a flag for it, which the second call leaves out, and the third says no to."""
import tensorflow as tf


class Net:
    def build(self, x, size, reuse=None):
        with tf.variable_scope("conv0", reuse=reuse):
            x = tf.matmul(x, tf.get_variable("w", [4, size]))  # finds SI101
        with tf.variable_scope("conv1", reuse=reuse):
            return tf.matmul(x, tf.get_variable("w", [size, 4]))


x = tf.placeholder(tf.float32, [None, 4])
net = Net()
train = net.build(x, 3)
valid = net.build(x, 3)  # finds SI101
test = net.build(x, 3, False)
