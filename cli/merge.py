"""`scopeinspect merge`."""

from __future__ import annotations

from pathlib import Path

import click

from scopeinspect.render.check_report import load
from scopeinspect.render.findings import FINDING_FORMATS
from scopeinspect.rules.selection import FAIL_ON, FailOn

from .findings import report
from .formats import Output, PairedCommand, format_options
from .places import check_outputs


@click.command(cls=PairedCommand)
@click.option("--fail-on", type=click.Choice(FAIL_ON), default=None,
              help="The findings for which the exit status is 1; by default those that would have failed a part.")
@click.option("--all", "in_full", is_flag=True, help="Show every finding with its lines, not the worst one alone.")
@format_options(FINDING_FORMATS)
@click.argument("reports", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="REPORT...")
def merge(
    reports: tuple[Path, ...],
    fail_on: FailOn | None,
    outputs: tuple[Output, ...],
    *,
    in_full: bool,
) -> None:
    """Put together the REPORTs of a check that was spread over several machines, as if it were one.

    Each is what `scopeinspect check --shard I/N --format json` wrote. All of them have to be there.

    \b
    Examples:
      scopeinspect merge scopes-*.json
      scopeinspect merge --format markdown scopes-1.json scopes-2.json
      scopeinspect merge --format sarif --output-file all.sarif scopes-*.json
    """
    check_outputs([output.file for output in outputs], reports)
    merged = load(reports)
    report(merged.findings, outputs, fail_on or merged.fail_on, in_full=in_full)
