"""What a program can see of the process it runs in. Imported by every probe, under python and under us."""

import builtins
import gc
import json
import locale
import os
import signal
import sys
import threading
import warnings


def look(namespace):
    """Everything a module can see, as data that two runs of the same program must agree on."""
    return {
        "globals": [name for name in namespace if name.startswith("__")],
        "module": {name: describe(namespace.get(name)) for name in sorted(namespace) if name.startswith("__")},
        "main": describe(sys.modules["__main__"]),
        "main is me": vars(sys.modules["__main__"]) is namespace,
        "builtins": namespace["__builtins__"] is builtins,
        "builtin names": sorted(vars(builtins)),
        "filename": sys._getframe(1).f_code.co_filename,
        "argv": sys.argv,
        "orig_argv": getattr(sys, "orig_argv", None),
        "path": sys.path,
        "flags": repr(sys.flags),
        "cwd": os.getcwd(),
        "environment": dict(os.environ),
        "hooks": [
            sys.excepthook is sys.__excepthook__,
            sys.displayhook is sys.__displayhook__,
            [describe(finder) for finder in sys.meta_path],
            len(sys.path_hooks),
            sys.gettrace(),
            sys.getprofile(),
        ],
        "last": [hasattr(sys, name) for name in ("last_type", "last_value", "last_traceback", "last_exc")],
        "handled": describe(sys.exc_info()),
        "warnings": [repr(entry) for entry in warnings.filters] + [sys.warnoptions],
        "threads": [thread.name for thread in threading.enumerate()],
        "main thread": threading.current_thread() is threading.main_thread(),
        "signals": [repr(signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGPIPE)],
        "streams": [
            [stream.name, stream.encoding, stream.errors, stream.line_buffering, stream is original]
            for stream, original in (
                (sys.stdin, sys.__stdin__), (sys.stdout, sys.__stdout__), (sys.stderr, sys.__stderr__)
            )
        ],
        "numbers": [sys.getrecursionlimit(), sys.getswitchinterval(), gc.get_threshold(), gc.isenabled()],
        "locale": locale.setlocale(locale.LC_ALL),
        "executable": [sys.executable, sys.prefix, sys.base_prefix],
        "modules": sorted(sys.modules),
        "frames": depth(sys._getframe(1)),
    }


def describe(value):
    """A value as data, free of addresses."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [describe(item) for item in value]
    if isinstance(value, dict):
        return {"dict": sorted(map(str, value))}
    kind = value if isinstance(value, type) else type(value)
    told = {"class": kind.__module__ + "." + kind.__qualname__, "is class": value is kind}
    for name in ("__name__", "name", "path", "origin", "cached", "parent", "has_location", "archive"):
        held = getattr(value, name, None)
        if held is None or isinstance(held, (bool, str)):
            told[name] = held
    return told


def depth(frame):
    """How many frames stand below this one."""
    count = 0
    while frame.f_back is not None:
        frame, count = frame.f_back, count + 1
    return count


def tell(**facts):
    """Adds facts to the file that the test reads."""
    with open(os.environ["PROBE_FILE"], "a") as stream:
        stream.write(json.dumps(facts, sort_keys=True) + "\n")
