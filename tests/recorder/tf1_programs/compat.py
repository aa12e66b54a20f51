"""Programs that know of compat.v1 already, and one name that it hasn't got."""

import tensorflow as tf
import tensorflow.compat.v1
import tensorflow.compat.v1 as tf1
from tensorflow import compat
from tensorflow.compat import v1

assert tensorflow.compat.v1.get_variable is tf1.get_variable is v1.get_variable is tf.compat.v1.get_variable
assert compat.v1.get_variable is tf.get_variable
assert tf.contrib.training.HParams(units=3).units == 3
