"""Reuse goes down into the scopes inside, and never comes back up.

A scope starts with the reuse flag of the scope around it. Once it is True, every scope opened inside is
True as well, and asking for reuse=False there changes nothing: False means "as the scope around me".
Leaving the scope brings back the flag that was in force before.

Look for: `root/foo` entered first with reuse False and then with True; `root/foo/bar`, which never asked
for reuse and has it; `root`, whose own flag stays False from beginning to end.
"""

import tensorflow as tf

with tf.variable_scope("root"):
    assert tf.get_variable_scope().reuse is False

    with tf.variable_scope("foo"):
        assert tf.get_variable_scope().reuse is False
        v = tf.get_variable("v", [1])

    with tf.variable_scope("foo", reuse=True):
        assert tf.get_variable_scope().reuse is True
        assert tf.get_variable("v", [1]) is v

        with tf.variable_scope("bar"):
            assert tf.get_variable_scope().reuse is True

        with tf.variable_scope("baz", reuse=False):
            assert tf.get_variable_scope().reuse is True

    assert tf.get_variable_scope().reuse is False

print("variables:", *[variable.op.name for variable in tf.global_variables()])
