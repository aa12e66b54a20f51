"""`scopeinspect check`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TextIO

import click
from click.core import ParameterSource

from scopeinspect import baseline as baselines
from scopeinspect import checking, journal
from scopeinspect import checkpoint as checkpoints
from scopeinspect.capture import Setup
from scopeinspect.config import FAIL_ON, Config, ConfiguredTarget, FailOn, Selection, fails, find, load
from scopeinspect.errors import ScopeInspectError, Status
from scopeinspect.interpreter import interpreter_of
from scopeinspect.render.check import Result, show_check
from scopeinspect.render.findings import FINDING_FORMATS, Findings
from scopeinspect.render.text import visible
from scopeinspect.rules.catalogue import Wanted
from scopeinspect.target import RECORDING_SUFFIXES, Target, target_of

from .completion import files
from .formats import Output, PairedCommand, format_options, write
from .recording import record
from .running import running_options

_ARGUMENTS = "scopeinspect.arguments"


class CheckCommand(PairedCommand):
    """Keeps what stands behind `--` for the script."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """See `click.Command`."""
        place = args.index("--") if "--" in args else len(args)
        ctx.meta[_ARGUMENTS] = tuple(args[place + 1 :])
        return super().parse_args(ctx, args[:place])


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


@dataclass(frozen=True)
class _Job:
    """A target, and what it is checked against."""

    name: str
    target: Target | None
    """None where `name` is a recording."""
    setup: Setup
    baseline: Path
    checkpoint: Path | None
    selection: Selection


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
@click.option("-m", "is_module", is_flag=True, help="What is named are modules, run as by `python -m`.")
@click.option("--call", default="", metavar="'NAME=VALUE, …'", help="Keyword arguments for a function, literals only.")
@click.option("--config", "config_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE",
              help="The pyproject.toml to read; by default the nearest one, here or above.")
@running_options
@format_options(FINDING_FORMATS)
@click.argument("targets", nargs=-1, metavar="[TARGET]... [-- ARGS...]", shell_complete=files)
@click.pass_context
def check(
    context: click.Context,
    targets: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    per_scope_ignore: tuple[tuple[str, tuple[str, ...]], ...],
    fail_on: FailOn | None,
    baseline_file: Path | None,
    checkpoint: Path | None,
    call: str,
    config_file: Path | None,
    setup: Setup,
    outputs: tuple[Output, ...],
    *,
    in_full: bool,
    is_module: bool,
) -> None:
    """Run each TARGET and tell what is wrong with its variables and scopes: where, why, and what to type.

    TARGET is a script, another target as for `run`, or a recording. Without one, those of [tool.scopeinspect] in
    pyproject.toml are taken. What stands behind -- is the script's own. Where there is a baseline beside the script,
    its variables are compared with it. Notes are shown with -v, or by --select.

    \b
    Examples:
      scopeinspect check train.py
      scopeinspect check train.py -- --batch 32
      scopeinspect check --all --select SI2 --ignore SI301 run.scopes.jsonl
      scopeinspect check --per-scope-ignore 'optimizer/*:SI301' train.py
      scopeinspect check --format sarif --output-file scopes.sarif --format text
    """
    config = load(config_file or find(Path.cwd()))
    own = Selection(_words(select), _words(ignore), per_scope_ignore)
    Wanted(_joined(config.selection, own)).check()
    has_own_python = context.get_parameter_source("python") is not ParameterSource.DEFAULT
    jobs = list(_jobs(
        targets, config, setup, context.meta[_ARGUMENTS], call, has_own_python=has_own_python, is_module=is_module
    ))  # fmt: skip
    if not jobs:
        raise click.UsageError("name a TARGET, or configure some in [[tool.scopeinspect.targets]] of pyproject.toml.")
    if baseline_file or checkpoint:
        if len(jobs) > 1:
            raise click.UsageError("--baseline and --checkpoint are for one TARGET.")
        first = jobs[0]
        jobs = [replace(first, baseline=baseline_file or first.baseline, checkpoint=checkpoint or first.checkpoint)]
    jobs = [replace(job, selection=_joined(job.selection, own)) for job in jobs]
    for job in jobs:
        Wanted(job.selection).check()
    results, status = _run(jobs, fail_on or config.fail_on)
    write(outputs, lambda name, file: _tell(name, results, file, in_full=in_full, fail_on=fail_on or config.fail_on))
    sys.exit(status)


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


def _jobs(
    targets: tuple[str, ...],
    config: Config,
    setup: Setup,
    arguments: tuple[str, ...],
    call: str,
    *,
    has_own_python: bool,
    is_module: bool,
) -> Iterator[_Job]:
    def configured(one: ConfiguredTarget) -> _Job:
        python = setup.python if one.python is None or has_own_python else interpreter_of(one.python)
        own = replace(setup, python=python, folder=str(one.folder))
        target = one.target()
        target = replace(target, arguments=arguments) if arguments else target
        return _Job(one.script, target, own, one.baseline, one.checkpoint, one.selection)

    if not targets:
        yield from map(configured, config.targets)
    known = {os.path.normpath(one.folder / one.script): one for one in config.targets}
    for text in targets:
        one = known.get(os.path.normpath(Path(setup.folder, text).absolute()))
        if one is not None and not is_module and not call:
            yield configured(one)
        elif text.endswith(RECORDING_SUFFIXES):
            stem = next(text.removesuffix(suffix) for suffix in RECORDING_SUFFIXES if text.endswith(suffix))
            yield _Job(text, None, setup, Path(stem + baselines.SUFFIX), None, config.selection)
        else:
            target = target_of(text, arguments, is_module=is_module, call=call, folder=setup.folder)
            path = baselines.default_path(target.shown, Path(setup.folder))
            yield _Job(text, target, setup, path, None, config.selection)


def _run(jobs: list[_Job], fail_on: FailOn) -> tuple[list[Result], Status]:
    """Checks every target; one that can't be checked doesn't keep the others from it."""
    results: list[Result] = []
    status = Status.CLEAN
    for job in jobs:
        try:
            result, own = _check(job, fail_on)
        except ScopeInspectError as error:
            if len(jobs) == 1:
                raise
            click.echo(f"scopeinspect: {visible(str(error), 2000)}", err=True)
            own = error.status
        else:
            results.append(result)
        status = max(status, own)
    return results, status


def _check(job: _Job, fail_on: FailOn) -> tuple[Result, Status]:
    # Read first: what can't be read is known before anything is run.
    baseline = baselines.load(job.baseline) if job.baseline.exists() else None
    checkpoint = checkpoints.read(str(job.checkpoint), job.setup) if job.checkpoint else None
    recording = journal.load(job.name) if job.target is None else record(job.target, job.setup)
    checked = checking.check(
        recording, Wanted(job.selection, everything=job.setup.verbose),
        baseline=baseline, checkpoint=checkpoint, folder=job.setup.folder,
    )  # fmt: skip
    file = job.target.path if job.target else None
    findings = Findings(job.name, checked.diagnostics, recording, job.setup.folder, file)
    status = checking.status_of(recording, fails=fails(checked.diagnostics, fail_on))
    return Result(findings, checked), status


def _tell(name: str, results: list[Result], file: TextIO, *, in_full: bool, fail_on: FailOn) -> None:
    if name != "text":
        FINDING_FORMATS[name].render([result.findings for result in results], file)
        return
    warned = any(one.severity == "warning" for result in results for one in result.checked.diagnostics)
    hint = "Warnings don't fail the check; --fail-on warning lets them." if warned and fail_on == "error" else ""
    show_check(results, file, in_full=in_full, hint=hint)
