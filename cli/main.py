"""The command `scopeinspect`."""

from __future__ import annotations

import importlib
import io
import signal
import sys

import click

from scopeinspect import __version__
from scopeinspect.errors import ScopeInspectError, Status
from scopeinspect.render.text import PLAINLY, visible
from scopeinspect.words import nearest

from .streams import open_closed_streams, write_nowhere

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
        command: click.Command = getattr(importlib.import_module(f".{cmd_name}", __package__), cmd_name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is named; an unknown one is taken for a slip."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise click.UsageError(f"there is no command {visible(args[0])}; {nearest(args[0], COMMANDS)}", ctx)
        return super().resolve_command(ctx, args)

    def invoke(self, context: click.Context) -> object:
        """Runs the command; that nobody reads what it says any more is its end, and no error."""
        try:
            return self._invoke(context)
        except BrokenPipeError:
            write_nowhere()
            context.exit(128 + signal.SIGPIPE)

    def _invoke(self, context: click.Context) -> object:
        """Runs the command; an error of ours is one sentence and its exit status."""
        try:
            return super().invoke(context)
        except ScopeInspectError as error:
            click.echo(f"scopeinspect: {visible(str(error), 2000)}", err=True)
            context.exit(error.status)
        except KeyboardInterrupt:
            context.exit(128 + signal.SIGINT)
        except BrokenPipeError:
            raise
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            click.echo(f"scopeinspect: {visible(f'{where}{error.strerror or error}')}.", err=True)
            context.exit(Status.FAILED)


def _leave(number: int, _frame: object) -> None:
    sys.exit(128 + number)


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
      3  the inspected script failed; what was recorded until then is shown
    """
    open_closed_streams()
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)  # as an exception, so that what is half-written is removed
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors=PLAINLY)


if __name__ == "__main__":
    sys.exit(main())
