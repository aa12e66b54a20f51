"""Two kinds of scope: a name scope names ops, a variable scope names ops and variables.

Opening a variable scope opens a name scope as well, so the ops made inside carry its name. A plain
`tf.name_scope` is the other half alone: `tf.get_variable` takes no notice of it.

Look for: the addition in `foo3/bar`, and its variable in `foo3`; `fffoo`, entered twice, whose second
addition is `fffoo_1/add`, because a name scope is never entered twice under one name, while the variable
stays `fffoo/v`.
"""

import tensorflow as tf

with tf.variable_scope("fffoo"):
    x = 1.0 + tf.get_variable("v", [1])
assert x.op.name == "fffoo/add"

with tf.variable_scope("foo3"), tf.name_scope("bar"):
    v = tf.get_variable("v", [1])
    x = 1.0 + v
assert v.name == "foo3/v:0"
assert x.op.name == "foo3/bar/add"

# Entered again, the variable scope is the same and the name scope is a new one.
with tf.variable_scope("fffoo", reuse=True):
    v = tf.get_variable("v", [1])
    x = 1.0 + v
assert v.name == "fffoo/v:0"
assert x.op.name == "fffoo_1/add"

print("variables:", *[variable.op.name for variable in tf.global_variables()])
