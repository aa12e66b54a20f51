"""The command `scopeinspect`."""

from __future__ import annotations

import contextlib
import importlib
import io
import signal
import sys
from collections.abc import Iterator
from errno import EDQUOT, EFBIG, EIO, EMFILE, ENOSPC
from pathlib import Path
from typing import Any

import click

from scopeinspect import __version__
from scopeinspect.errors import MistakeError, ScopeInspectError, Status
from scopeinspect.limits import too_many_files
from scopeinspect.render.text import PLAINLY, visible
from scopeinspect.words import nearest

from .signals import end_by_exception
from .streams import open_closed_streams, write_nowhere
from .telling import TOLD, mistake, tell

COMMANDS = {
    "run": "Run a script and print its tree of variable scopes.",
    "show": "Print a recording again, in any format.",
    "watch": "Run a script again whenever it is saved, and show what has changed.",
    "why": "Tell the story of one variable or scope.",
    "check": "Tell what is wrong with variables and scopes.",
    "merge": "Put together the reports of a check that was spread over machines.",
    "rule": "List the rules, or explain one.",
    "baseline": "Keep the variables of a script in a file to commit.",
    "diff": "Tell what has changed, and whether old checkpoints still load.",
    "dump": "Write the graph in a format that other tools read.",
    "schema": "Print the JSON Schema of a format.",
}
"""Each in a module of its name, which is imported only when it is used: they need much, and `--help` little."""

_NO_ROOM = (ENOSPC, EDQUOT, EFBIG, EIO)
"""Errors of writing. Our files tell their names, so one without a name is of standard output."""


class Group(click.Group):
    """Finds the commands, and catches, in one place, what is the user's to mend."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - as click has it
        """The names of all commands."""
        return list(COMMANDS)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as click has it
        """Writes what each command is for."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as click has it
        """One command; None where there is no such."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f".{cmd_name}", __package__)
        command: click.Command = getattr(module, cmd_name)
        _documented(command, cmd_name, module.__name__)
        return command

    def get_help(self, ctx: click.Context) -> str:
        """What is said by `--help`."""
        _documented(self, "main", __name__)
        return super().get_help(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; an unknown one is taken for a slip."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            file = visible(args[0])
            meant = f"`scopeinspect run {file}` runs it." if Path(args[0]).exists() else nearest(args[0], COMMANDS)
            raise click.UsageError(f"there is no command {file}; {meant}", ctx)
        return super().resolve_command(ctx, args)

    def main(self, *arguments: Any, **settings: Any) -> Any:
        """Is the command, to its end, whatever becomes of what it has to say."""
        open_closed_streams()
        try:
            return super().main(*arguments, **settings)
        except OSError:  # not even a slip of the command line can be told
            write_nowhere()
            sys.exit(Status.FAILED)

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:
        """Reads the command line, of which help may be all."""
        with _errors_told():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command."""
        with _errors_told():
            return super().invoke(ctx)


def _documented(command: click.Command, function: str, module: str) -> None:
    """Gives a command its text where Python has left out docstrings."""
    if command.help is None:
        from .docstrings import docstring_of  # noqa: PLC0415 - hardly ever

        command.help = docstring_of(function, module)


@contextlib.contextmanager
def _errors_told() -> Iterator[None]:
    """Tells an error of ours in one sentence, and ends the command with its exit status."""
    try:
        try:
            yield
        finally:
            sys.stdout.flush()  # or what can't be written would be found when it is too late to tell
    except BrokenPipeError:  # nobody reads what we say any more: the end, and no error
        write_nowhere()
        sys.exit(128 + signal.SIGPIPE)
    except ScopeInspectError as error:
        _tell(error)
        sys.exit(error.status)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except OSError as error:
        _tell(ScopeInspectError(_in_words(error)))
        sys.exit(Status.FAILED)
    except TOLD:  # by click
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, nobody foresaw it
        _tell(mistake(error))
        sys.exit(MistakeError.status)


def _in_words(error: OSError) -> str:
    """One sentence on an error of the system's."""
    if error.errno == EMFILE:  # whichever file it was that was one too many
        return f"{too_many_files()}."
    where = error.filename or _unnamed(error)
    return f"{where}: {error.strerror}." if where else f"{error.strerror or error}."


def _unnamed(error: OSError) -> str:
    """What an error is of that names no file; empty where nobody knows."""
    if error.errno in _NO_ROOM:
        return "standard output"
    if "temporary directory" in (error.strerror or ""):  # as Python's own search for one ends
        return "nowhere is room for temporary files, so name a folder that has room in TMPDIR"
    try:
        Path.cwd()
    except OSError:
        return "the working directory is gone, so `cd` to one that is there"
    return ""


def _tell(error: ScopeInspectError) -> None:
    """Says why we end; where that can't be said, the exit status is all that can."""
    try:
        tell(error)
        sys.stdout.flush()
    except OSError:
        write_nowhere()


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="scopeinspect")
def main() -> None:
    """See the variable scopes of a TensorFlow program: who makes which variable, who shares it, and why.

    \b
    Examples:
      scopeinspect run train.py --batch 32      print its tree of scopes
      scopeinspect check train.py               find duplicates, leaked reuse …
      scopeinspect why train.py conv1/weights   the story of one variable
      scopeinspect run --save a.scopes.jsonl train.py
      scopeinspect show a.scopes.jsonl          print it again, and run nothing
      scopeinspect baseline train.py            keep its variables in a file
      scopeinspect diff --against main train.py do old checkpoints still load?

    Whatever names a script runs it, to its end: one that trains, trains. --stop-at session ends it before that, when
    the graph is built; --timeout SECONDS bounds it; `show`, and whatever is given a recording, runs nothing.

    \b
    Exit status:
      0  clean
      1  findings: a run that recorded nothing, for example
      2  what was asked can't be done: no such file, no TensorFlow, no recording
         (or by a mistake of ours)
      3  the inspected script failed; what was recorded until then is shown
    141  whoever read the output has gone, as with `| head`
    """
    end_by_exception()  # whatever is named is loaded by now, and there may soon be something to undo
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=PLAINLY)
