"""Works through many jobs at a time, with one import of TensorFlow for all that can share it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import click

from scopeinspect.capture import capture, signals_noted
from scopeinspect.errors import NotBegunError, ScopeInspectError
from scopeinspect.recording import Recording
from scopeinspect.render.text import counted, visible
from scopeinspect.setup import Setup, Start, Streams
from scopeinspect.sides import Run
from scopeinspect.target import Target
from scopeinspect.warm import WarmRecorders

from .jobs import Job
from .options import options_in, with_options
from .progress import Counter
from .recording import printed_traceback, recorder
from .telling import TOLD, mistake

Answer = TypeVar("Answer")
Command = TypeVar("Command", bound=Callable[..., Any])


def many_options(command: Command) -> Command:
    """Adds the options that say how many targets are worked through."""
    option = options_in("Several targets")
    options = [
        option("-j", "--jobs", "at_once", type=click.IntRange(min=1), metavar="N", default=_cores,
               help="How many targets run at a time. Default: as many as there are cores."),
        option("--isolated", is_flag=True,
               help="Start a new interpreter for every target, where several would share the import of TensorFlow."),
    ]  # fmt: skip
    return with_options(command, options)


def work(
    jobs: Sequence[Job], do: Callable[[Job, Run], Answer], *, at_once: int, isolated: bool, tracebacks: bool = True
) -> Iterator[Answer | ScopeInspectError]:
    """Does something with every job, and gives what came of each, in order.

    What can't be done is given as its error, so that it doesn't keep the others from being done. After Ctrl-C the
    targets that run are asked to end, and no other is begun.

    Args:
        jobs: what to work through.
        do: is called with each job, and with what records its target.
        at_once: how many at a time.
        isolated: whether each target gets an interpreter of its own.
        tracebacks: whether the traceback of a script that fails goes to standard error.
    """
    if len(jobs) == 1:
        # Its checkpoint is read by TensorFlow too.
        with recorder(is_shared=not isolated and jobs[0].checkpoint is not None, tracebacks=tracebacks) as alone:
            yield _tried(do, jobs[0], alone)
        return
    with ExitStack() as stack:
        start = None if isolated else stack.enter_context(WarmRecorders()).start
        signals = stack.enter_context(signals_noted())
        nothing = stack.enter_context(Path(os.devnull).open("rb"))
        counter = stack.enter_context(Counter(len(jobs)))
        run = _Recorder(start, signals, nothing.fileno(), is_alone=at_once == 1, tracebacks=tracebacks)

        def done(job: Job) -> Answer | ScopeInspectError:
            with counter.running(job.name):
                return _tried(do, job, run)

        pool = stack.enter_context(ThreadPoolExecutor(at_once))
        stack.callback(pool.shutdown, cancel_futures=True)
        for future in _submitted(pool, done, jobs):
            yield future.result()


def _submitted(pool: ThreadPoolExecutor, done: Callable[[Job], Answer], jobs: Sequence[Job]) -> list[Future[Answer]]:
    try:
        return [pool.submit(done, job) for job in jobs]
    except RuntimeError as error:  # it is told nothing better by Python
        raise ScopeInspectError(
            f"{error} here, where {counted(len(jobs), 'target')} are to be run; -j 1 needs the fewest, and `ulimit -u` "
            "tells how many processes and threads there may be."
        ) from error


def _tried(do: Callable[[Job, Run], Answer], job: Job, run: Run) -> Answer | ScopeInspectError:
    try:
        return do(job, run)
    except ScopeInspectError as error:
        return error
    except TOLD:
        raise
    except Exception as error:  # noqa: BLE001 - a mistake of ours with one target is not to hide the others
        return mistake(error, job.name)


class _Recorder:
    """Records targets in threads.

    Args:
        start: starts what needs TensorFlow.
        signals: those that came for us; after one, nothing is begun any more.
        nothing: a descriptor to read nothing from: targets that run at a time can't share our standard input.
        is_alone: whether each target runs alone, so that what it prints can be seen at once.
        tracebacks: whether those of scripts that fail are printed.
    """

    def __init__(
        self, start: Start | None, signals: list[int], nothing: int, *, is_alone: bool, tracebacks: bool
    ) -> None:
        self.start = start
        self.signals = signals
        self._nothing = nothing
        self._is_alone = is_alone
        self._tracebacks = tracebacks
        self._printing = threading.Lock()

    def __call__(self, target: Target, setup: Setup) -> Recording:
        """Runs a target; what it prints goes to standard error when it is over, not mixed with that of others.

        It has its name above it then, as `tail` and `head` tell several files.
        """
        if self.signals:
            raise NotBegunError(f"{target.shown}: was not begun, as we were interrupted.")
        if self._is_alone:
            return self._captured(target, setup, 2)
        with tempfile.TemporaryFile(prefix="scopeinspect-") as printed:
            try:
                return self._captured(target, setup, printed.fileno())
            finally:
                if printed.seek(0, os.SEEK_END):
                    self._print(f"==> {visible(target.shown)} <==\n".encode(), printed)

    def _print(self, headline: bytes, printed: BinaryIO) -> None:
        printed.seek(0)
        with self._printing:
            sys.stderr.buffer.write(headline)
            shutil.copyfileobj(printed, sys.stderr.buffer)
            sys.stderr.flush()

    def _captured(self, target: Target, setup: Setup, output: int) -> Recording:
        recording = capture(
            target, setup, start=self.start, streams=Streams(self._nothing, output), signals=self.signals
        )
        if self._tracebacks:
            os.write(output, printed_traceback(recording, setup).encode("utf-8", "backslashreplace"))
        return recording


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
