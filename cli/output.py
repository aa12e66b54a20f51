"""Where a report goes, and what of it is shown: the options that `run` and `show` have in common."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from msgspec.structs import replace

from scopeinspect.errors import Status
from scopeinspect.recording import Recording
from scopeinspect.render.columns import COLUMNS
from scopeinspect.render.formats import FORMATS
from scopeinspect.render.run import Show
from scopeinspect.rules.catalogue import find
from scopeinspect.rules.faults import RuleFault
from scopeinspect.rules.refusals import unmet_refusals
from scopeinspect.status import status_of

from .formats import Output, unless_stdout, write
from .mistakes import mistake_in_rules, mistakes_told
from .options import options_in, with_options
from .streams import are_one_place
from .telling import tell

Command = TypeVar("Command", bound=Callable[..., Any])


class Depth(click.ParamType[int]):
    """A number of levels, or `all`."""

    name = "levels"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; 0 for all."""
        if value == "all":
            return 0
        if isinstance(value, int) or (value.isdigit() and int(value) > 0):
            return int(value)
        if value == "0":
            return self.fail("0 levels show no scope; type 1 for the outermost scopes, or `all`.", param, ctx)
        return self.fail(f"{value!r} is neither a number from 1 nor `all`.", param, ctx)


class Columns(click.ParamType[tuple[str, ...]]):
    """Names of columns, separated by commas."""

    name = "names"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """The names."""
        if isinstance(value, tuple):
            return value
        names = tuple(name.strip() for name in value.split(",") if name.strip())
        unknown = [name for name in names if name not in COLUMNS]
        if unknown or not names:
            wrong = f"there is no column {', '.join(unknown)}" if unknown else "no column is named"
            self.fail(f"{wrong}; there are {', '.join(COLUMNS)}.", param, ctx)
        return names


def show_options(command: Command) -> Command:
    """Adds the options that say what is shown of a tree; the command gets them as one `show`."""
    option = options_in("What is shown")
    options = [
        option("--depth", type=Depth(), metavar="N|all",
               help="Levels of scopes to show. By default as many as fit well; `all` also unfolds siblings."),
        option("--scope", "scopes", multiple=True, metavar="GLOB",
               help="Show only scopes whose full name matches, and what is below them. May be repeated."),
        option("--columns", type=Columns(), metavar="NAMES",
               help=f"Columns to show, separated by commas: {', '.join(COLUMNS)}."),
        option("--sort", type=click.Choice(["order", "name", "size"]), default="order", show_default=True,
               help="Order of scopes and variables: as made, by name, or largest first."),
        option("--slots", is_flag=True,
               help="Show slots, moving averages, the global step and local variables too."),
        option("--ops", is_flag=True, help="Count the ops of every scope, those without variables too."),
    ]  # fmt: skip
    command = with_options(command, options)

    @functools.wraps(command)
    def with_show(**values: Any) -> Any:
        names = ("depth", "scopes", "columns", "sort", "slots", "ops")
        return command(show=Show(**{name: values.pop(name) for name in names}), **values)

    return with_show  # type: ignore[return-value]


def output_options(command: Command) -> Command:
    """Adds the options of `show_options`, and those that say how and where a report is written."""
    option = options_in("Where it goes")
    options = [
        option("--format", "format_name", type=click.Choice(list(FORMATS)), default="text", show_default=True,
               help="How the report is written."),
        option("-o", "--output-file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
               callback=unless_stdout,
               help="Write the report to FILE, which appears whole or not at all; - is standard output."),
    ]  # fmt: skip
    return with_options(show_options(command), options)


def is_in_report(format_name: str, output_file: Path | None) -> bool:
    """Whether what ended a script need not go to standard error, as the report tells it in the same place."""
    return format_name == "text" and output_file is None and are_one_place()


def report(recording: Recording, format_name: str, output_file: Path | None, show: Show, kept: str = "") -> Status:
    """Writes the report of a recording.

    Args:
        recording: what is told.
        format_name: how.
        output_file: where; None for standard output.
        show: what of it.
        kept: the file that has the recording, if one has.

    Returns:
        The exit status it calls for.
    """
    faults: list[RuleFault] = []
    with mistakes_told(recording, kept):
        diagnostics = find(recording, typed=show.typed, faults=faults)
        ended_by = tuple(unmet_refusals(recording, faults))
        # That there are none is not known where a rule failed.
        show = replace(show, findings=bool(diagnostics or not faults), ended_by=ended_by)
        output = Output(format_name, output_file)
        write([output], lambda name, file: FORMATS[name](recording, diagnostics, show, file))
    if failed := mistake_in_rules(faults, recording, kept):
        tell(failed)
        return failed.status
    return status_of(recording, fails=False)
