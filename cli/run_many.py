"""`scopeinspect run` without a target, or with a pattern for one: a report for each of many."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click
from msgspec.structs import replace

from scopeinspect.config import find as find_config
from scopeinspect.config import load as load_config
from scopeinspect.errors import ScopeInspectError, Status, TargetError
from scopeinspect.recording import Recording
from scopeinspect.render.check_report import as_json
from scopeinspect.render.finding import Findings, findings_of_problem
from scopeinspect.render.formats import as_text
from scopeinspect.render.run import Show
from scopeinspect.rules.catalogue import find
from scopeinspect.rules.faults import RuleFault
from scopeinspect.rules.refusals import unmet_refusals
from scopeinspect.sides import Run
from scopeinspect.status import status_of

from .formats import Output, write
from .jobs import Job, Named, jobs_of
from .many import work
from .mistakes import mistake_in_rules, mistakes_told
from .output import is_in_report
from .places import check_outputs, read_for_jobs
from .telling import tell

FORMATS = ("text", "json")
"""The formats in which several runs can be told."""


def are_many(named: Named) -> bool:
    """Whether a command line may mean more than one target: none is named, or a pattern."""
    if not named.targets or named.is_module:
        return not named.targets
    return glob.has_magic(named.targets[0]) and not Path(named.setup.folder, named.targets[0]).exists()


def run_many(
    named: Named, show: Show, format_name: str, output_file: Path | None, *, at_once: int, isolated: bool
) -> Status:
    """Runs every target and writes their reports, in order.

    Returns:
        The exit status that the worst of them calls for.
    """
    if format_name not in FORMATS:
        raise click.UsageError(f"--format {format_name} is for one TARGET.")
    config_file = find_config(Path.cwd())
    jobs = jobs_of(named, load_config(config_file))
    check_outputs([output_file], [*read_for_jobs(jobs), *filter(None, [config_file])])
    tracebacks = not is_in_report(format_name, output_file)
    worked = work(jobs, _record, at_once=at_once, isolated=isolated, tracebacks=tracebacks)
    told = [_told(job, result, show) for job, result in zip(jobs, worked, strict=True)]
    results, shows = [result for result, _ in told], [shown for _, shown in told]
    write([Output(format_name, output_file)], lambda name, file: _write(results, shows, name, file))
    return max(result.status for result in results)


def _record(job: Job, run: Run) -> Recording:
    target = job.find()
    if target is None:
        raise TargetError(f"{job.name}: is a recording, not a script; `scopeinspect show` prints it.")
    return run(target, job.setup)


def _told(job: Job, result: Recording | ScopeInspectError, show: Show) -> tuple[Findings, Show]:
    """What there is to say of one target, and how to show it."""
    show = replace(show, typed=job.typed)
    if isinstance(result, ScopeInspectError):
        tell(result)
        return findings_of_problem(job.name, result, job.setup.folder), show
    faults: list[RuleFault] = []
    with mistakes_told(result):
        found = tuple(find(result, typed=job.typed, faults=faults))
        show = replace(show, ended_by=tuple(unmet_refusals(result, faults)))
    failed = mistake_in_rules(faults, result)
    if failed:
        tell(failed)
    status = failed.status if failed else status_of(result, fails=False)
    problem = str(failed) if failed else ""
    return Findings(job.name, found, result, job.setup.folder, status=status, problem=problem), show


def _write(results: Sequence[Findings], shows: Sequence[Show], format_name: str, file: TextIO) -> None:
    if format_name == "json":
        as_json(results, file)
        return
    told = [(result, show) for result, show in zip(results, shows, strict=True) if result.recording is not None]
    for place, (result, show) in enumerate(told):
        if place:
            file.write("\n\n")
        assert result.recording is not None, "it was told"
        is_told = not (result.problem and not result.diagnostics)
        as_text(result.recording, list(result.diagnostics), replace(show, findings=is_told), file)
