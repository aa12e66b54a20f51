"""`scopeinspect watch`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import click
from msgspec.structs import replace

from scopeinspect import checking
from scopeinspect.capture import capture, signals_noted
from scopeinspect.diff import compare
from scopeinspect.errors import ScopeInspectError
from scopeinspect.journal import Reader
from scopeinspect.recording import Recording
from scopeinspect.render.check import print_findings, print_totals
from scopeinspect.render.finding import findings_of_check
from scopeinspect.render.run import Show
from scopeinspect.render.screen import Page, Screen
from scopeinspect.render.text import counted
from scopeinspect.render.watch import watched
from scopeinspect.rules.catalogue import find
from scopeinspect.rules.faults import RuleFault
from scopeinspect.rules.refusals import unmet_refusals
from scopeinspect.setup import Setup, Streams
from scopeinspect.status import ended_well
from scopeinspect.target import Target, target_of
from scopeinspect.variable_tree import VariableTree, tree_of
from scopeinspect.warm import WarmRecorders

from .arguments import ArgumentsBehindTarget
from .completion import files
from .mistakes import mistake_in_rules
from .output import show_options
from .progress import Doing
from .running import naming_options, running_options
from .telling import KEPT_BY_RUN


@click.command(cls=ArgumentsBehindTarget)
@click.option("--check", "with_findings", is_flag=True, help="Show what is wrong, as `check` does, not the tree.")
@naming_options
@running_options
@show_options
@click.argument("target", metavar="TARGET", shell_complete=files)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGS]...", shell_complete=files)
def watch(
    target: str,
    arguments: tuple[str, ...],
    call: str,
    setup: Setup,
    show: Show,
    *,
    with_findings: bool,
    is_module: bool,
) -> None:
    """Run TARGET again whenever it is saved, or a module that it imports, and show the tree with what has changed.

    TensorFlow is imported once, so that a small model is there as soon as it is saved. What makes the script fail is
    shown, and the next save tried. On a terminal the tree takes the whole screen, and what the script prints is not
    shown; elsewhere one tree follows the other. Ctrl-C ends it.

    \b
    Examples:
      scopeinspect watch train.py
      scopeinspect watch --check train.py --batch 32
      scopeinspect watch --stop-at session --depth 2 model.py:build
    """
    from scopeinspect.saves import Saves  # noqa: PLC0415 - with a library of its own

    find_target = partial(target_of, target, arguments, is_module=is_module, call=call, folder=setup.folder)
    find_target()  # what was never there is a slip of the command line; what vanishes later may come back
    with ExitStack() as stack:
        warm = stack.enter_context(WarmRecorders())
        warm.prepare(setup)
        signals = stack.enter_context(signals_noted())
        nothing = stack.enter_context(Path(os.devnull).open("r+b")).fileno()
        screen = stack.enter_context(Screen(sys.stdout))
        streams = Streams(nothing, nothing if screen.is_terminal else 2)
        view = _View(show, setup.folder, with_findings=with_findings)
        folder = os.path.realpath(setup.folder)
        used = {_file_of(target, folder)}
        while True:
            saves = Saves(used, folder)
            told, began = _Told(screen), time.monotonic()
            record = partial(
                capture, setup=setup, watch=told, start=warm.start, streams=streams, signals=signals
            )
            run = _tried(find_target, record)
            if signals:
                return
            screen.show(view.of(run))
            is_good = isinstance(run, Recording) and ended_well(run)
            used |= set(run.files) if isinstance(run, Recording) else set()
            saves.add(used)
            waiting = partial(screen.status, _waiting(time.monotonic() - began, len(used)))
            if not saves.wait(signals, any_source=not is_good, meanwhile=waiting):
                return


class _Told:
    """Shows what a run is doing."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._doing = Doing()
        screen.status("starting")

    def __call__(self, reader: Reader) -> None:
        self._screen.status(self._doing.told(reader))


def _waiting(seconds: float, files: int) -> str:
    """The status between two runs."""
    return f"{time.strftime('%H:%M:%S')} · took {seconds:.1f} s · waiting for a save of {counted(files, 'file')}"


def _tried(find: Callable[[], Target], record: Callable[[Target], Recording]) -> Recording | ScopeInspectError:
    try:
        return record(find())
    except ScopeInspectError as error:
        return error


def _file_of(target: str, folder: str) -> str:
    """The file that a target names; of a module, one that is not there."""
    path = Path(folder, target)
    return str((path if path.exists() else Path(folder, target.rpartition(":")[0] or target)).absolute())


class _View:
    """Makes a page of one run after the other, with what has changed since the last good one."""

    def __init__(self, show: Show, folder: str, *, with_findings: bool) -> None:
        self._show = show
        self._folder = folder
        self._with_findings = with_findings
        self._last: VariableTree | None = None

    def of(self, run: Recording | ScopeInspectError) -> Page:
        """A page with a run, or with why there was none."""
        if isinstance(run, ScopeInspectError):
            return Page().telling(str(run))
        faults: list[RuleFault] = []
        if self._with_findings:
            checked = checking.check(run, folder=self._folder, faults=faults)
            found = [findings_of_check(run.start.target, checked, run, self._folder)]
            page = Page(partial(print_findings, found, in_full=False), partial(print_totals, found, in_full=False))
            return _with_mistakes(page, faults, run)
        tree = tree_of(run)
        is_good = ended_well(run)
        since = compare(self._last, tree) if self._last and is_good else None
        self._last = tree if is_good else self._last
        diagnostics = find(run, faults=faults)
        ended_by = tuple(unmet_refusals(run, faults))
        show = replace(self._show, findings=bool(diagnostics or not faults), ended_by=ended_by)
        return _with_mistakes(watched(run, diagnostics, show, since), faults, run)


def _with_mistakes(page: Page, faults: list[RuleFault], run: Recording) -> Page:
    """A page that tells of rules that failed, too."""
    failed = mistake_in_rules(faults, run, KEPT_BY_RUN)
    return page.telling(str(failed)) if failed else page
