"""Recording and inspecting from Python: what `import scopeinspect` offers."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType, TracebackType
from typing import Any

from scopeinspect import diff, model, report
from scopeinspect.assignment_map import assignment_map
from scopeinspect.checking import check as check_recording
from scopeinspect.errors import InterpreterError, ScopeInspectError
from scopeinspect.journal import Reader
from scopeinspect.journal import load as load_recording
from scopeinspect.journal import save as save_recording
from scopeinspect.recorder.imports import Unusable
from scopeinspect.recorder.in_process import InProcess, cell_of, fresh_graph
from scopeinspect.recorder.journal import line_of
from scopeinspect.recording import Recording as RawRecording
from scopeinspect.rules.catalogue import Wanted
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.rules.selection import Selection
from scopeinspect.setup import Setup
from scopeinspect.sides import FailedRunError, Quiet, side_of
from scopeinspect.status import ended_well
from scopeinspect.target import target_written
from scopeinspect.tree import Node, scope_tree, without_empty
from scopeinspect.variable_tree import VariableTree, tree_of
from scopeinspect.variables import WholeVariable, whole_variables

__all__ = ["Comparison", "Diagnostic", "Recording", "assert_no_duplicates", "check", "compare", "load", "record"]

_DUPLICATES = ("SI102", "SI103")
"""The rules about variables that the same code made again."""


class Recording:
    """What was built, and from where: `print` shows its tree, and a notebook shows one that unfolds.

    Args:
        raw: everything that was told; None while that is still going on.
    """

    def __init__(self, raw: RawRecording | None = None) -> None:
        self._raw = raw

    @property
    def raw(self) -> RawRecording:
        """Everything that was told, event by event.

        Raises:
            ScopeInspectError: the `with` block that it is recorded in is not over.
        """
        if self._raw is None:
            raise ScopeInspectError("the recording is still going on: read it after its `with` block.")
        return self._raw

    @property
    def variables(self) -> list[WholeVariable]:
        """All variables, in the order in which they were made; a partitioned one counts as one."""
        return whole_variables(self.raw)

    @property
    def scopes(self) -> list[Node]:
        """All variable scopes of all graphs, outermost first, each with its entries and its variables."""
        return [node for graph in self._graphs for node in scope_tree(self.raw, graph).walk() if node.name]

    @property
    def requests(self) -> tuple[model.Request, ...]:
        """All `get_variable` calls, in order: created, reused or refused."""
        return self.raw.requests

    @property
    def outcome(self) -> model.Outcome:
        """How the run ended."""
        return self.raw.outcome

    def site(self, what: WholeVariable | model.Request | model.ScopeEntry) -> model.Site | None:
        """The line of the user's code that made or asked for something; None where none of it stands behind it."""
        return self.raw.site(what.stack)

    def stack(self, what: WholeVariable | model.Request | model.ScopeEntry) -> list[model.Site]:
        """The lines of the user's code that led there, outermost first."""
        return self.raw.stack(what.stack)

    def tree(self, graph: int | None = None) -> Node:
        """The root of a graph's tree of variable scopes, without those that hold no variable.

        Args:
            graph: its number; may be left out where only one graph holds variables.

        Raises:
            ScopeInspectError: there is no such graph, or several hold variables and none is named.
        """
        known = self._graphs
        if graph is None and len(known) > 1:
            raise ScopeInspectError(f"graphs {', '.join(map(str, known))} hold variables; name one.")
        number = graph if graph is not None else known[0] if known else 0
        if graph is not None and graph not in self.raw.graphs:
            raise ScopeInspectError(f"there is no graph {graph}; there are {', '.join(map(str, self.raw.graphs))}.")
        return without_empty(scope_tree(self.raw, number))

    def report(self) -> dict[str, Any]:
        """All of it as plain data, as `--format json` gives it."""
        return report.report(self.raw, check(self))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Writes it to a file that `load` and `scopeinspect show` read, gzipped when its name ends in `.gz`.

        Raises:
            OSError: it can't be written.
        """
        save_recording(self.raw, path)

    @property
    def _graphs(self) -> list[int]:
        return sorted({variable.graph for variable in self.raw.variables.values()})

    def __eq__(self, other: object) -> bool:
        """Whether both say the same."""
        return isinstance(other, Recording) and self.raw == other.raw

    __hash__ = None  # type: ignore[assignment]

    def __str__(self) -> str:
        """The tree, as `scopeinspect run` prints it."""
        from scopeinspect.render.formats import as_text  # noqa: PLC0415 - rich is for those who print
        from scopeinspect.render.run import Show  # noqa: PLC0415

        text = io.StringIO()
        as_text(self.raw, [], Show(findings=False), text)
        return text.getvalue().rstrip("\n")

    def __repr__(self) -> str:
        """What it is, in a line."""
        if self._raw is None:
            return "<scopeinspect.Recording, still going on>"
        return f"<scopeinspect.Recording of {self._raw.start.target}: {len(self._raw.variables)} variables>"

    def _repr_html_(self) -> str:
        """The tree, to unfold in a notebook."""
        from scopeinspect.render.notebook import as_html  # noqa: PLC0415 - for notebooks only

        return as_html(self.raw)


class Comparison(diff.Diff, frozen=True, dict=True):
    """How the variables of one model differ from those of another: `print` shows it, `verdict` sums it up."""

    def assignment_map(self) -> str:
        """The code with which `tf.train.init_from_checkpoint` loads an old checkpoint into the new model."""
        return assignment_map(self)

    def __str__(self) -> str:
        """The verdict and the changes, as `scopeinspect diff` prints them."""
        from scopeinspect.render.diff import as_text  # noqa: PLC0415 - rich is for those who print

        text = io.StringIO()
        as_text(self, text)
        return text.getvalue().rstrip("\n")


class record:  # noqa: N801 - it reads as the verb that it is
    """Records what is built in a `with` block, in this process, on whatever graph is the default there.

        with scopeinspect.record() as recording:
            build()
        print(recording)

    Everything that TensorFlow builds meanwhile is recorded, whatever thread builds it. Recordings may be nested, or
    made by several threads at once: each records everything between its own beginning and end. An exception goes on
    its way; the recording says so, and holds what was built until then.

    Args:
        name: what the recording calls the program; by default the file that the `with` block is in.

    Raises (on entering):
        InterpreterError: there is no TensorFlow here.
    """

    def __init__(self, name: str = "") -> None:
        caller = sys._getframe(1).f_code  # noqa: SLF001 - documented, and what `inspect` itself uses
        self._name = name or _shown(caller)
        self._roots = _roots(caller)
        self._floor: CodeType | None = None
        self._reader = Reader(self._name)
        self._lines: list[bytes] = []
        self._recording = Recording()
        self._recorder: InProcess | None = None

    def __enter__(self) -> Recording:
        if self._recorder is not None:
            raise ScopeInspectError("this record() was used before; each `with` needs one of its own.")
        self._recorder = InProcess(self._take, self._name, self._roots, self._floor)
        try:
            self._recorder.begin()
        except Unusable as error:
            raise InterpreterError(str(error)) from error
        return self._recording

    def _take(self, event: dict[str, Any]) -> None:
        self._lines.append(line_of(event))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._recorder is not None, "it was entered"
        self._recorder.end(error)
        for line in self._lines:
            self._reader.feed(line)
        self._recording._raw = self._reader.recording()  # noqa: SLF001 - it is handed out before it is complete
        self._lines.clear()


def load(path: str | os.PathLike[str]) -> Recording:
    """Reads a recording that `Recording.save` or `scopeinspect run --save` wrote.

    Raises:
        UnreadableRecordingError: the file is missing, cut off, of a newer version, or something else entirely.
    """
    return Recording(load_recording(path))


def check(recording: Recording, *, select: Sequence[str] = (), ignore: Sequence[str] = ()) -> list[Diagnostic]:
    """What the rules find in a recording, worst first; what comments in the source silence is left out.

    Args:
        recording: what is looked at.
        select: rules to hear besides those that speak by themselves, by code or name.
        ignore: rules that are to be silent.

    Raises:
        ScopeInspectError: there is no rule of such a name.
    """
    wanted = Wanted(Selection(tuple(select), tuple(ignore)))
    wanted.check()
    return list(check_recording(recording.raw, wanted).diagnostics)


def compare(
    old: Recording | str | os.PathLike[str],
    new: Recording | str | os.PathLike[str],
    *,
    slots: bool = False,
    graph: int | None = None,
) -> Comparison:
    """Tells how two models differ in their variables, and whether an old checkpoint still loads.

    Args:
        old: a recording, or what `scopeinspect diff` takes: the path of a recording, a baseline, a checkpoint, or a
            script, which is run in a process of its own.
        new: the same.
        slots: whether slots, moving averages, the global step and local variables are compared too.
        graph: the number of the one graph of a program that is compared; by default all are taken together, and a
            checkpoint is compared with the one that fits it best.

    Raises:
        ScopeInspectError: a side has no variables, or can't be read; or there is no such graph.
    """
    found = diff.compare(_side(old), _side(new), slots=slots, graph=graph)
    return Comparison(found.old, found.new, found.changes, found.pairs, found.slots, found.other_graphs)


def assert_no_duplicates(
    build: Callable[[], object] | Recording | None = None, *, target: str | None = None, args: Sequence[str] = ()
) -> None:
    """Fails where the same code made the same variables again, which a reuse of the first ones would have saved.

    Args:
        build: builds the model; it is called once, in a graph of its own. Or a recording.
        target: or else a script, or another target as on the command line. It is run in a process of its own.
        args: the target's own arguments.

    Raises:
        AssertionError: there are such variables; its text says which, and who made them.
        FailedRunError: the target failed.
        ScopeInspectError: there is no such target.
        TypeError: neither `build` nor `target` is given, or both are.
    """
    __tracebackhide__ = True
    if (build is None) == (target is None):
        raise TypeError("it takes either a function that builds the model, a recording, or a target.")
    if isinstance(build, str):
        raise TypeError(f"it takes a function or a recording first; a target is named: target={build!r}.")
    if target is not None:
        recording = _recording_of_target(target, args)
    else:
        recording = build if isinstance(build, Recording) else recording_of(build)  # type: ignore[arg-type]
    found = [one for one in check(recording, select=_DUPLICATES) if one.code in _DUPLICATES and one.severity != "info"]
    if found:
        from scopeinspect.render.findings import Findings, as_text  # noqa: PLC0415 - rich is for those who print

        text = io.StringIO()
        as_text([Findings(recording.raw.start.target, tuple(found), recording.raw)], text)
        raise AssertionError(text.getvalue().rstrip("\n"))


def _recording_of_target(target: str, args: Sequence[str]) -> Recording:
    __tracebackhide__ = True
    recording = Quiet()(target_written(target, args), Setup())
    if not ended_well(recording):
        raise FailedRunError(recording, "checked")
    return Recording(recording)


def recording_of(build: Callable[[], object]) -> Recording:
    """Records a function that builds a model, in a graph of its own.

    Raises:
        InterpreterError: there is no TensorFlow here.
    """
    __tracebackhide__ = True
    recorder = record(getattr(build, "__qualname__", repr(build)))
    code = getattr(build, "__code__", None)
    recorder._roots = _roots(code) if code is not None else []  # noqa: SLF001 - ours
    recorder._floor = recording_of.__code__  # noqa: SLF001 - who calls this has no part in the model
    with recorder as recording, fresh_graph():
        build()
    return recording


def _side(side: Recording | str | os.PathLike[str]) -> VariableTree:
    if isinstance(side, Recording):
        tree = tree_of(side.raw)
        if not tree.variables:
            raise ScopeInspectError(f"{tree.name}: has no variables, so there is nothing to compare.")
        return tree
    return side_of(os.fspath(side), Setup(), Quiet())


def _shown(code: CodeType) -> str:
    """The file of a piece of code, relative to the working directory where it lies below it; or its notebook's cell."""
    if cell := cell_of(code.co_filename):
        return cell
    path = Path(code.co_filename)
    if code.co_filename.startswith("<") or not path.is_absolute() or not path.is_relative_to(Path.cwd()):
        return code.co_filename
    return str(path.relative_to(Path.cwd()))


def _roots(code: CodeType) -> list[str]:
    """The folder of a piece of code: its files are the user's, wherever they lie."""
    return [] if code.co_filename.startswith("<") else [str(Path(code.co_filename).parent)]


