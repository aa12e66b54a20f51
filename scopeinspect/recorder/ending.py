"""How a target's run ended, told as `python` would tell it."""

from __future__ import annotations

import builtins
import contextlib
import io
import os
import re
import signal
import sys
import traceback
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Dict, Iterator, List, Optional, Tuple

from .first_lines import first_line
from .pythons_own import PythonsOwn
from .quotes import ORIGINALLY
from .restores import checkpoint_of
from .sites import Sites
from .source import python2_construct

_RECORDER = os.path.join(os.path.dirname(__file__), "")  # spelled as in our own frames
_GROUP: Any = getattr(builtins, "BaseExceptionGroup", ())


@dataclass(frozen=True)
class Fault:
    """An exception that the target let through, as data."""

    type: str
    """The name of its class, without the module."""
    message: str
    """``str(exception)``, or what `traceback` says where that raises."""
    traceback: str
    """The traceback as text, ending in a newline, causes and contexts included, the recorder's frames not."""
    frames: Tuple[Tuple[str, int, str], ...]
    """File, line and function, outermost first, of all its frames but the recorder's. Where a program doesn't
    compile and so has no frame: the place of the error."""
    python2: Optional[str] = None
    """For a syntax error: what reads like Python 2."""
    checkpoint: str = ""
    """Where a restore failed, the checkpoint that it was to read, as `checkpoint_of` gives it."""


@dataclass(frozen=True)
class CellFault:
    """A notebook's cell that raised."""

    cell: int
    """The cell's number, counting code cells from 1."""
    fault: Fault


@dataclass(frozen=True)
class Skipped:
    """A line of a notebook that is IPython's and not Python, and was left out."""

    cell: int
    line: int
    """Counted in the cell, or in the file where that is a text export."""
    text: str


@dataclass(frozen=True)
class Ending:
    """How the run ended."""

    kind: str
    """*finished*, *raised* or *exited* (through `SystemExit`)."""
    status: int
    """The status `python` would exit with; minus the signal where it would end by one (Ctrl-C)."""
    fault: Optional[Fault] = None
    """What was raised; set for *exited* too when a replaced `sys.excepthook` exited."""
    shown: bool = False
    """Whether the user's own `sys.excepthook` was given the exception, so that nobody else should print it."""
    cells: Tuple[CellFault, ...] = ()
    """The cells of a notebook that raised. They end nothing, so a notebook's kind is *finished*."""
    skipped: Tuple[Skipped, ...] = ()
    """The lines of a notebook that were left out."""
    unheard: Tuple[str, ...] = ()
    """Of a function, its arguments that stand among those of the command line, which it isn't given."""


def ended_by(exception: Optional[BaseException]) -> Ending:
    """The ending of a program that let this exception through. Does what `python` does about it at once.

    That is: writes the text of a ``SystemExit('text')`` to `sys.stderr`; sets `sys.last_traceback` and its
    likes, and calls `sys.excepthook` if the user has replaced it. The default hook is not called. To be
    called outside any ``except``: the hook is to see no exception that is being handled.
    """
    if exception is None:
        return Ending("finished", 0)
    with PythonsOwn():
        ending = _without_hook(exception)
        kind = type(exception)
        hook = getattr(sys, "excepthook", sys.__excepthook__)
    if ending.fault is None or hook is sys.__excepthook__:
        return ending
    failure: Optional[BaseException] = None
    try:
        hook(kind, exception, exception.__traceback__)
    except BaseException as raised:
        failure = raised
    with PythonsOwn():
        if isinstance(failure, SystemExit):
            return Ending("exited", _exit_status(failure.code), ending.fault, shown=True)
        if failure is not None:
            _show_failed_hook(failure, exception)
        return replace(ending, shown=True)


def _without_hook(exception: BaseException) -> Ending:
    if isinstance(exception, SystemExit):
        return Ending("exited", _exit_status(exception.code))
    fault = fault_of(exception)
    remember(exception)
    # Only this very class counts, and only since 3.8: a subclass ends with status 1, as any exception does.
    by_signal = type(exception) is KeyboardInterrupt and sys.version_info >= (3, 8)
    if not hasattr(sys, "excepthook"):
        _complain("sys.excepthook is missing\n")
    return Ending("raised", -int(signal.SIGINT) if by_signal else 1, fault)


def fault_of(exception: BaseException) -> Fault:
    """Describes an exception, and takes the recorder's frames out of its traceback for good."""
    strip(exception)
    told = traceback.TracebackException(type(exception), exception, exception.__traceback__)
    # Not of `told`, whose stack a `sys.tracebacklimit` cuts short.
    frames = tuple(_places(exception.__traceback__))
    construct = None
    if isinstance(exception, SyntaxError):
        construct = python2_construct(exception)
        if not frames and exception.filename is not None:
            frames = ((exception.filename, exception.lineno or 1, "<module>"),)
    meant = _meant(exception)
    text = "".join(told.format())
    text = text[:-1] + meant + "\n" if meant else text
    return Fault(type(exception).__qualname__, str(told) + meant, text, frames, construct, checkpoint_of(exception))


def _places(trace: Optional[TracebackType]) -> Iterator[Tuple[str, int, str]]:
    while trace is not None:
        code = trace.tb_frame.f_code
        line = first_line(code, trace.tb_lasti, trace.tb_lineno or 0, trace.tb_frame.f_globals)
        yield code.co_filename, line, code.co_name
        trace = trace.tb_next


def error_told(fault: Fault, sites: Sites) -> Dict[str, Any]:
    """An exception as a journal has it, its places numbered by `sites`."""
    numbers = [sites.of_line(*frame) for frame in fault.frames]
    return {
        "type": fault.type,
        "message": fault.message.split(ORIGINALLY)[0],
        "traceback": fault.traceback,
        "stack": [number for number in numbers if number],
        "checkpoint": sites.shown(fault.checkpoint) if fault.checkpoint else "",
    }


def _meant(exception: BaseException) -> str:
    """``. Did you mean: 'name'?`` where Python 3.10 and 3.11 print that; their `traceback` leaves it out."""
    if not (3, 10) <= sys.version_info[:2] < (3, 12) or type(exception) not in (AttributeError, NameError):
        return ""
    before = getattr(sys, "stderr", None)
    sys.stderr = printed = io.StringIO()
    try:
        sys.__excepthook__(type(exception), exception, exception.__traceback__)
    finally:
        sys.stderr = before
    found = re.search(r"\. Did you mean: '.*'\?\n\Z", printed.getvalue())
    return found.group()[:-1] if found else ""


def remember(exception: BaseException) -> None:
    """Sets what `python` leaves for a debugger: `sys.last_traceback` and its likes."""
    sys.last_type, sys.last_value, sys.last_traceback = type(exception), exception, exception.__traceback__
    if sys.version_info >= (3, 12):
        sys.last_exc = exception


def strip(exception: BaseException) -> None:
    """Takes the recorder's frames out of an exception, its causes and contexts and, of a group, its parts."""
    seen = set()  # contexts may run in a circle
    todo: List[Optional[BaseException]] = [exception]
    while todo:
        one = todo.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _without_ours(one.__traceback__)
        todo += [one.__cause__, one.__context__]
        if isinstance(one, _GROUP):
            todo += one.exceptions


def _without_ours(trace: Optional[TracebackType]) -> Optional[TracebackType]:
    kept: List[TracebackType] = []
    while trace is not None:
        if not _is_from(trace, _RECORDER):
            kept.append(trace)
        else:
            # Python leaves out its own frames around the reading of a module, but where one of ours is among them.
            while kept and _is_from(kept[-1], "<frozen importlib"):
                kept.pop()
        trace = trace.tb_next
    for entry, following in zip(kept, [*kept[1:], None]):
        if entry.tb_next is not following:  # setting it makes Python walk through all that follow
            entry.tb_next = following
    return kept[0] if kept else None


def _is_from(entry: TracebackType, folder: str) -> bool:
    return entry.tb_frame.f_code.co_filename.startswith(folder)


def _exit_status(code: Any) -> int:
    if code is None:
        return 0
    if isinstance(code, int):
        # What a shell sees of a C long; one that is too long counts as -1.
        return int(code) & 0xFF if -(2**63) <= code < 2**63 else 0xFF
    try:
        text = str(code)
    except Exception:
        text = ""
    _complain(text + "\n")
    return 1


def _show_failed_hook(failure: BaseException, exception: BaseException) -> None:
    strip(failure)
    _complain("Error in sys.excepthook:\n")
    sys.__excepthook__(type(failure), failure, failure.__traceback__)
    _complain("\nOriginal exception was:\n")
    sys.__excepthook__(type(exception), exception, exception.__traceback__)


def _complain(text: str) -> None:
    with contextlib.suppress(Exception):  # a replaced sys.stderr may be closed or anything; python goes on
        sys.stderr.write(text)
