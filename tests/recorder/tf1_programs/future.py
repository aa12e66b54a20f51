"""A docstring and __future__ imports, which must stay first."""

from __future__ import absolute_import, division, print_function

import tensorflow as tf

assert __doc__.startswith("A docstring")
assert tf.placeholder(tf.float32, [3]).shape[0] == 3
