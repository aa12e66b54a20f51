"""The package under its own name."""

import tensorflow

weights = tensorflow.get_variable("weights", [2, 3])
with tensorflow.Session() as session:
    session.run(tensorflow.global_variables_initializer())
