"""What runs inside the inspected interpreter.

Standard library and TensorFlow only, Python 3.7 syntax, TensorFlow 1.13 to 2.21. Nothing here imports the
rest of scopeinspect, and nothing but the in-process API imports this package by its public name: the command
line starts it by path (see ``__main__.py``).
"""

import sys

AT_START = frozenset(sys.modules)
"""The modules that were loaded before ours: those that `python` itself needs, and what finds this package."""
