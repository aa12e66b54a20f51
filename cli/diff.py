"""`scopeinspect diff`."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

import click
import msgspec
from msgspec.structs import replace

from scopeinspect.assignment_map import assignment_map, saver_map
from scopeinspect.checkpoint_files import files_of, is_checkpoint
from scopeinspect.config import Config, find, load
from scopeinspect.diff import Diff, compare
from scopeinspect.errors import ScopeInspectError, Status
from scopeinspect.interpreter import interpreter_of
from scopeinspect.render.diffs import DIFF_FORMATS
from scopeinspect.render.text import visible
from scopeinspect.rules.changes import diagnostics_of
from scopeinspect.rules.selection import FAIL_ON, FailOn, fails
from scopeinspect.setup import Setup
from scopeinspect.sides import is_pipe, is_target, side_at, side_of
from scopeinspect.target import Target
from scopeinspect.variable_tree import VariableTree
from scopeinspect.words import shell_line

from .arguments import ArgumentsBehindDashes, arguments_behind
from .completion import files
from .formats import Output, PairedCommand, format_options, write
from .jobs import Named, job_of
from .options import config_option
from .places import check_outputs, read_for
from .recording import recorder
from .running import naming_options, running_options, was_named


class DiffCommand(ArgumentsBehindDashes, PairedCommand):
    """Has a script's arguments behind `--`, and pairs of formats and files."""


@click.command(cls=DiffCommand)
@click.option("--against", metavar="REVISION",
              help="Compare one TARGET with itself as it is in a Git revision, checked out in a temporary folder.")
@click.option("--python-old", metavar="PATH", help="The interpreter for the old side, instead of --python's.")
@click.option("--python-new", metavar="PATH", help="The interpreter for the new side, instead of --python's.")
@naming_options
@click.option("--renames/--no-renames", default=True, show_default=True,
              help="Whether a variable that is gone is looked for under another name.")  # fmt: skip
@click.option("--slots", is_flag=True,
              help="Compare slots, moving averages, the global step and local variables too.")  # fmt: skip
@click.option("--graph", type=click.IntRange(min=0), metavar="N",
              help="Of a script that builds several graphs, compare the one of this number only. By default all are "
                   "taken together; a checkpoint is compared with the one that trains, of several with "
                   "the one that fits it best.")  # fmt: skip
@click.option("--assignment-map", "wanted_map", flag_value="assignment", default=None,
              help="Print the map with which tf.train.init_from_checkpoint loads an old checkpoint, nothing else.")
@click.option("--saver", "wanted_map", flag_value="saver",
              help="Print the tf.train.Saver that restores an old checkpoint, nothing else.")  # fmt: skip
@click.option("--fail-on", type=click.Choice(FAIL_ON), default=None,
              help="The changes for which the exit status is 1. Default: any; where a map is asked for, those that no "
                   "map can mend.")  # fmt: skip
@config_option
@running_options
@format_options(DIFF_FORMATS)
@click.argument("sides", nargs=-1, metavar="OLD NEW", shell_complete=files)
@click.pass_context
def diff(
    context: click.Context,
    sides: tuple[str, ...],
    against: str | None,
    python_old: str | None,
    python_new: str | None,
    call: str,
    config_file: Path | None,
    graph: int | None,
    wanted_map: str | None,
    fail_on: FailOn | None,
    setup: Setup,
    outputs: tuple[Output, ...],
    *,
    is_module: bool,
    renames: bool,
    slots: bool,
) -> None:
    """Tell how the variables of NEW differ from those of OLD, and whether an old checkpoint still loads.

    Each side is a script or another target, a recording, a baseline, or a checkpoint: its prefix, its folder, or a
    SavedModel. A recording or a baseline may come through a pipe. With --against, or with two interpreters, one TARGET
    is both sides. One that [tool.scopeinspect] in pyproject.toml has is run as it says there, and what the command line
    says counts over that. The verdict, and the map, are of the model's own variables; --slots has them cover what
    optimizers keep and the global step as well.

    A script really runs: one that trains, trains, unless --stop-at session ends it when the graph is built.

    \b
    Examples:
      scopeinspect diff old/train.py train.py
      scopeinspect diff --against origin/main train.py
      scopeinspect diff checkpoints/model.ckpt-1000 train.py
      scopeinspect diff --assignment-map checkpoints train.py > map.py
      scopeinspect diff --python-old ~/tf1 --python-new ~/tf2 train.py
      scopeinspect diff --against main --format html --output-file a.html train.py
      scopeinspect diff old.py train.py -- --batch 32
    """
    python = [interpreter_of(own) if own else None for own in (python_old, python_new)]
    must_be_one = against is not None
    texts = _sides(sides, may_be_one=must_be_one or any(python), must_be_one=must_be_one)
    named = Named(texts, setup, arguments_behind(), call, is_module, was_named("python"))
    old_side, new_side = _prepared(named, python, config_file)
    read = [*_read_for(old_side), *_read_for(new_side), *filter(None, [config_file or find(Path.cwd())])]
    check_outputs([output.file for output in outputs], read)
    _warn_of_writing_over(old_side, new_side)
    with recorder(is_shared=against is None and _can_share(old_side, new_side)) as record:
        if against is not None:
            if old_side.target is None:
                raise ScopeInspectError(f"{old_side.text}: is nothing to be run, so it can't be run at {against}.")
            old: VariableTree = side_at(against, old_side.target, old_side.setup, record)
        else:
            old = side_of(old_side.text, old_side.setup, record, target=old_side.target)
        new = side_of(new_side.text, new_side.setup, record, target=new_side.target)
    found = compare(old, new, renames=renames, slots=slots, graph=graph)
    _tell(found, wanted_map, outputs, new_side, _command(context, sides))
    sys.exit(_status(found, fail_on, has_map=wanted_map is not None))


class _Side(msgspec.Struct, frozen=True):
    """One side, as the command line and the configuration have it."""

    text: str
    target: Target | None
    """What to run; None for a recording, a baseline or a checkpoint."""
    setup: Setup


def _read_for(side: _Side) -> Iterable[Path]:
    return read_for(side.target, side.setup.folder) if side.target else files_of(side.text)


def _can_share(old: _Side, new: _Side) -> bool:
    """Whether one import of TensorFlow is enough for both."""
    need_tensorflow = all(side.target or is_checkpoint(side.text) for side in (old, new))
    return need_tensorflow and (old.setup.python, old.setup.folder) == (new.setup.python, new.setup.folder)


def _prepared(named: Named, python: list[str | None], config_file: Path | None) -> list[_Side]:
    """Both sides, each with the settings that are configured for it.

    Args:
        named: what the command line says.
        python: the interpreter of each side, where it has one of its own.
        config_file: the configuration, where it is not the nearest.
    """
    old, new = named.targets
    if old == new and is_pipe(old):
        raise ScopeInspectError(f"{old}: is a pipe, which can be read only once; save what it holds to a file.")
    run = [text for text in dict.fromkeys(named.targets) if is_target(text)]
    _check_revisions(named, run)
    config = load(config_file or find(Path.cwd())) if run else Config(Path.cwd())
    jobs = {text: job_of(text, named, config) for text in run}
    targets = {text: job.find() for text, job in jobs.items()}
    # A checkpoint is read by the TensorFlow of the program that it is compared with.
    reading = next((job.setup for job in jobs.values()), named.setup)
    setups = [jobs[text].setup if text in jobs else reading for text in named.targets]
    return [
        _Side(text, targets.get(text), replace(setup, python=own) if own else setup)
        for text, setup, own in zip(named.targets, setups, python, strict=True)
    ]


def _check_revisions(named: Named, run: list[str]) -> None:
    """A side is taken for what Git would take it for only where it is nothing else."""
    from scopeinspect.revision import is_revision  # noqa: PLC0415 - only where something is run

    folder = named.setup.folder
    for text in run:
        if not named.is_module and not Path(folder, text).exists() and is_revision(text, folder):
            command = f"scopeinspect diff --against {text} SCRIPT"
            raise ScopeInspectError(
                f"{text}: is a revision, and no file; `{command}` compares a script as it is there with what it is now."
            )


def _warn_of_writing_over(old: _Side, new: _Side) -> None:
    """A script that saves where it found the checkpoint would take from the user what the map is to rescue."""
    runs_on = new.target is not None and not new.setup.stop_at_session
    if runs_on and old.target is None and is_checkpoint(old.text):
        told = f"{new.text} runs to its end, and may write over {old.text}; --stop-at session ends it before that."
        click.echo(f"scopeinspect: {visible(told, 2000)}", err=True)


def _status(found: Diff, fail_on: FailOn | None, *, has_map: bool) -> Status:
    """A map that was asked for, and loads all there is, is what was wanted: `diff --saver … > map.py && …` goes on."""
    if has_map and fail_on is None:
        return Status.FINDINGS if found.verdict == "breaks" else Status.CLEAN
    return Status.FINDINGS if fails(diagnostics_of(found), fail_on or "any") else Status.CLEAN


def _sides(sides: tuple[str, ...], *, may_be_one: bool, must_be_one: bool) -> tuple[str, str]:
    if len(sides) == 1 and may_be_one:
        return sides[0], sides[0]
    if len(sides) == 2 and not must_be_one:  # noqa: PLR2004 - old and new
        return sides[0], sides[1]
    raise click.UsageError("name OLD and NEW, or one TARGET with --against or with two interpreters.")


def _tell(found: Diff, wanted_map: str | None, outputs: tuple[Output, ...], side: _Side, command: str) -> None:
    if wanted_map is not None:
        if found.new.source != "program":
            raise ScopeInspectError(
                f"{found.new.name}: is no program; a map loads values into a program's variables, so NEW is to be one."
            )
        click.echo(assignment_map(found) if wanted_map == "assignment" else saver_map(found), nl=False)
        return

    path = side.target.path if side.target else None

    def render(name: str, file: TextIO) -> None:
        DIFF_FORMATS[name](found, file, command, path or side.text, side.setup.folder)

    write(outputs, render)


def _command(context: click.Context, sides: tuple[str, ...]) -> str:
    """The command line as it was given, without what only says how it is told."""
    given = context.params
    names = {
        "against": "--against", "python_old": "--python-old", "python_new": "--python-new", "call": "--call",
        "config_file": "--config", "python": "--python", "folder": "--cwd", "graph": "--graph",
    }  # fmt: skip
    told = [word for name, option in names.items() if was_named(name) for word in (option, str(given[name]))]
    if number := given.get("stop_at_session"):
        told += ["--stop-at", f"session:{number}".removesuffix(":1")]
    flags = {"-m": given["is_module"], "--slots": given["slots"], "--no-renames": not given["renames"]}
    told += [option for option, is_on in flags.items() if is_on]
    own = arguments_behind()
    return shell_line([context.command_path.split()[0], "diff", *told, *sides, *(["--", *own] if own else [])])
