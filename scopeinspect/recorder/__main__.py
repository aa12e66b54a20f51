"""Starts the recorder in the interpreter that inspects a script: `python …/recorder DESCRIPTOR REQUEST`.

Any Python can parse this file, so that an unsuitable one can say so. The package is loaded under a private name,
and this folder leaves `sys.path`: names such as `script` or `hooks` belong to the user's own modules.
"""

import json
import os
import sys

if False:  # for the comments that give types: Python 2 has no module of this name
    from typing import Any

PACKAGE = "_scopeinspect_recorder"


def start():  # type: () -> int
    """Loads the package and runs what the request asks for. Returns the exit status."""
    descriptor = int(sys.argv[1])
    request = json.loads(sys.argv[2])
    folder = os.path.dirname(os.path.abspath(__file__))
    sys.path[:] = [path for path in sys.path if os.path.abspath(path) != folder]
    if sys.version_info < (3, 7):
        why = "{} is Python {}.{}; scopeinspect records with Python 3.7 or newer.".format(
            sys.executable, sys.version_info[0], sys.version_info[1]
        )
        event = {"e": "unsuitable", "what": "interpreter", "why": why}
        os.write(descriptor, (json.dumps(event) + "\n").encode("ascii"))
        return 2
    package = _package(folder)
    if "warm" in request:
        warm = package("warm")
        package("record")  # all that a child needs
        job = warm.serve(descriptor, request["verbose"])
        if job is not None:
            warm.end(_answer(package, job.journal, warm.request_of(job)))
        return 0
    return _answer(package, descriptor, request)


def _answer(package, descriptor, request):  # type: (Any, int, Any) -> int
    if "checkpoint" in request:
        return int(package("checkpoint").tell(descriptor, request))
    # An int; not made one once more, as the script may have taken that away.
    return package("record").record(descriptor, request)  # type: ignore[no-any-return]


def _package(folder):  # type: (str) -> Any
    import importlib.util

    where = os.path.join(folder, "__init__.py")
    spec = importlib.util.spec_from_file_location(PACKAGE, where, submodule_search_locations=[folder])
    assert spec is not None and spec.loader is not None
    package = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = package
    spec.loader.exec_module(package)
    return lambda module: importlib.import_module(PACKAGE + "." + module)


if __name__ == "__main__":
    status = start()
    if status < 0:
        # Ctrl-C, already told: Python still joins threads, calls what atexit knows, and ends by the signal.
        sys.excepthook = lambda *_: None
        raise KeyboardInterrupt
    sys.exit(status)
