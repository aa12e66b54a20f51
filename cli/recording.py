"""Recording a target for a command that is about its variables."""

from __future__ import annotations

import click

from scopeinspect.capture import Setup, capture
from scopeinspect.model import Recording
from scopeinspect.target import Target

from .progress import Progress


def record(target: Target, setup: Setup) -> Recording:
    """Runs a target; where it fails, its traceback goes to standard error, as under `python`."""
    with Progress() as progress:
        recording = capture(target, setup, progress)
    error = recording.outcome.error
    if error is not None:
        click.echo(error.traceback, err=True, nl=False)
    return recording
