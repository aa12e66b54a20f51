"""A scope can choose how the variables inside it start.

`tf.variable_scope(..., initializer=...)` sets a default for every `tf.get_variable` below it. A variable
that brings an initializer of its own keeps that one; a scope inside inherits the default or sets another.

Look for: `ffooo/v` and `ffooo/bar/v`, which start at 0.5 because `ffooo` says so; `ffooo/w`, which starts
at 0.3 because it says so itself; `ffooo/baz/v`, which starts at the 0.2 of `baz`.
"""

import numpy as np
import tensorflow as tf

with tf.variable_scope("ffooo", initializer=tf.constant_initializer(0.5)):
    v = tf.get_variable("v", [1])
    w = tf.get_variable("w", [1], initializer=tf.constant_initializer(0.3))
    with tf.variable_scope("bar"):
        bar_v = tf.get_variable("v", [1])
    with tf.variable_scope("baz", initializer=tf.constant_initializer(0.2)):
        baz_v = tf.get_variable("v", [1])

# A variable has no value until its initializer has run. The values are float32: 0.3 and 0.2 are rounded.
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    assert v.eval() == 0.5
    assert w.eval() == np.float32(0.3)
    assert bar_v.eval() == 0.5
    assert baz_v.eval() == np.float32(0.2)
    for variable in tf.global_variables():
        print(variable.op.name, "starts at", variable.eval())
