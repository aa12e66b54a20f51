"""What a variable is called, and how to get the same one again.

A variable's name is the path of the variable scopes around its `tf.get_variable`, then its own name.
Opening a scope again with reuse=True, or switching reuse on in the middle of one, makes `get_variable`
hand back the variable that is already there: the very same Python object.

Look for: `foo/v` and `fooo/v`, each made once and reused once; `foo/bar/v`, one level deeper.
"""

import tensorflow as tf

# A scope puts its name before the variable's.
with tf.variable_scope("foo"):
    v = tf.get_variable("v", [1])
assert v.name == "foo/v:0"

# Opened again to reuse: the same variable comes back.
with tf.variable_scope("foo", reuse=True):
    v1 = tf.get_variable("v", [1])
assert v1 is v

# Scopes nest, and so do the names.
with tf.variable_scope("foo"), tf.variable_scope("bar"):
    nested = tf.get_variable("v", [1])
assert nested.name == "foo/bar/v:0"

# Reuse can also be switched on halfway: make first, reuse from there on.
with tf.variable_scope("fooo"):
    v = tf.get_variable("v", [1])
    tf.get_variable_scope().reuse_variables()
    v1 = tf.get_variable("v", [1])
assert v1 is v

print("variables:", *[variable.op.name for variable in tf.global_variables()])
