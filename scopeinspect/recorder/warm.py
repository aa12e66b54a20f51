"""Records many targets with one import of TensorFlow.

A process that has imported TensorFlow and nothing else waits for jobs on a socket and forks a child for each. It runs
no session of its own, ever: after that, a session in a fork would hang.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
import threading
import warnings
from array import array
from typing import Any, Dict, List, NamedTuple, NoReturn, Optional

from .imports import Unusable, import_tensorflow

_leave = os._exit  # the recorder puts another in its place


class Job(NamedTuple):
    """The descriptors that come with a job, in this order."""

    request: int
    """A file that holds the request, as `record.record` takes it."""
    journal: int
    stdin: int
    stdout: int
    stderr: int
    told: int
    """A pipe that is told the child's number, and how it ended: a line each."""


def serve(descriptor: int, verbose: bool) -> Optional[Job]:
    """Imports TensorFlow, and forks a child for each job, until the other end of a socket is closed.

    Args:
        descriptor: of a Unix socket, through which each job comes as one byte and the descriptors of a `Job`.
        verbose: see `imports.import_tensorflow`.

    Returns:
        In a child, its job. In the process itself None, when nobody asks any more.
    """
    with contextlib.suppress(Unusable):  # each child will find the same, and tell it in its journal
        import_tensorflow(verbose)
    gc.collect()
    gc.freeze()  # or the first collection in a child would touch, and so copy, everything
    return _Server(socket.socket(fileno=descriptor)).serve()


def end(status: int) -> NoReturn:
    """Ends a child as `python` would, but that the system takes it down: TensorFlow takes longer than most targets.

    Args:
        status: of the target; minus the signal where it ended by one.
    """
    for finish in (threading._shutdown, atexit._run_exitfuncs):  # type: ignore[attr-defined]
        with contextlib.suppress(BaseException):  # it is printed already, and python goes on
            finish()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):  # closed, or anything the target has put there
            stream.flush()
    if status < 0:
        signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    _leave(status)


def request_of(job: Job) -> Dict[str, Any]:
    """What a job asks for. Its environment is taken on: it is the server's but for a few variables."""
    with os.fdopen(job.request, "rb") as file:
        file.seek(0)
        request: Dict[str, Any] = json.load(file)
    for name, value in request.pop("environment").items():
        os.environ.pop(name, None)
        if value is not None:
            os.environ[name] = value
    return request


class _Server:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._running: Dict[int, int] = {}  # a child's number to its pipe
        # A child's end is told through a pipe, as `select` must hear of both.
        self._ended, self._woken = os.pipe()
        for end_ in (self._ended, self._woken):
            os.set_blocking(end_, False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._woken)

    def serve(self) -> Optional[Job]:
        while True:
            waiting: List[Any] = [self._connection, self._ended]
            ready = select.select(waiting, [], [])[0]
            if self._ended in ready:
                os.read(self._ended, 4096)
                self._reap()
            if self._connection in ready:
                job = self._receive()
                if job is None:
                    self._kill_all()
                    return None
                if self._is_child(job):
                    return job

    def _receive(self) -> Optional[Job]:
        """The next job; None when the other end is closed."""
        count = len(Job._fields)
        descriptors = array("i")
        told, ancillary, _, _ = self._connection.recvmsg(1, socket.CMSG_SPACE(count * descriptors.itemsize))
        if not told:
            return None
        for _, _, content in ancillary:
            descriptors.frombytes(content[: len(content) - len(content) % descriptors.itemsize])
        return Job(*descriptors)

    def _is_child(self, job: Job) -> bool:
        """Forks. True in the child, which is then ready to run the job."""
        with warnings.catch_warnings():
            # Python warns of TensorFlow's threads, which a child can do without.
            warnings.simplefilter("ignore", DeprecationWarning)
            number = os.fork()
        if number == 0:
            self._become(job)
            return True
        self._running[number] = job.told
        if not _tell(job.told, number):
            os.kill(number, signal.SIGKILL)  # it has been given up already
        for descriptor in job[:-1]:
            os.close(descriptor)
        return False

    def _become(self, job: Job) -> None:
        """Leaves everything behind that is the server's, and takes on what is the job's."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._connection.close()
        for descriptor in (self._ended, self._woken, job.told, *self._running.values()):
            os.close(descriptor)
        os.setsid()  # so that all that it starts can be found
        for place, descriptor in enumerate((job.stdin, job.stdout, job.stderr)):
            os.dup2(descriptor, place)
            os.close(descriptor)
        numpy = sys.modules.get("numpy")
        if numpy is not None:
            numpy.random.seed()  # a process of its own would draw its own numbers

    def _reap(self) -> None:
        """Tells of every child that has ended."""
        while self._running:
            number, status = os.waitpid(-1, os.WNOHANG)
            if number == 0:
                return
            told = self._running.pop(number)
            _tell(told, -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))
            os.close(told)

    def _kill_all(self) -> None:
        """Nobody is there any more who could read what they tell."""
        for number in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(number, signal.SIGKILL)


def _tell(pipe: int, number: int) -> bool:
    """Writes a line; False where who asked has gone."""
    try:
        os.write(pipe, b"%d\n" % number)
    except BrokenPipeError:
        return False
    return True
