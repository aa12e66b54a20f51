"""The tutorial's mistake below a main function, the calls in two functions."""
import tensorflow as tf


def network(x):
    w = tf.Variable(tf.random_normal([4, 4]), name="w")
    b = tf.Variable(tf.zeros([4]), name="b")
    return tf.nn.relu(tf.matmul(x, w) + b)


def train_graph():
    return network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102


def test_graph():
    return network(tf.placeholder(tf.float32, [None, 4]))  # finds SI102


def main():
    train_graph()
    test_graph()


if __name__ == "__main__":
    main()
