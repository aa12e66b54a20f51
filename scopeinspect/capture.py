"""Starts the recorder in a process of its own, watches it, and says how it ended."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Literal

from scopeinspect.errors import InterpreterError, TargetError
from scopeinspect.journal import Reader
from scopeinspect.model import Outcome, Recording, Unsuitable
from scopeinspect.target import Target

RECORDER = Path(__file__).parent / "recorder"
Asked = Literal["interrupted", "timed-out"]

GRACE = 5.0
"""Seconds that a script gets to end by itself once it is asked to."""

_POLL = 0.05


@dataclass(frozen=True)
class Export:
    """What the recorder is to write of each graph when the run is over."""

    format: Literal["pb", "pbtxt", "metagraph", "tensorboard", "shapes"]
    """`shapes`, of what flows into each op, are told in the recording; the others are files."""
    folder: str = ""
    """Where the files go; its absolute path."""


def inherited_environment() -> dict[str, str]:
    """The environment that a target runs in: ours, less what a TensorFlow imported into this process put there.

    TensorFlow 2 notes in it that it is TensorFlow 2, and a TensorFlow 1.15 that finds this note runs eagerly.
    """
    ours = dict(os.environ)
    if "tensorflow" in sys.modules:
        ours.pop("TF2_BEHAVIOR", None)
    return ours


@dataclass(frozen=True)
class Setup:
    """How a target is run."""

    python: str = sys.executable
    """The interpreter that runs it: its TensorFlow is the one that is inspected."""
    tf1: bool | None = None
    """Whether `import tensorflow` means TensorFlow 1 in the user's modules; None lets the recorder guess."""
    tf1_packages: tuple[str, ...] = ()
    """Libraries that are written for TensorFlow 1 too."""
    verbose: bool = False
    """Whether TensorFlow's own messages are shown."""
    folder: str = "."
    """The working directory; sites are told relative to it."""
    environment: dict[str, str] = field(default_factory=inherited_environment)
    stop_at_session: int | None = None
    """The number of the `Session.run` at which the run ends, before it begins; None lets it go on."""
    timeout: float | None = None
    """Seconds after which the run is ended."""
    export: Export | None = None
    """What is written of the graphs in the end."""


def capture(target: Target, setup: Setup, watch: Callable[[Reader], None] = lambda _: None) -> Recording:
    """Runs a target and returns what was recorded, however the run ended.

    The script's standard output goes to our standard error: our standard output is the report and nothing else.

    Args:
        target: what to run.
        setup: how.
        watch: called several times a second with what was told so far.

    Raises:
        InterpreterError: the interpreter is missing, unsuitable, or has no TensorFlow.
        TargetError: the target can't be run at all: no such file, or not Python.
    """
    with tempfile.TemporaryFile(prefix="scopeinspect-") as journal:
        reader = _Tail(journal, target.shown)
        ending = _run(target, setup, journal, lambda: watch(reader.read()))
        reader.read()
        return _recording(reader, ending, setup)


def _run(target: Target, setup: Setup, journal: IO[bytes], watch: Callable[[], None]) -> Outcome:
    """Runs the recorder to its end; returns how the process ended, as seen from outside."""
    request = {
        "target": target.request(),
        "shown": target.shown,
        "tf1": setup.tf1,
        "tf1_packages": setup.tf1_packages,
        "verbose": setup.verbose,
        "stop_at_session": setup.stop_at_session,
        "export": asdict(setup.export) if setup.export else None,
    }
    command = [setup.python, str(RECORDER), str(journal.fileno()), json.dumps(request)]
    sys.stderr.flush()
    try:
        process = subprocess.Popen(  # noqa: S603 - running the user's script is what we are for
            command,
            stdout=2,
            pass_fds=[journal.fileno()],
            cwd=setup.folder,
            env=setup.environment,
            # A session of its own: Ctrl-C reaches the script through us, once, and what it leaves behind can be found.
            start_new_session=True,
        )
    except OSError as error:
        raise InterpreterError(f"{setup.python}: can't be started: {error.strerror}.") from error
    with _signals_noted() as signals:
        try:
            asked = _wait(process, watch, setup.timeout, signals)
        finally:
            _kill_group(process)
    status = process.wait()
    if asked is not None:
        return Outcome(asked, status)
    return Outcome("killed", status) if status < 0 else Outcome("exited", status)


def _wait(
    process: subprocess.Popen[bytes], watch: Callable[[], None], timeout: float | None, signals: list[int]
) -> Asked | None:
    """Waits for the process to end.

    Args:
        process: what to wait for.
        watch: called several times a second.
        timeout: seconds until it is asked to end.
        signals: those that came for us; each asks it to end.

    Returns:
        Why we had to ask it to; None where it ended by itself.
    """
    asked: Asked | None = None
    deadline, seen = math.inf if timeout is None else time.monotonic() + timeout, 0
    while True:
        try:
            process.wait(_POLL)
        except subprocess.TimeoutExpired:
            watch()
        else:
            return asked
        is_interrupted, seen = len(signals) > seen, len(signals)
        is_over = is_interrupted or time.monotonic() > deadline
        if is_over and asked is not None:
            return asked  # it had its grace, or Ctrl-C was pressed again
        if is_over:
            asked, deadline = "interrupted" if is_interrupted else "timed-out", time.monotonic() + GRACE
            _signal_group(process, signal.SIGINT)


@contextmanager
def _signals_noted() -> Iterator[list[int]]:
    """Notes Ctrl-C, SIGTERM and SIGHUP instead of ending by them: the script is to be ended first, and told of.

    Not as exceptions, which could come in the middle of reading what was recorded.
    """
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        came.append(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    try:
        before = {number: signal.signal(number, note) for number in numbers}
    except ValueError:  # only the main thread may; elsewhere the caller has to see to it
        before = {}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Ends the process and whatever it started that is still there."""
    _signal_group(process, signal.SIGKILL)


def _signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):  # all gone already; macOS says the second of a zombie
        return


def _recording(reader: _Tail, seen: Outcome, setup: Setup) -> Recording:
    if reader.unsuitable:
        error = TargetError if reader.unsuitable.what == "target" else InterpreterError
        raise error(reader.unsuitable.why)
    if not reader.started:
        raise InterpreterError(f"{setup.python}: is not a Python that scopeinspect can record with (3.7 or newer).")
    told = reader.reader.outcome
    if seen.kind in {"interrupted", "timed-out"}:
        return reader.reader.recording(seen)
    # A process that told its end and was then killed by another signal (in a destructor, say) did not end as told.
    as_told = told is not None and (seen.kind != "killed" or seen.status == told.status)
    return reader.reader.recording(told if as_told else seen)


class _Tail:
    """Reads a journal while it grows. The recorder writes through the same file, so our place in it is our own."""

    def __init__(self, journal: IO[bytes], name: str) -> None:
        self._descriptor = journal.fileno()
        self._place = 0
        self._rest = b""
        self.reader = Reader(name)
        self.started = False
        self.unsuitable: Unsuitable | None = None

    def read(self) -> Reader:
        """Takes the lines that have come since. A last line without its end is left for the next time."""
        while chunk := os.pread(self._descriptor, 1 << 20, self._place):
            self._place += len(chunk)
            *lines, self._rest = (self._rest + chunk).split(b"\n")
            for line in lines:
                self._take(line)
        return self.reader

    def _take(self, line: bytes) -> None:
        self.started = True
        self.reader.feed(line)
        self.unsuitable = self.reader.unsuitable
