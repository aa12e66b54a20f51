"""Several formats in one run: pairs of `--format` and `--output-file`."""

from __future__ import annotations

import functools
import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click
import msgspec

from scopeinspect.errors import ScopeInspectError
from scopeinspect.files import written_whole

from .options import Command, options_in, with_options
from .telling import TOLD

Function = TypeVar("Function", bound=Callable[..., Any])

_ORDER = "scopeinspect.order"
_STDOUT = Path("-")


class Output(msgspec.Struct, frozen=True):
    """A format, and where it goes."""

    format: str
    file: Path | None
    """None for standard output."""


class PairedCommand(Command):
    """Remembers the order of its options, which says what belongs together."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See `click.Command`."""
        _, _, order = self.make_parser(ctx).parse_args(list(args))
        ctx.meta[_ORDER] = [parameter.name for parameter in order]
        return super().parse_args(ctx, args)


def format_options(names: Iterable[str]) -> Callable[[Function], Function]:
    """Adds `--format` and `--output-file` to a `PairedCommand`, which gets them as `outputs`.

    Args:
        names: of the formats.
    """
    choices = click.Choice(list(names))
    option = options_in("Where it goes")
    options = [
        option("--format", "format_names", type=choices, multiple=True,
               help="How it is written; text by default. May be repeated, each with a file of its own."),
        option("-o", "--output-file", "output_files", type=click.Path(dir_okay=False, path_type=Path), multiple=True,
               metavar="FILE",
               help="Write what the --format before it gives to FILE, which appears whole or not at all; - is "
                    "standard output, where formats without a file go."),
    ]  # fmt: skip

    def add(command: Function) -> Function:
        command = with_options(command, options)

        @functools.wraps(command)
        def with_outputs(*, format_names: tuple[str, ...], output_files: tuple[Path, ...], **values: Any) -> Any:
            order = click.get_current_context().meta[_ORDER]
            return command(outputs=_paired(order, list(format_names), list(output_files)), **values)

        return with_outputs  # type: ignore[return-value]

    return add


def unless_stdout(_context: click.Context, _parameter: click.Parameter, file: Path | None) -> Path | None:
    """The file that an option names; None for `-`, which is standard output."""
    return None if file == _STDOUT else file


def no_stdout(_context: click.Context, parameter: click.Parameter, file: Path | None) -> Path | None:
    """The file that an option names, where standard output has something else on it."""
    if file == _STDOUT:
        raise ScopeInspectError(f"{parameter.opts[-1]}: - is standard output, where something else goes; name a file.")
    return file


def write(outputs: Iterable[Output], render: Callable[[str, TextIO], None]) -> None:
    """Writes each output; standard output last, so that what is on it is told only once the files are there.

    Args:
        outputs: as `format_options` gives them.
        render: writes one format.

    Raises:
        OSError: a file can't be written; a file of that name is then as it was.
        Exception: one that a format raised by a mistake of ours, once the others are written.
    """
    mistakes: list[Exception] = []
    for output in sorted(outputs, key=lambda one: one.file is None):
        try:
            _write_one(output, render)
        except TOLD:
            raise
        except Exception as error:  # noqa: BLE001 - it is raised below
            mistakes.append(error)
    if mistakes:
        raise mistakes[0]


def _write_one(output: Output, render: Callable[[str, TextIO], None]) -> None:
    if output.file is None:
        render(output.format, sys.stdout)
        sys.stdout.flush()
    else:
        text = io.StringIO()
        render(output.format, text)
        with written_whole(output.file) as file:
            file.write(text.getvalue().encode("utf-8", "replace"))


def _paired(order: list[str], formats: list[str], files: list[Path]) -> tuple[Output, ...]:
    """Gives each file to the nearest format before it that has none; a file that comes first, to the next format."""
    pairs: list[tuple[str | None, Path | None]] = []
    for name in order:
        if name == "format_names":
            waits = pairs and pairs[-1][0] is None
            pairs.append((formats.pop(0), pairs.pop()[1] if waits else None))
        elif name == "output_files":
            has_room = pairs and pairs[-1][1] is None
            pairs.append((pairs.pop()[0] if has_room else None, files.pop(0)))
    outputs = tuple(Output(name or "text", None if file == _STDOUT else file) for name, file in pairs or [(None, None)])
    places = [output.file and output.file.absolute() for output in outputs]
    repeated = next((place for place in places if places.count(place) > 1), ...)
    if repeated is not ...:
        where = "standard output" if repeated is None else str(repeated)
        raise click.UsageError(f"two formats go to {where}; give each an --output-file of its own.")
    return outputs
