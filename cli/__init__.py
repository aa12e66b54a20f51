"""The command line."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

# Our commands are over soon, and nearly all that they hold is in use: to look for garbage after every 700 objects, as
# Python does, takes a tenth of the time of a light one.
gc.set_threshold(100_000, 20, 100)

_OURS = Path(__file__).resolve().parents[1]

# What the user keeps on PYTHONPATH is for the inspected script: a `rich` or a `click` there is not the one that we
# need. So this comes before anything else is imported. Python has made the paths that stand there absolute.
_theirs = {Path(path).resolve() for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path}
sys.path[:] = [path for path in sys.path if Path(path).resolve() not in _theirs - {_OURS}]
