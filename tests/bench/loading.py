"""Load and fold a recording once, as a command does, and print the CPU seconds of that: `loading.py FILE`."""

import sys
import time

from scopeinspect.journal import load
from scopeinspect.tree import folding, scope_tree

begun = time.process_time()
folding()(scope_tree(load(sys.argv[1]), 0))
print(time.process_time() - begun)
