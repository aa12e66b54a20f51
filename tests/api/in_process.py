"""Records scripts in its own process, one import of TensorFlow for all: `python in_process.py SCRIPT …`.

Each script is run in a fork, within `scopeinspect.record()`, as a user would; its recording is saved beside it.
"""

import os
import runpy
import sys
import traceback
from pathlib import Path

import tensorflow  # noqa: F401, ICN001 - once, before the forks

import scopeinspect


def record(script):
    """Run one script and save what was recorded."""
    sys.argv = [script]
    sys.path.insert(0, str(Path(script).resolve().parent))
    recording = None
    try:
        with scopeinspect.record(script) as recording:
            runpy.run_path(script, run_name="__main__")
    except ValueError:  # what the samples that end in an error end in
        pass
    recording.save(script + ".scopes.jsonl")


for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            record(name)
        except BaseException:  # noqa: BLE001 - a fork has nobody to tell but its parent
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"{name} failed")
