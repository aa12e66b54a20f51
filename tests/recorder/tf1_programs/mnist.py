"""tf.examples.tutorials.mnist, from files in its folder. Order and values are those of TensorFlow 1.15."""

import gzip
import os
import shutil
import tempfile

import numpy as np
import tensorflow as tf
from tensorflow.examples.tutorials.mnist import input_data

folder = tempfile.mkdtemp()
pixels = {"train": np.arange(6 * 28 * 28) % 251, "t10k": np.arange(2 * 28 * 28) % 7}
for name, values in pixels.items():
    count = len(values) // (28 * 28)
    with gzip.open(os.path.join(folder, name + "-images-idx3-ubyte.gz"), "wb") as file:
        file.write(np.array([2051, count, 28, 28], ">u4").tobytes() + values.astype(np.uint8).tobytes())
    with gzip.open(os.path.join(folder, name + "-labels-idx1-ubyte.gz"), "wb") as file:
        file.write(np.array([2049, count], ">u4").tobytes() + bytes(range(count)))

mnist = input_data.read_data_sets(folder, one_hot=True, validation_size=1, seed=7)
assert [part.num_examples for part in mnist] == [5, 1, 2]
assert mnist.train.images.shape == (5, 784)
assert mnist.train.images.dtype == np.float32
np.testing.assert_allclose(mnist.validation.images[0], pixels["train"][:784] / 255.0, rtol=1e-6)
assert mnist.test.labels.tolist() == np.eye(10)[:2].tolist()
batches = [mnist.train.next_batch(2) for _ in range(5)]
drawn = [batch.argmax(1).tolist() for _, batch in batches]
# What the shuffles of that seed give, as read_data_sets seeds NumPy.
np.random.seed(7)
first = np.random.permutation(np.arange(1, 6))
second = np.random.permutation(first)
assert drawn == np.concatenate([first, second])[:10].reshape(5, 2).tolist()
assert mnist.train.epochs_completed == 1
images, labels = input_data.read_data_sets(folder, reshape=False, dtype=tf.uint8, validation_size=0).test.next_batch(2, shuffle=False)
assert (images.shape, labels.tolist(), images.max()) == ((2, 28, 28, 1), [0, 1], 6)
fake = input_data.read_data_sets(folder, fake_data=True, one_hot=True)
assert np.array(fake.train.next_batch(3, fake_data=True)[0]).shape == (3, 784)
try:
    input_data.read_data_sets(folder, validation_size=7)
except ValueError as error:
    assert str(error).startswith("Validation size should be between 0 and 6")
else:
    raise AssertionError("there are not so many")
shutil.rmtree(folder)

x = tf.placeholder(tf.float32, [None, 784])
assert tf.matmul(x, tf.Variable(tf.zeros([784, 10]))).shape.as_list() == [None, 10]
