"""`scopeinspect check`."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
import msgspec
from msgspec.structs import replace

from scopeinspect import baseline as baselines
from scopeinspect import checking, journal
from scopeinspect import checkpoint as checkpoints
from scopeinspect.config import Config, ConfigError, find, load
from scopeinspect.errors import MistakeError, ScopeInspectError
from scopeinspect.idle import Idle, diagnostics_of_idle
from scopeinspect.render.finding import findings_of_check, findings_of_problem
from scopeinspect.render.findings import FINDING_FORMATS, Findings
from scopeinspect.render.text import counted, visible
from scopeinspect.rules.catalogue import UnknownRuleError, Wanted, by_severity
from scopeinspect.rules.faults import RuleFault
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.rules.selection import FAIL_ON, FailOn, Selection
from scopeinspect.setup import Setup
from scopeinspect.shard import Shard, shard_of
from scopeinspect.sides import Run
from scopeinspect.variable_tree import VariableTree

from .arguments import ArgumentsBehindDashes, arguments_behind
from .completion import files
from .findings import report
from .formats import Output, PairedCommand, format_options
from .jobs import Job, Named, jobs_of
from .many import many_options, work
from .mistakes import mistake_in_rules, mistakes_told
from .options import config_option
from .places import check_outputs, read_for_jobs
from .running import naming_options, running_options, was_named
from .telling import tell


class CheckCommand(ArgumentsBehindDashes, PairedCommand):
    """Has a script's arguments behind `--`, and pairs of formats and files."""


class Part(click.ParamType[Shard]):
    """`I/N`."""

    name = "shard"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Shard:
        """The shard."""
        found = value if isinstance(value, Shard) else shard_of(value)
        return found or self.fail(f"{value!r} is not of the form I/N, with I from 1 to N, as in 2/8.", param, ctx)


class PerScope(click.ParamType[tuple[str, tuple[str, ...]]]):
    """`PATTERN:RULE,RULE`."""

    name = "pattern"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The pattern and the rules."""
        if isinstance(value, tuple):
            return value
        pattern, colon, rules = value.rpartition(":")
        if not colon or not pattern or not rules:
            self.fail(f"{value!r} is not of the form 'PATTERN:RULE', as in 'optimizer/*:SI301'.", param, ctx)
        return pattern, _words([rules])


@click.command(cls=CheckCommand)
@click.option("--select", multiple=True, metavar="RULES", help="Hear these rules too, by code, name or family (SI3).")
@click.option("--ignore", multiple=True, metavar="RULES", help="Don't hear these rules.")
@click.option("--per-scope-ignore", multiple=True, type=PerScope(), metavar="'PATTERN:RULES'",
              help="Don't hear these rules about variables or scopes whose full name matches.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), default=None,
              help="The findings for which the exit status is 1; by default errors.")
@click.option("--all", "in_full", is_flag=True, help="Show every finding with its lines, not the worst one alone.")
@click.option("--baseline", "baseline_file", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              metavar="FILE",
              help="The baseline of the one TARGET, where it has another name than TARGET.baseline.json.")
@click.option("--checkpoint", type=click.Path(path_type=Path), metavar="PATH",
              help="A checkpoint that is to be restored into the one TARGET.")
@click.option("--graph", type=click.IntRange(min=0), metavar="N",
              help="The graph that the checkpoint is of, where TARGET builds several. By default the one that trains, "
                   "and of several the one that fits it best.")  # fmt: skip
@naming_options
@config_option
@click.option("--shard", type=Part(), metavar="I/N",
              help="Check only every Nth target, from the Ith on; `scopeinspect merge` puts the reports together.")
@many_options
@running_options
@format_options(FINDING_FORMATS)
@click.argument("targets", nargs=-1, metavar="[TARGET]...", shell_complete=files)
def check(
    targets: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    per_scope_ignore: tuple[tuple[str, tuple[str, ...]], ...],
    fail_on: FailOn | None,
    baseline_file: Path | None,
    checkpoint: Path | None,
    graph: int | None,
    call: str,
    config_file: Path | None,
    setup: Setup,
    outputs: tuple[Output, ...],
    shard: Shard | None,
    at_once: int,
    *,
    isolated: bool,
    in_full: bool,
    is_module: bool,
) -> None:
    """Run each TARGET and tell what is wrong with its variables and scopes: where, why, and what to type.

    TARGET is a script, another target as for `run`, a pattern such as 'models/**/*.py', or a recording. Without one,
    those of [tool.scopeinspect] in pyproject.toml are taken. Several share one import of TensorFlow. What stands behind
    -- is the script's own. Where there is a baseline beside the script, its variables are compared with it. Notes are
    shown by --select SI, and with -v below what TensorFlow prints.

    A script really runs: one that trains, trains, unless --stop-at session ends it when the graph is built.

    \b
    Examples:
      scopeinspect check train.py
      scopeinspect check train.py -- --batch 32
      scopeinspect check --all --select SI2 --ignore SI301 run.scopes.jsonl
      scopeinspect check --per-scope-ignore 'optimizer/*:SI301' train.py
      scopeinspect check --format sarif --output-file scopes.sarif --format text
      scopeinspect check -j 4 'models/**/*.py'
      scopeinspect check --shard 2/8 --format json --output-file scopes-2.json
    """
    own = Selection(_words(select), _words(ignore), per_scope_ignore)
    Wanted(own).check()
    config_file = config_file or find(Path.cwd())
    config = _configured(config_file)
    named = Named(targets, setup, arguments_behind(), call, is_module, was_named("python"))
    jobs = jobs_of(named, config)
    total = len(jobs)
    if shard:
        jobs = shard.part(jobs)
    if baseline_file or checkpoint or graph is not None:
        if len(jobs) != 1:
            raise click.UsageError("--baseline, --checkpoint and --graph are for one TARGET.")
        jobs = [_compared_with(jobs[0], baseline_file, checkpoint, graph)]
    jobs = [replace(job, selection=_joined(job.selection, own)) for job in jobs]
    check_outputs([output.file for output in outputs], [*read_for_jobs(jobs), *filter(None, [config_file])])
    is_alone = len(jobs) == 1 and all(output == Output("text", None) for output in outputs)
    results = _run(jobs, at_once=at_once, isolated=isolated, is_all=len(jobs) == total, is_alone=is_alone)
    level = fail_on or config.fail_on
    report(results, outputs, level, in_full=in_full, shard=shard, total=total, hint=_uncompared(jobs, results))


def _compared_with(job: Job, baseline_file: Path | None, checkpoint: Path | None, graph: int | None) -> Job:
    """A job with what the command line names in the place of what is configured."""
    if baseline_file:
        typed = replace(job.typed, baseline=str(baseline_file), is_configured=False)
        job = replace(job, baseline=baseline_file, typed=typed)
    if checkpoint:  # the configured graph is that of the configured checkpoint
        job = replace(job, checkpoint=checkpoint, graph=None)
    if graph is not None and not job.checkpoint:
        raise click.UsageError("--graph is for a checkpoint: name one by --checkpoint.")
    return job if graph is None else replace(job, graph=graph)


def _uncompared(jobs: Sequence[Job], results: Sequence[Findings]) -> str:
    """What to type where configured targets have no baseline: one that was not committed would be missed by nobody."""
    ended_well = [pair for pair in zip(jobs, results, strict=True) if not pair[1].status]
    without = [
        visible(result.target)
        for job, result in ended_well
        if job.typed.is_configured and "baseline" not in result.compared
        and result.recording and result.recording.variables
    ]  # fmt: skip
    if not without:
        return ""
    whose, it = (without[0], "it") if len(without) == 1 else (counted(len(without), "target"), "them")
    return f"There is no baseline of {whose} to compare with; `scopeinspect baseline` writes {it}, to be committed."


def _configured(path: Path | None) -> Config:
    """The configuration, in which every rule is known."""
    config = load(path)
    try:
        for selection in (config.selection, *(target.selection for target in config.targets)):
            Wanted(selection).check()
    except UnknownRuleError as error:
        raise ConfigError(f"{path}: {error}") from error
    return config


def _words(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(word for text in texts for word in text.replace(",", " ").split())


def _joined(general: Selection, own: Selection) -> Selection:
    """What the command line says counts over what is configured."""
    return replace(
        general,
        select=(*general.select, *own.select),
        ignore=(*(text for text in general.ignore if text not in own.select), *own.ignore),
        per_scope_ignore=(*general.per_scope_ignore, *own.per_scope_ignore),
    )


def _run(jobs: list[Job], *, at_once: int, isolated: bool, is_all: bool, is_alone: bool) -> list[Findings]:
    """Checks every target; one that can't be checked keeps neither others from it nor a report from being written."""
    results: list[_Result] = []
    for job, result in zip(jobs, work(jobs, _check, at_once=at_once, isolated=isolated), strict=True):
        if not isinstance(result, ScopeInspectError):
            results.append(result)
            if result.mistake:
                tell(result.mistake, is_told=is_alone)
        elif is_alone:
            raise result
        else:
            tell(result)
            results.append(_Result(findings_of_problem(job.name, result, job.setup.folder)))
    idle = _idle(jobs, results) if is_all else {}  # the targets of another shard may be those that are meant
    return [_with(result.findings, idle.get(place, [])) for place, result in enumerate(results)]


class _Result(msgspec.Struct, frozen=True):
    """What the check of one target came to."""

    findings: Findings
    idle: tuple[Idle, ...] = ()
    mistake: MistakeError | None = None
    """Of ours, in rules: what the others found is told all the same."""


def _idle(jobs: list[Job], results: list[_Result]) -> dict[int, list[Diagnostic]]:
    """Findings about patterns that silence nothing in any target, by the place of the target that they are told of."""
    meant = [job.selection.per_scope_ignore for job in jobs]
    return diagnostics_of_idle([(ignored, result.idle) for ignored, result in zip(meant, results, strict=True)])


def _with(findings: Findings, more: list[Diagnostic]) -> Findings:
    return replace(findings, diagnostics=tuple(by_severity([*findings.diagnostics, *more])))


def _baseline(job: Job) -> VariableTree | None:
    """The baseline by the name of its file: it is what a command that compares with it takes."""
    found = baselines.load_if_there(job.baseline, is_named=job.has_named_baseline)
    return replace(found, name=os.path.relpath(job.baseline)) if found else None


def _check(job: Job, run: Run) -> _Result:
    # Read first: what can't be read is known before anything is run.
    baseline = _baseline(job)
    checkpoint = None
    if job.checkpoint:
        checkpoint = checkpoints.read(os.path.relpath(job.checkpoint), job.setup, start=run.start, signals=run.signals)
    target = job.find()
    recording = journal.load(job.name) if target is None else run(target, job.setup)
    kept, faults = job.name if target is None else "", list[RuleFault]()
    with mistakes_told(recording, kept):
        checked = checking.check(
            recording, Wanted(job.selection, everything=job.setup.verbose),
            baseline=baseline, checkpoint=checkpoint, graph=job.graph, folder=job.setup.folder, typed=job.typed,
            faults=faults,
        )  # fmt: skip
    findings = findings_of_check(job.name, checked, recording, job.setup.folder, target.path if target else None)
    if failed := mistake_in_rules(faults, recording, kept):
        findings = replace(findings, status=failed.status, problem=str(failed))
    return _Result(findings, checked.idle, failed)
