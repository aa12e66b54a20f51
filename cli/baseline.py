"""`scopeinspect baseline`."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path

import click
import msgspec
from msgspec.structs import replace

from scopeinspect import baseline as baselines
from scopeinspect.config import find, load
from scopeinspect.diff import Diff, compare
from scopeinspect.errors import ScopeInspectError, Status
from scopeinspect.render.diff import as_text
from scopeinspect.render.text import counted, visible
from scopeinspect.setup import Setup
from scopeinspect.sides import NothingToCompareError, Run, is_pipe, side_of
from scopeinspect.target import Target

from .arguments import ArgumentsBehindDashes, arguments_behind
from .completion import files
from .formats import no_stdout
from .jobs import Job, Named, jobs_of
from .many import many_options, work
from .options import config_option
from .running import naming_options, running_options, was_named
from .telling import tell


@click.command(cls=ArgumentsBehindDashes)
@naming_options
@click.option("--slots", is_flag=True, help="Keep slots, moving averages, the global step and local variables too.")
@click.option("-o", "--output", "--output-file", "output", type=click.Path(dir_okay=False, path_type=Path),
              metavar="FILE", callback=no_stdout,
              help="The baseline of the one TARGET, where it has another name than TARGET.baseline.json.")  # fmt: skip
@config_option
@many_options
@running_options
@click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=files)
def baseline(
    targets: tuple[str, ...],
    call: str,
    output: Path | None,
    config_file: Path | None,
    setup: Setup,
    at_once: int,
    *,
    isolated: bool,
    is_module: bool,
    slots: bool,
) -> None:
    """Write the variables of each TARGET to a baseline, the file that is committed and that `check` compares with.

    Without a TARGET, those of [tool.scopeinspect] in pyproject.toml are taken. A baseline is written only where the
    variables have changed, and what has changed is listed. TARGET may be a pattern such as 'models/**/*.py', or a
    recording. Several targets share one import of TensorFlow. What stands behind -- is the script's own.

    A script really runs: one that trains, trains, unless --stop-at session ends it when the graph is built.

    \b
    Examples:
      scopeinspect baseline train.py
      scopeinspect baseline train.py -- --batch 32
      scopeinspect baseline --output models/gan.baseline.json train_gan.py
      scopeinspect baseline
    """
    config = load(config_file or find(Path.cwd()))
    named = Named(targets, setup, arguments_behind(), call, is_module, was_named("python"))
    jobs = jobs_of(named, config)
    if output is not None:
        if len(jobs) > 1:
            raise click.UsageError("--output is for one TARGET.")
        jobs = [replace(jobs[0], baseline=output)]
    else:
        _check_names(jobs)
    _check_paths(jobs)
    status = Status.CLEAN
    for written in work(jobs, partial(_write, slots=slots), at_once=at_once, isolated=isolated):
        if isinstance(written, _Written):
            click.echo(written.line)
            if written.changes is not None:
                as_text(written.changes, sys.stdout)
        elif len(jobs) == 1:
            raise written
        else:
            tell(written)
            status = max(status, written.status)
    sys.exit(status)


def _check_names(jobs: list[Job]) -> None:
    """What has no name of its own has no place beside it."""
    for job in jobs:
        if job.name == "-" or is_pipe(job.name):
            what = "standard input" if job.name == "-" else "a pipe"
            told = f"is {what}, with no place for a baseline beside it; --output names one"
            raise ScopeInspectError(f"{job.name}: {told}.")


def _check_paths(jobs: list[Job]) -> None:
    """Two targets that write one file would undo each other's work."""
    seen: dict[Path, Job] = {}
    for job in jobs:
        place = Path(os.path.realpath(job.baseline))  # `resolve` raises where links run in a loop
        first = seen.setdefault(place, job)
        if first is not job:
            raise ScopeInspectError(
                f"{first.name} and {job.name} would have one baseline, {job.baseline}; "
                "configure another for one of them."
            )


class _Written(msgspec.Struct, frozen=True):
    """What became of a baseline."""

    line: str
    """The sentence that says it."""
    changes: Diff | None = None
    """How it differs from the one that was there."""


def _write(job: Job, run: Run, *, slots: bool) -> _Written:
    """Brings the baseline of a target up to date."""
    # Read first: what is there and is no baseline is not ours to replace, and that is known before anything is run.
    before = baselines.load(job.baseline) if job.baseline.exists() else None
    slots = slots or (before is not None and before.has_slots)
    target = job.find()
    name, shown = _name(job, target), visible(os.path.relpath(job.baseline))  # a script may remove where we are
    tree = side_of(job.name, job.setup, run, target=target)
    kept = baselines.of_tree(tree, name, slots=slots)
    if not kept.variables:
        raise NothingToCompareError(f"{job.name}: has no variables of its own to keep; --slots keeps the others.")
    job.baseline.parent.mkdir(parents=True, exist_ok=True)
    if before is None:
        baselines.save(kept, job.baseline)
        return _Written(f"{shown}: written, {counted(len(kept.variables), 'variable')}.")
    if baselines.say_the_same(before, kept):
        return _Written(f"{shown}: unchanged, {counted(len(kept.variables), 'variable')}.")
    baselines.save(kept, job.baseline)
    changes = compare(before, kept, slots=slots)
    return _Written(f"{shown}: updated, {counted(len(kept.variables), 'variable')} now.", changes)


def _name(job: Job, target: Target | None) -> str:
    """What the baseline calls its target: a path as seen from where the baseline is."""
    path = job.name if target is None else target.path
    if path is None:
        return target.shown if target else job.name
    relative = os.path.relpath(Path(job.setup.folder, path), job.baseline.parent).replace(os.sep, "/")
    return f"{relative}:{target.function}" if target and target.function else relative
