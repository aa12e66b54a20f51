"""TensorFlow's own modules by their full names, one of which binds the name of the whole.

TensorFlow 1.15 can't do this (its modules really lie in another package), 1.13 and 1.14 can.
"""

import tensorflow.python.training.moving_averages
import tensorflow.python.training.moving_averages as moving_averages

weights = tensorflow.get_variable("weights", [2, 3])
averages = tensorflow.python.training.moving_averages.ExponentialMovingAverage(0.9)
averages.apply([weights])
assert moving_averages.ExponentialMovingAverage is tensorflow.train.ExponentialMovingAverage
assert [variable.op.name for variable in tensorflow.global_variables()] == [
    "weights",
    "weights/ExponentialMovingAverage",
]
