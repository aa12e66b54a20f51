"""What the pytest plugin does once it is used: models against their baselines, configured targets as tests."""

from __future__ import annotations

import hashlib
import io
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from msgspec.structs import replace

from scopeinspect import baseline as baselines
from scopeinspect import checking
from scopeinspect import checkpoint as checkpoints
from scopeinspect.api import Recording, recording_of
from scopeinspect.capture import capture
from scopeinspect.config import ConfiguredTarget
from scopeinspect.diff import compare
from scopeinspect.errors import ScopeInspectError
from scopeinspect.interpreter import interpreter_of
from scopeinspect.render.check import show_check
from scopeinspect.render.diff import as_text
from scopeinspect.render.finding import findings_of_check
from scopeinspect.render.text import visible
from scopeinspect.render.traceback import traceback_text
from scopeinspect.rules.catalogue import Wanted
from scopeinspect.rules.selection import FailOn, fails
from scopeinspect.setup import Setup, Start
from scopeinspect.sides import FailedRunError, Quiet, side_of
from scopeinspect.status import ended_well, status_of
from scopeinspect.target import target_written
from scopeinspect.typed import Typed
from scopeinspect.variable_tree import VariableTree, tree_of

_UPDATE = "pytest --scopeinspect-update"
_LONGEST = 2000
"""Characters of a sentence that is shown."""
_LONGEST_NAME = 255
"""Bytes of a file's name."""


class ScopeBaseline:
    """The baselines of one test.

    Args:
        path: the test's file; baselines lie beside it, `test_model.test_gan.baseline.json` for `test_gan`.
        test: the test's name, with that of its class.
        root: the folder that targets are relative to, and in which they are run.
        update: whether baselines are written anew instead of compared with.
    """

    def __init__(self, path: Path, test: str, root: Path, *, update: bool) -> None:
        self._path = path
        self._test = test
        self._root = root
        self._update = update
        self._checks = 0

    def check(
        self,
        build: Callable[[], object] | Recording | None = None,
        *,
        target: str | None = None,
        args: Sequence[str] = (),
        name: str | None = None,
        slots: bool = False,
    ) -> None:
        """Fails where the variables of a model are no longer those of its baseline.

        Args:
            build: builds the model; it is called once, in a graph of its own. Or a recording, of what was built in
                any other way.
            target: or else a script, or another target as on the command line, relative to pytest's root. It is run
                in a process of its own.
            args: the target's own arguments.
            name: what the baseline is called, `NAME.baseline.json`; by default it has the test's file and name.
            slots: whether slots, moving averages, the global step and local variables are kept and compared too.

        Raises:
            TypeError: neither `build` nor `target` is given, or both are.
        """
        __tracebackhide__ = True
        if (build is None) == (target is None):
            raise TypeError("check() takes either a function that builds the model, a recording, or a target.")
        if isinstance(build, str):
            raise TypeError(f"check() takes a function or a recording first; a target is named: target={build!r}.")
        self._checks += 1
        if target is not None:
            tree = _tree_of_target(target, args, self._root)
        else:
            recording = build if isinstance(build, Recording) else recording_of(build)  # type: ignore[arg-type]
            tree = tree_of(recording.raw)
        _compare(tree, self._baseline(name), name or self._test, slots=slots, update=self._update)

    def _baseline(self, name: str | None) -> Path:
        if name is not None:
            return self._path.with_name(name + baselines.SUFFIX)
        number = f".{self._checks}" if self._checks > 1 else ""
        before, after = f"{self._path.stem}.", f"{number}{baselines.SUFFIX}"
        room = _LONGEST_NAME - len(os.fsencode(before + after))
        return self._path.with_name(before + _as_file_name(self._test, room) + after)


def check_target(target: ConfiguredTarget, fail_on: FailOn, *, update: bool, start: Start) -> None:
    """Fails where `scopeinspect check` would: for findings, and for changes since the baseline.

    Args:
        target: what is run.
        fail_on: the findings that count.
        update: whether its baseline is written anew, where it has one, instead of compared with.
        start: starts the recorder.
    """
    __tracebackhide__ = True
    try:
        text = _findings(target, fail_on, update=update, start=start)
    except ScopeInspectError as error:
        text = str(error)
    if text:
        pytest.fail(text, pytrace=False)


def _findings(target: ConfiguredTarget, fail_on: FailOn, *, update: bool, start: Start) -> str:
    """What is wrong with a configured target, as text; empty where nothing is that counts."""
    __tracebackhide__ = True
    python = interpreter_of(target.python) if target.python else sys.executable
    setup = Setup(python=python, folder=str(target.folder), stop_at_session=target.stop_at_session)
    # Read first: what can't be read is known before anything is run.
    baseline = baselines.load_if_there(target.baseline, is_named=target.has_named_baseline and not update)
    checkpoint = checkpoints.read(str(target.checkpoint), setup, start=start) if target.checkpoint else None
    what = target.target()
    recording = capture(what, setup, start=start)
    if update and ended_well(recording):
        slots = baseline is not None and baseline.has_slots
        _compare(tree_of(recording), target.baseline, target.script, slots=slots, update=True)
        baseline = None
    if baseline is not None:
        baseline = replace(baseline, name=os.path.relpath(target.baseline))
    checked = checking.check(
        recording, Wanted(target.selection), baseline=baseline, checkpoint=checkpoint, graph=target.graph,
        folder=setup.folder, typed=_typed(target),
    )  # fmt: skip
    if not status_of(recording, fails=fails(checked.diagnostics, fail_on)):
        return ""
    text = io.StringIO()
    findings = findings_of_check(target.script, checked, recording, setup.folder, what.path)
    show_check([findings], text, in_full=True)
    told = traceback_text(recording.outcome.error)
    return (told + "\n" if told else "") + text.getvalue().rstrip("\n")


def _typed(target: ConfiguredTarget) -> Typed:
    """How a target is named on a command line, which takes the rest from the configuration."""
    if target.is_module:
        return Typed(target.script[3:].strip(), (("-m",),), target.args, is_configured=True)
    return Typed(os.path.relpath(target.folder / target.script), (), target.args, is_configured=True)


def _tree_of_target(named: str, args: Sequence[str], root: Path) -> VariableTree:
    __tracebackhide__ = True
    setup = Setup(folder=str(root))
    try:
        return side_of(named, setup, Quiet(), target=target_written(named, args, folder=setup.folder))
    except FailedRunError as failure:
        text = f"{traceback_text(failure.recording.outcome.error)}{visible(str(failure), _LONGEST)}"
    except ScopeInspectError as error:
        text = visible(str(error), _LONGEST)
    # Here, not where it was caught: pytest shows what an exception was raised in the place of.
    pytest.fail(text, pytrace=False)


def _compare(tree: VariableTree, path: Path, name: str, *, slots: bool, update: bool) -> None:
    """Fails where a tree is not that of a baseline; with `update`, writes the baseline where that is so."""
    __tracebackhide__ = True
    shown = os.path.relpath(path)
    before = _baseline(path)
    slots = slots or (before is not None and before.has_slots)
    kept = baselines.of_tree(tree, name, slots=slots)
    if not kept.variables:
        pytest.fail(f"{name} made no variables, so there is nothing to compare with {shown}.", pytrace=False)
    if update:
        if before is None or before.variables != kept.variables or before.has_slots != kept.has_slots:
            _save(kept, path, shown)
        return
    if before is None:
        pytest.fail(f"{shown} is not there yet; {_UPDATE} writes it, to be committed.", pytrace=False)
    found = compare(before, tree, slots=slots)
    if found.changes:
        text = io.StringIO()
        as_text(found, text)
        accept = f"If that is meant, {_UPDATE} writes {shown} anew."
        pytest.fail(f"{text.getvalue().rstrip()}\n\n{accept}", pytrace=False)


def _save(kept: VariableTree, path: Path, shown: str) -> None:
    __tracebackhide__ = True
    text = ""
    try:
        baselines.save(kept, path)
    except OSError as error:
        text = f"{shown}: can't be written: {error.strerror}."
    if text:  # not where it was caught: pytest shows what an exception was raised in the place of
        pytest.fail(text, pytrace=False)


def _baseline(path: Path) -> VariableTree | None:
    __tracebackhide__ = True
    if not path.exists():
        return None
    try:
        return baselines.load(path)
    except ScopeInspectError as error:
        text = str(error)
    pytest.fail(text, pytrace=False)


def _as_file_name(test: str, room: int) -> str:
    """A test's name, its parameters included, as a part of a file name that no other test has.

    Args:
        test: the name.
        room: the bytes that there are for it.
    """
    plain = re.sub(r"[^\w.\-]+", "-", test.replace("[", ".").rstrip("]"))
    if re.fullmatch(r"[\w.\-]+(\[[\w\-]+\])?", test) and len(os.fsencode(plain)) <= room:
        return plain
    mark = f"-{hashlib.sha256(test.encode('utf-8', 'backslashreplace')).hexdigest()[:8]}"
    return os.fsencode(plain)[: max(room - len(mark), 0)].decode(errors="ignore") + mark
