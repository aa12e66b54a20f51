"""Records many scripts with one import of TensorFlow: `python fork_server.py RECORDER`, jobs on standard input.

A line of JSON is a list of jobs, `{"request": …, "journal": PATH, "folder": PATH}`; once all are over, a line on standard
output answers with the list of their statuses. Each runs in a fork of its own, so it has its own graph and may run
sessions. This process must never run one: after that, a session in a fork would hang. Python 3.7 syntax.
"""

import atexit
import contextlib
import gc
import importlib.util
import json
import os
import sys
import threading

PACKAGE = "_scopeinspect_recorder"
AT_ONCE = 2
leave = os._exit  # the recorder replaces it


def load(folder):
    """Load the recorder as its own `__main__` does."""
    where = os.path.join(folder, "__init__.py")
    spec = importlib.util.spec_from_file_location(PACKAGE, where, submodule_search_locations=[folder])
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    importlib.import_module(PACKAGE + ".imports").import_tensorflow(False)
    for name in ("numpy", "tf_slim", "tf_keras"):  # what scripts import most, once for all
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    return importlib.import_module(PACKAGE + ".record")


def run(recorder, job):
    """Be the script's process, to its very end."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.chdir(job["folder"])
    sys.path[:] = [path for path in sys.path if path != os.path.dirname(os.path.abspath(__file__))]
    descriptor = os.open(job["journal"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    # In a thread, as no frame of this file is to stand below the script's: it would be taken for the user's.
    thread = threading.Thread(target=recorder.record, args=(descriptor, job["request"]))
    thread.start()
    thread.join()
    atexit._run_exitfuncs()
    leave(0)  # taking TensorFlow down takes longer than most scripts


def statuses(recorder, jobs):
    """Run jobs, a few at once; return how each has ended."""
    running, ended = {}, {}

    def wait():
        process, status = os.wait()
        ended[running.pop(process)] = -(status & 0x7F) if status & 0x7F else status >> 8

    for number, job in enumerate(jobs):
        if len(running) >= AT_ONCE:
            wait()
        process = os.fork()
        if not process:
            run(recorder, job)
        running[process] = number
    while running:
        wait()
    return [ended[number] for number in range(len(jobs))]


def main():
    """Take jobs until standard input ends."""
    # Legacy Keras is what TF1-style code finds under the recorder.
    os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")
    recorder = load(sys.argv[1])
    gc.collect()
    gc.freeze()  # or the first collection in a fork would touch, and so copy, everything
    for line in iter(sys.stdin.readline, ""):
        sys.stdout.write(json.dumps(statuses(recorder, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
