"""Starts the recorder in a process of its own, watches it, and says how it ended."""

from __future__ import annotations

import json
import math
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from errno import EMFILE
from pathlib import Path
from typing import IO, Any, Literal

import msgspec

from scopeinspect.errors import InterpreterError, NotBegunError, TargetError
from scopeinspect.journal import Reader
from scopeinspect.limits import too_many_files
from scopeinspect.model import Lost, Outcome, Unsuitable
from scopeinspect.recording import Recording
from scopeinspect.setup import Process, Setup, Start, Streams
from scopeinspect.target import Target
from scopeinspect.words import signal_text

RECORDER = Path(__file__).parent / "recorder"
Asked = Literal["interrupted", "timed-out"]

GRACE = 5.0
"""Seconds that a script gets to end by itself once it is asked to."""

_POLL = 0.05

_DESCRIPTOR = re.compile(r"/(?:dev|proc/self)/fd/(\d{1,9})")

_UNTOLD = (
    "there was no room for it in the folder of temporary files, which TMPDIR names, or the script has closed all files "
    "or become another program"
)


class ColdProcess:
    """A recorder in a new interpreter: a `Process`.

    Args:
        request: what it is to do, see `recorder.__main__`.
        setup: how.
        descriptor: of its journal, or whatever else the request is answered through.
        streams: what the target reads and writes.

    Raises:
        InterpreterError: it can't be started.
    """

    def __init__(self, request: dict[str, Any], setup: Setup, descriptor: int, streams: Streams) -> None:
        command = [setup.python, str(RECORDER), str(descriptor), json.dumps(request)]
        try:
            self._process = subprocess.Popen(  # noqa: S603 - running the user's script is what we are for
                command,
                stdin=streams.stdin,
                stdout=streams.output,
                stderr=streams.output,
                pass_fds=[descriptor, *handed_down(request)],
                cwd=setup.folder,
                # After a script Python would wait for what is typed; a prompt is no part of what is inspected.
                env={name: value for name, value in setup.environment.items() if name != "PYTHONINSPECT"},
                # A session of its own: Ctrl-C reaches the script through us, once, and what it leaves can be found.
                start_new_session=True,
            )
        except OSError as error:
            why = too_many_files() if error.errno == EMFILE else error.strerror
            raise InterpreterError(f"{setup.python}: can't be started: {why}.") from error

    def wait(self, timeout: float | None = None) -> int:
        """See `Process`."""
        return self._process.wait(timeout)

    def signal(self, number: int) -> None:
        """See `Process`."""
        signal_group(self._process.pid, number)


def handed_down(request: dict[str, Any]) -> list[int]:
    """The descriptors that a target is named by, or finds among its arguments, as a shell's `<(…)` names a pipe."""
    target = request.get("target") or {}
    words = [target.get("path") or "", *target.get("args", ())]
    numbers = {int(found[1]) for found in map(_DESCRIPTOR.fullmatch, words) if found}
    return sorted(number for number in numbers if number > 2 and Path(f"/dev/fd/{number}").exists())  # noqa: PLR2004


def signal_group(group: int, number: int) -> None:
    """Sends a signal to a process group."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):  # all gone already; macOS says the second of a zombie
        return


def capture(
    target: Target,
    setup: Setup,
    watch: Callable[[Reader], None] = lambda _: None,
    *,
    start: Start | None = None,
    streams: Streams | None = None,
    signals: list[int] | None = None,
) -> Recording:
    """Runs a target and returns what was recorded, however the run ended.

    Args:
        target: what to run.
        setup: how.
        watch: called several times a second with what was told so far.
        start: starts the recorder; None does so in a new interpreter.
        streams: what the target reads and writes; None gives it ours.
        signals: grows by each signal that came for us, as in `signals_noted`; None notes them here.

    Raises:
        InterpreterError: the interpreter is missing, unsuitable, or has no TensorFlow.
        TargetError: the target can't be run at all: no such file, or not Python.
        NotBegunError: it was stopped before it had begun.
    """
    import tempfile  # noqa: PLC0415 - only where something is run

    with tempfile.TemporaryFile(prefix="scopeinspect-") as journal:
        reader = _Tail(journal, target.shown)
        sys.stderr.flush()
        with nullcontext(signals) if signals is not None else signals_noted() as came:
            process = (start or ColdProcess)(_request(target, setup), setup, journal.fileno(), streams or Streams())
            ending = ending_of(process, setup.timeout, came, lambda: watch(reader.read()), reader.has_started)
        reader.read()
        return _recording(reader, ending, setup)


def _request(target: Target, setup: Setup) -> dict[str, Any]:
    return {
        "target": target.request(),
        "shown": target.shown,
        "tf1": setup.tf1,
        "tf1_packages": setup.tf1_packages,
        "verbose": setup.verbose,
        "stop_at_session": setup.stop_at_session,
        "export": msgspec.structs.asdict(setup.export) if setup.export else None,
    }


def ending_of(
    process: Process,
    timeout: float | None,
    signals: list[int],
    watch: Callable[[], None] = lambda: None,
    has_started: Callable[[], bool] = lambda: False,
) -> Outcome:
    """Waits for the end of a process, and leaves nothing of it behind.

    Args:
        process: what to wait for.
        timeout: seconds until it is ended.
        signals: those that came for us; each ends it.
        watch: called several times a second.
        has_started: whether it can be asked to end, and is not just killed.

    Returns:
        How it ended, as seen from outside.
    """
    try:
        asked = _wait(process, watch, timeout, signals, has_started)
    finally:
        process.signal(signal.SIGKILL)  # whatever it has left behind, too
    status = process.wait()
    if asked is not None:
        return Outcome(asked, status)
    return Outcome("killed", status) if status < 0 else Outcome("exited", status)


def _wait(
    process: Process,
    watch: Callable[[], None],
    timeout: float | None,
    signals: list[int],
    has_started: Callable[[], bool],
) -> Asked | None:
    """Waits for the process to end.

    Args:
        process: what to wait for.
        watch: called several times a second.
        timeout: seconds until it is asked to end.
        signals: those that came for us; each asks it to end.
        has_started: whether there is anything to be asked; until then Python would tell of the interrupt itself.

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
            process.signal(signal.SIGINT if has_started() else signal.SIGKILL)


@contextmanager
def signals_noted() -> Iterator[list[int]]:
    """Notes Ctrl-C, SIGTERM and SIGHUP instead of ending by them: the script is to be ended first, and told of.

    Not as exceptions, which could come in the middle of reading what was recorded. Those that are ignored (SIGHUP under
    `nohup`) stay so. Yields the list that grows.
    """
    came: list[int] = []

    def note(number: int, _frame: object) -> None:
        came.append(number)

    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    try:
        before = {
            number: signal.signal(number, note) for number in numbers if signal.getsignal(number) is not signal.SIG_IGN
        }
    except ValueError:  # only the main thread may; elsewhere the caller has to see to it
        before = {}
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _recording(reader: _Tail, seen: Outcome, setup: Setup) -> Recording:
    if found := reader.unsuitable:
        raise TargetError(found.why, found.file, found.line) if found.what == "target" else InterpreterError(found.why)
    was_ended = seen.kind in {"interrupted", "timed-out"}
    if was_ended and not reader.started:
        how = "was interrupted" if seen.kind == "interrupted" else "ran out of time"
        raise NotBegunError(f"the run {how} before it began.")
    if was_ended:
        return reader.reader.recording(seen)
    _check_begun(reader, seen, setup.python)
    told = reader.reader.outcome
    # A process that told its end and was then killed by another signal (in a destructor, say) did not end as told.
    as_told = told is not None and (seen.kind != "killed" or seen.status == told.status)
    # Whatever ends by itself tells so, with its last op.
    lost = Lost(_UNTOLD) if told is None and seen.kind == "exited" else None
    return reader.reader.recording(told if as_told else seen, lost)


def _check_begun(reader: _Tail, seen: Outcome, python: str) -> None:
    """Raises InterpreterError where a process ended before the target's turn had come."""
    if not reader.started:
        raise InterpreterError(f"{python}: is not a Python that scopeinspect can record with (3.7 or newer).")
    if not reader.reader.has_begun:
        was_killed = seen.kind == "killed"
        how = f"was killed ({signal_text(-seen.status)})" if was_killed else f"ended with status {seen.status}"
        raise InterpreterError(
            f"{python} {how} while it imported TensorFlow; `{python} -c 'import tensorflow'` tells the whole."
        )


class _Tail:
    """Reads a journal while it grows. The recorder writes through the same file, so our place in it is our own."""

    def __init__(self, journal: IO[bytes], name: str) -> None:
        self._descriptor = journal.fileno()
        self._place = 0
        self._rest = b""
        self.reader = Reader(name)
        self.started = False
        self.unsuitable: Unsuitable | None = None

    def has_started(self) -> bool:
        """Whether anything was told by now."""
        self.read()
        return self.started

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
