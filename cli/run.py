"""`scopeinspect run`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from msgspec.structs import replace

from scopeinspect.capture import capture
from scopeinspect.journal import save as save_recording
from scopeinspect.render.run import Show
from scopeinspect.setup import Export, Setup
from scopeinspect.target import target_of
from scopeinspect.typed import Typed

from .arguments import ArgumentsBehindTarget
from .completion import files
from .formats import no_stdout
from .jobs import Named, options_again
from .many import many_options
from .output import is_in_report, output_options, report
from .places import check_outputs, read_for
from .progress import Progress
from .recording import printed_traceback
from .run_many import are_many, run_many
from .running import naming_options, running_options, was_named


@click.command(cls=ArgumentsBehindTarget)
@naming_options
@many_options
@running_options
@output_options
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              callback=no_stdout,
              help="Keep the recording, for `scopeinspect show`; gzipped when FILE ends in .gz.")  # fmt: skip
@click.argument("target", required=False, metavar="[TARGET]", shell_complete=files)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="[ARGS]...", shell_complete=files)
def run(
    target: str | None,
    arguments: tuple[str, ...],
    call: str,
    setup: Setup,
    save: Path | None,
    show: Show,
    format_name: str,
    output_file: Path | None,
    at_once: int,
    *,
    isolated: bool,
    is_module: bool,
) -> None:
    """Run TARGET in a fresh graph and print its tree of variable scopes.

    TARGET is a script, `script.py:function` or `package.module:function` (imported, then called), a notebook, or
    with -m a module. Everything after it is its own, as with `python`. What it prints goes to standard error;
    standard output is the report. A pattern in quotes, such as 'models/**/*.py', runs each file that it matches;
    without a TARGET, those of [tool.scopeinspect] in pyproject.toml are run.

    The script really runs: one that trains, trains, unless --stop-at session ends it when the graph is built.

    \b
    Examples:
      scopeinspect run train.py --batch 32
      scopeinspect run --depth 2 --sort size train.py
      scopeinspect run --call 'batch=32, training=True' model.py:build
      scopeinspect run --stop-at session -m project.train --config small
      scopeinspect run --format json train.py > report.json
      scopeinspect run --python ~/tf1 train.py
      scopeinspect run -j 4 --depth 1 'models/*.py'
    """
    named = Named(tuple(filter(None, [target])), setup, arguments, call, is_module, was_named("python"))
    if are_many(named):
        if save is not None or is_module:
            raise click.UsageError("--save and -m are for one TARGET; name it.")
        sys.exit(run_many(named, show, format_name, output_file, at_once=at_once, isolated=isolated))
    assert target is not None, "one is named"
    found = target_of(target, arguments, is_module=is_module, call=call, folder=setup.folder)
    check_outputs([save, output_file], read_for(found, setup.folder))
    _warn_of_unquoted_pattern(target, arguments)
    if format_name == "html":
        setup = replace(setup, export=Export("shapes"))  # for the picture in the page
    with Progress() as progress:
        recording = capture(found, setup, progress)
    if recording.outcome.kind == "interrupted" and sys.stderr.isatty():
        click.echo(err=True)  # below the ^C
    if save is not None:
        save_recording(recording, save)
    if not is_in_report(format_name, output_file):
        click.echo(printed_traceback(recording, setup), err=True, nl=False)
    show = replace(show, typed=Typed(target, options_again(call, setup, is_module=is_module), arguments))
    sys.exit(report(recording, format_name, output_file, show, str(save or "")))


def _warn_of_unquoted_pattern(target: str, arguments: tuple[str, ...]) -> None:
    """A shell that writes out `*.py` leaves all but the first file to the script; a notebook takes no other."""
    files = [target, *arguments]
    several, ending = (2, ".ipynb") if target.endswith(".ipynb") else (3, ".py")
    if len(files) >= several and all(file.endswith(ending) and Path(file).is_file() for file in files):
        others = f"{len(arguments)} files as its arguments" if len(arguments) > 1 else "file as its argument"
        click.echo(
            f"scopeinspect: {target} was given the other {others}; a pattern "
            f"that is to be run stands in quotes, as in '*{ending}'.", err=True,
        )  # fmt: skip
