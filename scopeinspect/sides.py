"""The two sides of a diff: whatever the user names, as a tree of variables."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec.structs import replace

from scopeinspect import baseline, checkpoint, journal
from scopeinspect.checkpoint_files import is_checkpoint
from scopeinspect.errors import ScopeInspectError, Status
from scopeinspect.messages import exception_in_words
from scopeinspect.pipes import read_at_most
from scopeinspect.recording import Recording
from scopeinspect.setup import Setup, Start
from scopeinspect.status import ended_well, why_incomplete
from scopeinspect.target import Target, begins_as_recording, is_recording, target_of
from scopeinspect.variable_tree import TreeVariable, VariableTree, tree_of


class Run(Protocol):
    """Records targets: `capture`, with whatever is to be shown meanwhile."""

    @property
    def start(self) -> Start | None:
        """Starts what needs TensorFlow: the recorder, or what reads a checkpoint. None does so in a new interpreter."""

    @property
    def signals(self) -> list[int] | None:
        """Those that came for us, see `capture`."""

    def __call__(self, target: Target, setup: Setup) -> Recording:
        """Runs a target."""


class Quiet(msgspec.Struct, frozen=True):
    """Records targets and shows nothing: a `Run`."""

    start: Start | None = None
    signals: None = None

    def __call__(self, target: Target, setup: Setup) -> Recording:
        """See `capture`."""
        from scopeinspect.capture import capture  # noqa: PLC0415 - only where something is run

        return capture(target, setup, start=self.start)


class FailedRunError(ScopeInspectError):
    """A program that was to be compared, or checked, failed, so its variables are not all there."""

    status = Status.SCRIPT_FAILED

    def __init__(self, recording: Recording, aim: str = "compared") -> None:
        self.recording = recording
        outcome = recording.outcome
        if outcome.error is not None:
            what = f"it raised {exception_in_words(outcome.error.type, outcome.error.message)}"
        else:
            what = f"it ended with status {outcome.status} ({outcome.kind})"
        way_out = "; --stop-at session ends it before it runs a session or restores, when the graph is built"
        restores = outcome.error is not None and outcome.error.checkpoint
        hint = way_out if recording.sessions or restores else ""
        super().__init__(f"{recording.start.target}: can't be {aim}, as {what}{hint}")


class NothingToCompareError(ScopeInspectError):
    """A side has no variables, which is never to be taken for no changes."""


def side_of(text: str, setup: Setup, run: Run, *, target: Target | None = None) -> VariableTree:
    """The variables of what a text names: a recording, a baseline, a checkpoint, or else a target to be run.

    Args:
        text: what the user wrote.
        setup: how a target is run, and whose TensorFlow reads a checkpoint.
        run: records a target.
        target: what to run, where the text is known to name a target.

    Raises:
        FailedRunError: the target failed.
        NothingToCompareError: there is no variable at all.
        ScopeInspectError: there is no such file, or it can't be read.
    """
    tree = _tree(text, setup, run, target)
    if not tree.variables:
        raise NothingToCompareError(f"{text}: has no variables, so there is nothing to compare.")
    return tree


def side_at(revision: str, target: Target, setup: Setup, run: Run) -> VariableTree:
    """The variables of a target as it is in a revision of the repository.

    Raises:
        RevisionError: there is no such revision.
        FailedRunError: the target failed there.
        NothingToCompareError: it made no variables there.
        ScopeInspectError: the target is not in that revision, or a part of it was taken from somewhere else.
    """
    from scopeinspect.revision import worktree  # noqa: PLC0415 - only where something is run

    with worktree(revision, setup.folder) as files:
        path = target.path and str(files.there(Path(setup.folder, target.path)))
        if path and not Path(path).exists():
            raise ScopeInspectError(
                f"{target.path}: is not in {revision}; if it had another name there, `git show "
                f"{revision}:NAME > old.py` gets it, and `scopeinspect diff old.py {target.path}` compares them."
            )
        folder = files.there(setup.folder)
        if not folder.is_dir():
            raise ScopeInspectError(
                f"{os.path.relpath(setup.folder)}: there is no such folder in {revision}, so {target.shown} "
                "can't be run there as it is run here."
            )
        moved = replace(target, path=path and os.path.relpath(path, folder))
        there = replace(setup, folder=str(folder), environment=files.environment(setup.environment))
        recording = _whole(run(moved, there))
        sites = (site.file for site in recording.sites.values() if not _is_below(site.file, files.copy))
        stray = next((file for file in sites if _is_below(file, files.root)), None)
        if stray is not None:
            raise ScopeInspectError(
                f"{revision}: {target.shown} imports {stray} from the working tree, so this would compare it with "
                "itself; it is installed from there, in editable mode perhaps."
            )
        name = f"{target.shown} at {revision}"
        tree = _named(tree_of(recording), name, lambda variable: _at_home(variable, files.copy, folder))
    if not tree.variables:
        raise NothingToCompareError(f"{target.shown}: has no variables at {revision}, so there is nothing to compare.")
    return tree


def is_target(text: str) -> bool:
    """Whether a text names something to be run, and neither a recording nor a baseline nor a checkpoint."""
    is_file_of_ours = is_pipe(text) or is_recording(text) or _is_baseline(Path(text))
    return not is_file_of_ours and not is_checkpoint(text)


def is_pipe(text: str) -> bool:
    """Whether a text names a pipe, as a shell's `<(…)` does: it can be read only once."""
    return Path(text).is_fifo()


def _is_baseline(path: Path) -> bool:
    return path.suffix == ".json" or (path.is_file() and baseline.is_baseline(path))


def _tree(text: str, setup: Setup, run: Run, target: Target | None) -> VariableTree:
    path = Path(text)
    if target is not None:
        return tree_of(_whole(run(target, setup)))
    if is_pipe(text):
        return _named(_piped(path), text)
    if is_recording(text):
        return _named(tree_of(_whole(journal.load(text))), text)
    if _is_baseline(path):
        return replace(baseline.load(text), name=text)
    if is_checkpoint(text):
        return checkpoint.read(text, setup, start=run.start, signals=run.signals)
    return tree_of(_whole(run(target_of(text, folder=setup.folder), setup)))


def _piped(path: Path) -> VariableTree:
    """The variables of a recording or a baseline that comes through a pipe, told apart by how it begins.

    Raises:
        ScopeInspectError: it is neither, or can't be read.
    """
    try:
        data = read_at_most(path, journal.LONGEST_LINE)
    except OSError as error:
        raise ScopeInspectError(f"{path}: can't be read: {error.strerror}.") from error
    if begins_as_recording(data):
        return tree_of(_whole(journal.read(io.BytesIO(data), str(path))))
    if baseline.begins_as_baseline(data):
        return baseline.parsed(data, path)
    raise ScopeInspectError(
        f"{path}: is a pipe that holds neither a recording nor a baseline; a script or a checkpoint has to be a file."
    )


def _named(
    tree: VariableTree, name: str, changed: Callable[[TreeVariable], TreeVariable] = lambda variable: variable
) -> VariableTree:
    """A tree, and those of its graphs, under another name, with variables that are told otherwise."""
    return replace(
        tree,
        name=name,
        variables={key: changed(one) for key, one in tree.variables.items()},
        graphs={number: _named(graph, name, changed) for number, graph in tree.graphs.items()},
    )


def _whole(recording: Recording) -> Recording:
    if why := why_incomplete(recording):
        name = recording.start.target
        raise ScopeInspectError(f"{name}: can't be compared, as its recording is not complete; {why}.")
    if not ended_well(recording):
        raise FailedRunError(recording)
    return recording


def _is_below(file: str, folder: Path) -> bool:
    return Path(file).is_absolute() and Path(file).is_relative_to(folder)


def _at_home(variable: TreeVariable, copy: Path, folder: Path) -> TreeVariable:
    """A variable whose site is told as from the user's own folder, not from the temporary one."""
    site = variable.site
    if site is None or not _is_below(site.file, copy):
        return variable
    return replace(variable, site=replace(site, file=os.path.relpath(site.file, folder)))
