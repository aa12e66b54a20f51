"""Recorders that share one import of TensorFlow, see `recorder.warm`.

Targets that need the same interpreter, environment and folder get forks of one process. The recordings are those that
processes of their own would have given.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from scopeinspect.capture import ColdProcess, handed_down, signal_group
from scopeinspect.errors import InterpreterError
from scopeinspect.files import errors_naming
from scopeinspect.setup import Process, Setup, Streams

IS_POSSIBLE = sys.platform == "linux"
"""Elsewhere there is no fork, or libraries that don't bear it."""

_OF_THE_MOMENT = ("PYTEST_CURRENT_TEST",)
"""Environment variables that change from one target to the next, and that nobody reads on the way to it."""

_KILLED = (
    "the process that had imported TensorFlow for several targets was killed, by a script or as memory ran out; check, "
    "baseline and run of many targets do without it when they are told --isolated."
)


class WarmRecorders:
    """Starts recorders as forks of processes that have imported TensorFlow; to be used as a context.

    Safe to be used by several threads at once.
    """

    def __init__(self) -> None:
        self._servers: dict[object, _Server] = {}
        self._opening = threading.Lock()

    def __enter__(self) -> Self:
        """Nothing is started before it is asked for."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends the processes."""
        for server in self._servers.values():
            server.close()
        self._servers.clear()

    def start(self, request: dict[str, Any], setup: Setup, journal: int, streams: Streams) -> Process:
        """Starts a recorder: the `capture.Start` of these processes.

        Raises:
            InterpreterError: it can't be started.
        """
        if not IS_POSSIBLE or handed_down(request):  # a descriptor of ours is none of theirs
            return ColdProcess(request, setup, journal, streams)
        of_the_moment = {name: setup.environment.get(name) for name in _OF_THE_MOMENT}
        told = self._server(setup).fork({**request, "environment": of_the_moment}, journal, streams)
        return _Fork(told, lambda: ColdProcess(request, setup, journal, streams))

    def prepare(self, setup: Setup) -> None:
        """Begins to import TensorFlow, so that it is there when it is needed.

        Raises:
            InterpreterError: the interpreter can't be started.
        """
        if IS_POSSIBLE:
            self._server(setup)

    def _server(self, setup: Setup) -> _Server:
        environment = tuple(sorted(item for item in setup.environment.items() if item[0] not in _OF_THE_MOMENT))
        key = (setup.python, os.path.realpath(setup.folder), environment, setup.verbose)
        with self._opening:
            known = self._servers.get(key)
            if known is not None and known.was_killed():
                known.close()
                known = None
            if known is None:
                known = self._servers[key] = _Server(setup)
            return known


class _Server:
    """A process that has imported TensorFlow, or is about to."""

    def __init__(self, setup: Setup) -> None:
        self._connection, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        request = {"warm": True, "verbose": setup.verbose}
        try:
            with theirs, Path(os.devnull).open("rb") as nothing:
                self._process = ColdProcess(request, setup, theirs.fileno(), Streams(nothing.fileno()))
        except InterpreterError:
            self._connection.close()
            raise

    def was_killed(self) -> bool:
        """Whether somebody else has ended it: a script, or a system without memory.

        One that was never asked for anything, or ended by itself, can't do what is wanted; another couldn't either.
        """
        # It never says anything here, so what there is to be read is its end: it is as good as over, if not quite yet.
        has_left = bool(select.select([self._connection], [], [], 0)[0])
        try:
            return self._process.wait(None if has_left else 0) < 0
        except subprocess.TimeoutExpired:
            return False

    def fork(self, request: dict[str, Any], journal: int, streams: Streams) -> int:
        """Asks for a recorder in a fork.

        Returns:
            The descriptor of a pipe that is told its number and how it ended; that ends at once where the process has.
        """
        told, theirs = os.pipe()
        try:
            with tempfile.TemporaryFile(prefix="scopeinspect-") as file:
                with errors_naming(tempfile.gettempdir()):
                    file.write(json.dumps(request).encode())
                    file.flush()
                job = [file.fileno(), journal, streams.stdin, streams.output, streams.output, theirs]
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    socket.send_fds(self._connection, [b"j"], job)
        finally:
            os.close(theirs)
        return told

    def close(self) -> None:
        """Ends it. It has nothing to lose, and may still be importing TensorFlow; its forks have been waited for."""
        self._connection.close()
        self._process.signal(signal.SIGKILL)
        self._process.wait()


class _Fork:
    """A child of the server: a `capture.Process`.

    Args:
        told: as `_Server.fork` gives it.
        instead: starts a process of its own. An interpreter that can't record says so best by itself.
    """

    def __init__(self, told: int, instead: Callable[[], Process]) -> None:
        self._told = open(told, "rb", buffering=0)  # noqa: SIM115 - closed at its end
        self._start_instead = instead
        self._instead: Process | None = None
        self._text = b""
        self._is_killed = False

    def wait(self, timeout: float | None = None) -> int:
        """See `capture.Process`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while not self._told.closed:
            left = None if deadline is None else max(deadline - time.monotonic(), 0)
            if not select.select([self._told], [], [], left)[0]:
                raise subprocess.TimeoutExpired("the recorder", timeout or 0)
            self._read()
        if self._instead is not None:
            return self._instead.wait(timeout)
        if self._is_killed:
            return -signal.SIGKILL
        if self._text.count(b"\n") < 2:  # noqa: PLR2004 - its number, and its status
            raise InterpreterError(_KILLED)
        return int(self._text.split()[1])

    def signal(self, number: int) -> None:
        """See `capture.Process`. One that hasn't begun yet is given up: it is killed as soon as it begins."""
        while not self._told.closed and select.select([self._told], [], [], 0)[0]:
            self._read()
        if self._instead is not None:
            self._instead.signal(number)
        elif b"\n" in self._text:
            signal_group(int(self._text.split()[0]), number)
        elif not self._told.closed:
            self._told.close()
            self._is_killed = True

    def _read(self) -> None:
        chunk = self._told.read(4096)
        self._text += chunk or b""
        if not chunk:
            self._told.close()
            if not self._text:
                self._instead = self._start_instead()
