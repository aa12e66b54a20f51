"""Everything at once."""

from tensorflow import *  # noqa: F403

weights = get_variable("weights", [2, 3])  # noqa: F405
assert "__getattr__" not in globals()
