"""Among others in one statement, under another name."""

import os, tensorflow as flow, sys  # noqa: E401, I001

weights = flow.get_variable("weights", [2, 3])
assert os.sep
assert sys.modules
