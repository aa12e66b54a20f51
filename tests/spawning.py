"""Processes that share what is slow to import, see `spawner`.

A recorder made so is a fork of a process that has imported TensorFlow, and the command `scopeinspect` one of a process
that has imported all of it: what is seen of them is what is seen of processes of their own, which `test_warm` and
`test_spawning` hold against each other. Whatever is about starting, signals, streams or the environment of Python
itself takes a process of its own.
"""

from __future__ import annotations

import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scopeinspect.capture import RECORDER, signal_group
from scopeinspect.setup import Process, Setup, Streams

SPAWNER = Path(__file__).with_name("spawner.py")
COMMAND = "command"


class Spawners:
    """The processes that fork, each started when it is first needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._processes: dict[tuple[str, str], subprocess.Popen[bytes]] = {}
        self._starting = threading.Lock()

    def address(self, what: str = str(RECORDER), python: str = sys.executable) -> str:
        """Return where jobs are taken."""
        with self._starting:
            if (what, python) not in self._processes:
                self._processes[what, python] = self._started(what, python, len(self._processes))
            return str(self._folder / str([*self._processes].index((what, python))))

    def _started(self, what: str, python: str, number: int) -> subprocess.Popen[bytes]:
        kept = {name: value for name, value in os.environ.items() if name != "TF2_BEHAVIOR"}
        program = self._folder / f"{number}.pyc"
        # As if it lay with the recorder: none of its frames is the user's, in sites and in messages of TensorFlow's.
        compiling = "import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], sys.argv[3], doraise=True)"
        subprocess.run([python, "-c", compiling, SPAWNER, program, RECORDER / "spawner.py"], check=True, env=kept)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(self._folder / str(number)))
            listener.listen(64)
            command = [python, program, str(listener.fileno()), what, SPAWNER.parent]
            return subprocess.Popen(
                command, pass_fds=[listener.fileno()], stdin=subprocess.DEVNULL, stdout=2, env=kept
            )

    def start(self, request: dict[str, Any], setup: Setup, journal: int, streams: Streams) -> Process:
        """Start a recorder: a `capture.Start`."""
        return Spawned.recorder(self.address(python=setup.python), request, setup, journal, streams)

    def close(self) -> None:
        for process in self._processes.values():
            process.kill()
            process.wait()


class Spawned:
    """A process that was asked for: a `capture.Process`.

    Args:
        address: where to ask.
        job: what it is to do.
        folder: its working directory.
        environment: its environment.
        descriptors: its standard input, output and error, and what else it needs.
    """

    def __init__(
        self, address: str, job: dict[str, Any], folder: str, environment: Mapping[str, str], *descriptors: int
    ) -> None:
        self._connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._connection.connect(address)
        self._text = b""
        self.seconds = self.megabytes = 0.0  # what it has taken, once it is over
        with tempfile.TemporaryFile() as told:
            job = {**job, "folder": os.path.abspath(folder), "environment": dict(environment)}  # noqa: PTH100
            told.write(json.dumps(job).encode())
            told.flush()
            socket.send_fds(self._connection, [b"j"], [told.fileno(), *descriptors])

    @classmethod
    def recorder(
        cls, address: str, request: dict[str, Any], setup: Setup, journal: int, streams: Streams
    ) -> Spawned:
        """Return a recorder."""
        job = {"request": request}
        descriptors = (streams.stdin, streams.output, streams.output, journal)
        return cls(address, job, setup.folder, setup.environment, *descriptors)

    def wait(self, timeout: float | None = None) -> int:
        """See `capture.Process`."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while self._text.count(b"\n") < 2:
            left = None if deadline is None else max(deadline - time.monotonic(), 0)
            if not select.select([self._connection], [], [], left)[0]:
                raise subprocess.TimeoutExpired("a spawned process", timeout or 0)
            self._read()
        self._connection.close()
        _, status, seconds, kilobytes = self._text.split()
        self.seconds, self.megabytes = float(seconds), int(kilobytes) / 1024
        return int(status)

    def signal(self, number: int) -> None:
        """See `capture.Process`."""
        while b"\n" not in self._text:
            self._read()
        signal_group(int(self._text.split()[0]), number)

    def _read(self) -> None:
        chunk = self._connection.recv(4096)
        assert chunk, "the spawner has died"
        self._text += chunk
