"""`scopeinspect baseline`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import click
from click.core import ParameterSource

from scopeinspect import baseline as baselines
from scopeinspect.capture import Setup
from scopeinspect.config import Config, ConfiguredTarget, find, load
from scopeinspect.diff import compare
from scopeinspect.errors import ScopeInspectError, Status
from scopeinspect.interpreter import interpreter_of
from scopeinspect.render.diff import as_text
from scopeinspect.render.text import counted, visible
from scopeinspect.sides import NothingToCompareError, side_of
from scopeinspect.target import RECORDING_SUFFIXES, Target, target_of

from .completion import files
from .recording import record
from .running import running_options


@dataclass(frozen=True)
class _Job:
    """A target with its baseline."""

    name: str
    find: Callable[[], Target | None]
    """Gives what is to be run, None where `name` is a recording; raises where there is no such target."""
    setup: Setup
    path: Path


@click.command()
@click.option("-m", "is_module", is_flag=True, help="What is named are modules, run as by `python -m`.")
@click.option("--slots", is_flag=True, help="Keep slots, moving averages, the global step and local variables too.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="The baseline of the one TARGET, where it has another name than TARGET.baseline.json.")  # fmt: skip
@click.option("--config", "config_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="The pyproject.toml to read; by default the nearest one, here or above.")  # fmt: skip
@running_options
@click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=files)
@click.pass_context
def baseline(
    context: click.Context,
    targets: tuple[str, ...],
    output: Path | None,
    config_file: Path | None,
    setup: Setup,
    *,
    is_module: bool,
    slots: bool,
) -> None:
    """Write the variables of each TARGET to a baseline, the file that is committed and that `check` compares with.

    Without a TARGET, those of [tool.scopeinspect] in pyproject.toml are taken. A baseline is written only where the
    variables have changed, and what has changed is listed. TARGET may be a recording too.

    \b
    Examples:
      scopeinspect baseline train.py
      scopeinspect baseline --output models/gan.baseline.json train_gan.py
      scopeinspect baseline
    """
    config = load(config_file or find(Path.cwd()))
    has_own_python = context.get_parameter_source("python") is not ParameterSource.DEFAULT
    jobs = list(_jobs(targets, config, setup, has_own_python=has_own_python, is_module=is_module))
    if not jobs:
        raise click.UsageError("name a TARGET, or configure some in [[tool.scopeinspect.targets]] of pyproject.toml.")
    if output is not None:
        if len(jobs) > 1:
            raise click.UsageError("--output is for one TARGET.")
        jobs = [replace(jobs[0], path=output)]
    _check_paths(jobs)
    status = Status.CLEAN
    for job in jobs:
        try:
            _write(job, slots=slots)
        except ScopeInspectError as error:
            if len(jobs) == 1:
                raise
            click.echo(f"scopeinspect: {visible(str(error), 2000)}", err=True)
            status = max(status, error.status)
    sys.exit(status)


def _jobs(
    targets: tuple[str, ...], config: Config, setup: Setup, *, has_own_python: bool, is_module: bool
) -> Iterator[_Job]:
    def configured(one: ConfiguredTarget) -> _Job:
        python = setup.python if one.python is None or has_own_python else interpreter_of(one.python)
        own = replace(setup, python=python, folder=str(one.folder))
        return _Job(one.script, one.target, own, one.baseline)

    if not targets:
        yield from map(configured, config.targets)
    known = {os.path.normpath(one.folder / one.script): one for one in config.targets}
    for text in targets:
        one = known.get(os.path.normpath(Path(setup.folder, text).absolute()))
        if one is not None and not is_module:
            yield configured(one)
        elif text.endswith(RECORDING_SUFFIXES):
            stem = next(text.removesuffix(suffix) for suffix in RECORDING_SUFFIXES if text.endswith(suffix))
            yield _Job(text, lambda: None, setup, Path(stem + baselines.SUFFIX))
        else:
            find = partial(target_of, text, is_module=is_module, folder=setup.folder)
            path = baselines.default_path(f"-m {text}" if is_module else text, Path(setup.folder))
            yield _Job(text, find, setup, path)


def _check_paths(jobs: list[_Job]) -> None:
    """Two targets that write one file would undo each other's work."""
    seen: dict[Path, _Job] = {}
    for job in jobs:
        first = seen.setdefault(job.path.resolve(), job)
        if first is not job:
            raise ScopeInspectError(
                f"{first.name} and {job.name} would have one baseline, {job.path}; configure another for one of them."
            )


def _write(job: _Job, *, slots: bool) -> None:
    # Read first: what is there and is no baseline is not ours to replace, and that is known before anything is run.
    before = baselines.load(job.path) if job.path.exists() else None
    slots = slots or (before is not None and before.has_slots)
    target = job.find()
    tree = side_of(job.name, job.setup, record, target=target)
    kept = baselines.of_tree(tree, _name(job, target), slots=slots)
    if not kept.variables:
        raise NothingToCompareError(f"{job.name}: has no variables of its own to keep; --slots keeps the others.")
    shown = visible(os.path.relpath(job.path))
    if before is None:
        baselines.save(kept, job.path)
        click.echo(f"{shown}: written, {counted(len(kept.variables), 'variable')}.")
        return
    if baselines.say_the_same(before, kept):
        click.echo(f"{shown}: unchanged, {counted(len(kept.variables), 'variable')}.")
        return
    baselines.save(kept, job.path)
    click.echo(f"{shown}: updated, {counted(len(kept.variables), 'variable')} now.")
    as_text(compare(before, kept, slots=slots), sys.stdout)


def _name(job: _Job, target: Target | None) -> str:
    """What the baseline calls its target: a path as seen from where the baseline is."""
    path = job.name if target is None else target.path
    if path is None:
        return target.shown if target else job.name
    relative = os.path.relpath(Path(job.setup.folder, path), job.path.parent).replace(os.sep, "/")
    return f"{relative}:{target.function}" if target and target.function else relative
