"""One recording, from the first line of the journal to the last."""

from __future__ import annotations

import atexit
import contextlib
import importlib.machinery
import os
import signal
import sys
import traceback
from typing import Any, Dict, Iterator, List, Optional, Sequence, Set, Tuple

from . import loaded, script, tf1
from .converted import Converted
from .ending import Ending, Fault, Skipped, error_told
from .export import export
from .forks import UNTOLD, Forks
from .generated import GeneratedFiles
from .hooks import Hooks
from .imports import Unusable, import_tensorflow
from .journal import IMPORTING, Journal, send_to_descriptor
from .notebook import Cell
from .pythons_own import PythonsOwn
from .sites import Sites, UserFiles
from .source import Problem, Source, parse, plain_compile, read

SCHEMA = "scopeinspect/recording/1"

_MOST_LEFT_OUT = 3
"""Lines of IPython's that are named."""


def record(descriptor: int, request: Dict[str, Any]) -> int:
    """Runs the target of a request, and tells what it does to the journal.

    Args:
        descriptor: takes the journal's lines.
        request: `target` (the fields of a `script.Target`), `shown` (what the user calls it), `tf1` (True, False,
            or None for a guess), `tf1_packages`
            (libraries that are TF1-style too), `stop_at_session` (the number of the `Session.run` to stop at, or
            None), `verbose` (whether TensorFlow's own messages are shown) and, where graphs are to be written when
            the run is over, `export` (see `export.export`).

    Returns:
        The exit status that `python` would have ended with; minus SIGINT where Ctrl-C ended the script.
    """
    journal = Journal(send_to_descriptor(descriptor))
    version = ".".join(map(str, sys.version_info[:3]))
    journal.tell({"e": "start", "schema": SCHEMA, "target": request["shown"], "python": version})
    try:
        program = script.load(script.Target(**request["target"]))
        journal.doing(IMPORTING)
        tensorflow = import_tensorflow(request["verbose"])
        return _Run(journal, program, request).run(tensorflow)
    except Problem as problem:
        where = {"file": problem.file, "line": problem.line} if problem.file and problem.line else {}
        journal.tell(dict({"e": "unsuitable", "what": "target", "why": str(problem)}, **where))
    except Unusable as unusable:
        journal.tell({"e": "unsuitable", "what": "interpreter", "why": str(unusable)})
    except KeyboardInterrupt:
        return 128 + signal.SIGINT  # asked to stop before the script began
    except Exception:
        # Ours, not the script's: those are endings.
        journal.tell({"e": "fault", "traceback": traceback.format_exc()})
    return 2


class _Run:
    def __init__(self, journal: Journal, program: script.Program, request: Dict[str, Any]) -> None:
        self._journal = journal
        self._request = request
        self._program = program
        self._export = request.get("export")
        self._is_user_file = UserFiles(_roots(program.target))
        self._start = os.getcwd()
        self._sites = Sites(journal.tell, self._is_user_file, self._start, converted=Converted())
        self._hooks = Hooks(journal, self._sites, self._is_user_file, self._stop_at_session, bool(self._export))
        self._ending: Optional[Dict[str, Any]] = None
        self._stop_at = request["stop_at_session"]
        self._generated = GeneratedFiles() if self._stop_at else None
        self._leave = os._exit
        self._process = os.getpid()
        self._is_over = False

    def run(self, tensorflow: Any) -> int:
        folders = [_folder(self._program.target), *sys.path]
        programs = list(_sources(self._program, folders))
        packages = self._request["tf1_packages"]
        for package in packages:
            if importlib.machinery.PathFinder.find_spec(package, folders) is None:
                raise Problem(f"--tf1-package: there is no package {package}.")
        decision = tf1.decide(programs, self._is_user_file, folders, self._request["tf1"], packages)
        self._journal.tell({
            "e": "tensorflow", "version": tensorflow.__version__, "tf1": decision.tf1, "why": decision.why,
        })
        compile_source = tf1.install(self._is_user_file, packages) if decision.tf1 else plain_compile
        if not decision.tf1 and not any(_settles_eager(source) for source, _ in programs):
            _leave_eager(tensorflow)
        self._hooks.install()
        # Registered before any of the script's own, so that it runs after all of them, when threads have ended too.
        atexit.register(self._end)
        self._end_before_leaving()
        self._forks = Forks(self._hooks)
        ending = script.run(self._program, compile_source, self._note_cell)
        with PythonsOwn():
            self._ending = self._end_event(ending)
        return ending.status

    def _end_before_leaving(self) -> None:
        """Lets `os._exit` and `os.abort`, which ask nobody, lose nothing."""
        give_up = os.abort

        def _exit(status: int) -> None:
            self._ending = {"e": "end", "kind": "exited", "status": status & 0xFF, "error": None}
            self._end()
            self._leave(status)

        def abort() -> None:
            self._end()
            give_up()

        os._exit = _exit  # type: ignore[assignment]
        os.abort = abort  # type: ignore[assignment]

    def _stop_at_session(self, number: int) -> None:
        if number == self._stop_at and os.getpid() == self._process:
            self._ending = {"e": "end", "kind": "stopped", "status": 0, "error": None}
            self._end()
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):  # a script may have put anything there, or None
                    stream.flush()
            if self._generated:
                self._generated.remove()
            # Not by an exception: a script may catch any.
            self._leave(0)

    def _end(self) -> None:
        """Tells the end, once. A forked child has its own, which is not ours to tell."""
        if self._is_over or os.getpid() != self._process:
            return
        self._is_over = True
        with PythonsOwn():
            self._tell_end()

    def _tell_end(self) -> None:
        # A journal that takes no more (a full disk, or the script has closed it) is nothing to disturb the script for;
        # that its end was not told is seen from outside.
        with contextlib.suppress(OSError):
            self._hooks.finish()
        self._hooks.remove()
        with contextlib.suppress(OSError):
            self._journal.tell({"e": "files", "names": sorted(self._files())})
            if self._forks.have_made_ops:
                self._journal.tell({"e": "note", "text": UNTOLD})
            if self._export:
                export(self._export, self._hooks.graphs(), self._journal.tell)
            # Without an ending of its own the process is leaving for a reason that only its exit status can tell.
            if self._ending is not None:
                self._journal.tell(self._ending)

    def _files(self) -> Set[str]:
        """The files that the run came from: when one of them is saved, another would be different."""
        files = {vars(module).get("__file__") for module in loaded.since()}
        files |= {self._program.target.path, getattr(getattr(sys, "last_value", None), "filename", None)}
        paths = {os.path.abspath(os.path.join(self._start, file)) for file in files if isinstance(file, str)}
        return {path for path in paths if self._is_user_file(path) and os.path.isfile(path)}

    def _end_event(self, ending: Ending) -> Dict[str, Any]:
        error = None
        if ending.fault is not None:
            error = error_told(ending.fault, self._sites)
            if ending.shown:
                error["traceback"] = ""
        if ending.skipped:
            self._journal.tell({"e": "note", "text": _left_out(ending.skipped)})
        for name in ending.unheard:
            text = "--{0} is in sys.argv, and no argument of the function; --call '{0}=…', before the target, gives it"
            self._journal.tell({"e": "note", "text": text.format(name)})
        return {"e": "end", "kind": ending.kind, "status": ending.status, "error": error}

    def _note_cell(self, cell: Any, fault: Optional[Fault]) -> None:
        if fault is not None:
            error = error_told(fault, self._sites)
            raised = "{type}: {message}".format(**error)
            if fault.python2:
                raised += "; it reads like Python 2 ({})".format(fault.python2)
            self._journal.tell({
                "e": "note", "text": "cell {} raised {}".format(cell.number, raised), "stack": error["stack"],
                "raised": raised, "expected": cell.may_raise, "checkpoint": error["checkpoint"],
            })


def _left_out(lines: Sequence[Skipped]) -> str:
    """Which lines of a notebook were not run, in a sentence."""
    told = ["{} (line {} of cell {})".format(one.text, one.line, one.cell) for one in lines[:_MOST_LEFT_OUT]]
    more = " and {:,} more".format(len(lines) - len(told)) if len(lines) > len(told) else ""
    them = "as it is" if len(lines) == 1 else "as they are"
    return "left out, {} IPython's and not Python's: {}{}".format(them, ", ".join(told), more)


def _settles_eager(source: Source) -> bool:
    """Whether a program sees to it by itself that graphs are built."""
    text = source if isinstance(source, str) else source.decode("utf-8", "replace")
    return "disable_eager_execution" in text or "disable_v2_behavior" in text


def _leave_eager(tensorflow: Any) -> None:
    """Lets what would run eagerly build the default graph, in every thread."""
    if not tensorflow.__version__.startswith("1."):
        tensorflow.compat.v1.disable_eager_execution()


def _folder(target: script.Target) -> str:
    """The folder that the target's own modules are looked for in first."""
    return os.path.dirname(os.path.abspath(target.path)) if target.path and target.path != "-" else os.getcwd()


def _roots(target: script.Target) -> List[str]:
    """The folders whose files are the user's wherever they lie: the target's, where it was named by its path."""
    return [_folder(target)] if target.path else []


def _joined(cells: Sequence[Cell]) -> str:
    """The cells that are Python as one program, as they share what they import."""
    lines: List[str] = []
    for cell in cells:
        text = cell.source.splitlines()
        try:
            parse(text)
        except SyntaxError:
            continue
        # The cells of a text export stand at their places in the file, behind empty lines.
        lines += text if cell.text is not None else text[len(lines) :]
    return "\n".join(lines)


def _sources(program: script.Program, folders: Sequence[str]) -> Iterator[Tuple[Source, str]]:
    """The text and file name of what is about to be run, found without importing any of it."""
    target = program.target
    if program.cells:
        yield _joined(program.cells), os.path.abspath(str(target.path))
    elif program.source:
        yield program.source, os.path.abspath(str(target.path))
    elif target.module:
        parts = target.module.split(".")
        for folder in folders:
            for tail in ([*parts[:-1], parts[-1] + ".py"], [*parts, "__main__.py"], [*parts, "__init__.py"]):
                path = os.path.join(folder, *tail)
                if os.path.isfile(path):
                    yield read(path), path
                    return
