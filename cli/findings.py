"""Where the findings of a check go, and the exit status that they call for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import NoReturn, TextIO

import click

from scopeinspect.errors import Status
from scopeinspect.render.check import show_check
from scopeinspect.render.check_report import as_json
from scopeinspect.render.findings import FINDING_FORMATS, Findings
from scopeinspect.render.text import visible
from scopeinspect.rules.selection import FailOn, fails
from scopeinspect.shard import Shard
from scopeinspect.words import counted

from .formats import Output, write


def report(
    results: Sequence[Findings],
    outputs: Sequence[Output],
    fail_on: FailOn,
    *,
    in_full: bool,
    shard: Shard | None = None,
    total: int = 0,
    hint: str = "",
) -> NoReturn:
    """Writes the findings about every target, and exits.

    Args:
        results: what each target came to.
        outputs: the formats, and where they go.
        fail_on: which findings fail the check.
        in_full: whether the text shows every finding with its lines.
        shard: which part of the targets these are; None for all.
        total: how many targets there are in all shards.
        hint: what else the text says below its totals.
    """
    if shard and not results:
        empty = f"shard {shard.index}/{shard.of} has none of the {counted(total, 'target')}"
        click.echo(f"scopeinspect: {empty}, so there is nothing to check in it.", err=True)

    def render(name: str, file: TextIO) -> None:
        if name == "text":
            # On a terminal, standard error has told them as they came.
            problems = _problems(results, all_of_them=file is not sys.stdout)
            hints = [*problems, *(one for one in (_of_warnings(results, fail_on), hint) if one)]
            show_check(results, file, in_full=in_full, hints=hints)
        elif name == "json":
            as_json(results, file, shard, fail_on)
        else:
            FINDING_FORMATS[name].render(results, file)

    write(outputs, render)
    sys.exit(max((_status(result, fail_on) for result in results), default=Status.CLEAN))


def _status(result: Findings, fail_on: FailOn) -> Status:
    return result.status or (Status.FINDINGS if fails(result.diagnostics, fail_on) else Status.CLEAN)


def _problems(results: Sequence[Findings], *, all_of_them: bool) -> Iterator[str]:
    """Why targets could not be run at all; only those of other machines' reports, or all of them."""
    for result in results:
        if result.problem and result.recording is None and (all_of_them or result.report is not None):
            yield visible(result.problem, 1000)


def _of_warnings(results: Sequence[Findings], fail_on: FailOn) -> str:
    warned = any(one.severity == "warning" for result in results for one in result.diagnostics)
    return "Warnings don't fail the check; --fail-on warning lets them." if warned and fail_on == "error" else ""
