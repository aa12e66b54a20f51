"""A variable scope is an object: keep it, and step into it again from anywhere.

Opening a scope by name starts from where you are. Opening a scope you kept goes back to where it was
made: its name does not grow, whatever scopes surround the second `with`.

Look for: `ffoo/v` and `ffoo/w`, made in two visits to one scope and reused in a third; `fooo`, opened
inside `barr/baz` and still called `fooo`.
"""

import tensorflow as tf

with tf.variable_scope("ffoo") as ffoo_scope:
    v = tf.get_variable("v", [1])
with tf.variable_scope(ffoo_scope):
    w = tf.get_variable("w", [1])
with tf.variable_scope(ffoo_scope, reuse=True):
    v1 = tf.get_variable("v", [1])
    w1 = tf.get_variable("w", [1])
assert v1 is v
assert w1 is w

# A kept scope stays itself inside any other.
with tf.variable_scope("fooo") as fooo_scope:
    assert fooo_scope.name == "fooo"
with tf.variable_scope("barr"), tf.variable_scope("baz") as other_scope:
    assert other_scope.name == "barr/baz"
    with tf.variable_scope(fooo_scope) as fooo_scope2:
        assert fooo_scope2.name == "fooo"
        u = tf.get_variable("u", [1])
assert u.name == "fooo/u:0"

print("variables:", *[variable.op.name for variable in tf.global_variables()])
