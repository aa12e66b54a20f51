"""The command line."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_OURS = Path(__file__).resolve().parents[1]

# What the user keeps on PYTHONPATH is for the inspected script: a `rich` or a `click` there is not the one that we
# need. So this comes before anything else is imported. Python has made the paths that stand there absolute.
_theirs = {Path(path).resolve() for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path}
sys.path[:] = [path for path in sys.path if Path(path).resolve() not in _theirs - {_OURS}]
