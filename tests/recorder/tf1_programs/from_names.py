"""Single names, some of which only TensorFlow 1 has."""

from tensorflow import Session, flags, get_variable
from tensorflow import layers as L
from tensorflow import placeholder as hold, variable_scope

flags.DEFINE_integer("units", 4, "how many")
with variable_scope("scope"):
    L.dense(hold("float32", [None, 3]), 4, name="dense")
get_variable("weights", [2])
assert [variable.op.name for variable in Session().graph.get_collection("variables")] == [
    "scope/dense/kernel",
    "scope/dense/bias",
    "weights",
]
