"""Two objects of one class, made and called by hand: each is meant to have its own weights."""
import tensorflow as tf


class Dense:
    def __init__(self, size):
        self.w = tf.Variable(tf.zeros([4, size]), name="w")
        self.b = tf.Variable(tf.zeros([size]), name="b")

    def __call__(self, x):
        return tf.matmul(x, self.w) + self.b


class Discriminator:
    def __init__(self):
        self.hidden = Dense(4)
        self.output = Dense(1)

    def __call__(self, images):
        return self.output(tf.nn.relu(self.hidden(images)))


def discriminator():
    made = Discriminator()
    return made


of_horses, of_zebras = Discriminator(), Discriminator()
of_mice = discriminator()
for one in (of_horses, of_zebras, of_mice):
    loss = tf.reduce_mean(one(tf.placeholder(tf.float32, [None, 4])))
