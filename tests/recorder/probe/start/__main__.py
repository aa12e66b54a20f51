"""Starts the recorder's package as the recorder does, to run a target and nothing else.

Called as ``python probe/start RECORDER TARGET``, a folder as the recorder is, where TARGET is JSON. The ending goes to the file that the
environment variable PROBE_ENDING names.
"""

import dataclasses
import importlib.util
import json
import os
import sys


def load(folder):
    """Loads the recorder's package under its private name."""
    name = "_scopeinspect_recorder"
    where = os.path.join(folder, "__init__.py")
    spec = importlib.util.spec_from_file_location(name, where, submodule_search_locations=[folder])
    package = importlib.util.module_from_spec(spec)
    sys.modules[name] = package
    spec.loader.exec_module(package)


def tell(ending):
    """Tells how the run ended. Returns the status to leave with."""
    if isinstance(ending, Exception):
        told, status = {"problem": str(ending), "file": ending.file, "line": ending.line, "column": ending.column}, 2
    else:
        told, status = dataclasses.asdict(ending), ending.status
        if ending.fault is not None and not ending.shown:
            sys.stderr.write(ending.fault.traceback)
    with open(os.environ["PROBE_ENDING"], "w") as stream:
        json.dump(told, stream)
    return status


def main(folder, fields):
    """Runs the target, and leaves as its ending says."""
    load(folder)
    from _scopeinspect_recorder import pythons_own, script, source

    try:
        ending = script.run(script.load(script.Target(**fields)))
    except source.Problem as problem:
        ending = problem
    with pythons_own.PythonsOwn():
        status = tell(ending)
    if status < 0:
        sys.excepthook = lambda *_: None
        raise KeyboardInterrupt
    sys.exit(status)


del sys.path[0]
main(sys.argv[1], json.loads(sys.argv[2]))
