"""`scopeinspect why`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scopeinspect import journal
from scopeinspect.config import find, load
from scopeinspect.errors import Status
from scopeinspect.render.why import show_stories
from scopeinspect.setup import Setup
from scopeinspect.status import ended_well
from scopeinspect.story import Unknown, stories
from scopeinspect.target import is_recording

from .arguments import ArgumentsBehindDashes, arguments_behind
from .completion import files
from .jobs import Named, job_of
from .mistakes import mistakes_told
from .options import config_option
from .recording import Recorder, check_complete
from .running import naming_options, running_options, was_named


@click.command(cls=ArgumentsBehindDashes)
@naming_options
@config_option
@running_options
@click.argument("target", metavar="TARGET", shell_complete=files)
@click.argument("name", metavar="NAME")
def why(target: str, name: str, call: str, config_file: Path | None, setup: Setup, *, is_module: bool) -> None:
    """Tell the story of one variable or scope: who made it, who shares it, who set reuse, what was ignored.

    NAME is a variable's name as in a checkpoint, or a scope's. TARGET is a script, another target as for `run`, or a
    recording. One that [tool.scopeinspect] in pyproject.toml has is run as it says there. The exit status is 1 where
    there is nothing of that name.

    A script really runs: one that trains, trains, unless --stop-at session ends it when the graph is built.

    \b
    Examples:
      scopeinspect why train.py discriminator/h0/w
      scopeinspect why gan.scopes.jsonl discriminator
      scopeinspect why train.py conv1/weights -- --batch 32
    """
    kept = target if is_recording(target) else ""
    if kept:
        recording = journal.load(target)
    else:
        named = Named((target,), setup, arguments_behind(), call, is_module, was_named("python"))
        job = job_of(target, named, load(config_file or find(Path.cwd())))
        found = job.find()
        assert found is not None  # it is no recording
        recording = Recorder()(found, job.setup)
    with mistakes_told(recording, kept):
        told = stories(recording, name)
        show_stories(told, sys.stdout)
    check_complete(recording)
    if not ended_well(recording):
        sys.exit(Status.SCRIPT_FAILED)
    sys.exit(Status.FINDINGS if isinstance(told[0], Unknown) else Status.CLEAN)
