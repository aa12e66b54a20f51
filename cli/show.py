"""`scopeinspect show`."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from msgspec.structs import replace

from scopeinspect.journal import load
from scopeinspect.render.run import Show
from scopeinspect.typed import Typed

from .output import output_options, report
from .places import check_outputs


@click.command()
@output_options
@click.argument("recording", type=click.Path(path_type=Path), metavar="RECORDING")
def show(recording: Path, show: Show, format_name: str, output_file: Path | None) -> None:
    """Print a recording again, in any format, without running anything. `-` is one that comes by standard input.

    \b
    Examples:
      scopeinspect run --save gan.scopes.jsonl train.py
      scopeinspect show gan.scopes.jsonl --scope 'generator/*'
      scopeinspect show gan.scopes.jsonl --slots --columns kind,shape,made
      scopeinspect show - < gan.scopes.jsonl
    """
    is_piped = recording == Path("-")
    # What can't be read again is not named in advice on what to type next.
    is_there = recording.is_file() and not is_piped
    show = replace(show, typed=Typed(str(recording), is_recording=True) if is_there else None)
    path = Path("/dev/stdin") if is_piped else recording
    check_outputs([output_file], [path])
    sys.exit(report(load(path), format_name, output_file, show, str(recording) if is_there else ""))
