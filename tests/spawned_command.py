"""The command `scopeinspect` as a job of `spawner`: all of it is imported, and targets are recorded by other jobs."""

from __future__ import annotations

import atexit
import importlib
import os
import pkgutil
import sys
import traceback
from typing import Any

import scopeinspect.render
from scopeinspect import capture, warm
from scopeinspect.capture import ColdProcess
from scopeinspect.setup import Process, Setup, Streams
from scopeinspect_cli.main import COMMANDS, main

from .spawning import Spawned

# What the command imports only when it is used.
for name in COMMANDS:
    importlib.import_module(f"scopeinspect_cli.{name}")
for module in pkgutil.walk_packages(scopeinspect.render.__path__, "scopeinspect.render."):
    importlib.import_module(module.name)


def run(job: dict[str, Any]) -> None:
    """Be the command, to the end of its process.

    Args:
        job: `arguments`, and `recorders`: the address of each interpreter's spawner.
    """
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w", errors="backslashreplace")  # noqa: SIM115
    sys.stderr.reconfigure(line_buffering=True)
    sys.argv = ["scopeinspect", *job["arguments"]]

    def start(request: dict[str, Any], setup: Setup, journal: int, streams: Streams) -> Process:
        address = job["recorders"].get(os.path.normpath(setup.python))
        if address is None or setup.verbose:
            return ColdProcess(request, setup, journal, streams)
        return Spawned.recorder(address, request, setup, journal, streams)

    capture.ColdProcess = start  # type: ignore[assignment, misc]
    warm.WarmRecorders.start = staticmethod(start)
    warm.WarmRecorders.prepare = lambda *_: None
    try:
        status = main()
    except SystemExit as leaving:
        status = leaving.code
    except BaseException:  # noqa: BLE001 - as Python itself does
        traceback.print_exc()
        status = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(status if isinstance(status, int) else 0 if status is None else 1)
