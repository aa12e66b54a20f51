"""Recording a target for a command that is about its variables."""

from __future__ import annotations

import click

from scopeinspect.capture import Setup, capture
from scopeinspect.model import Recording
from scopeinspect.target import Target

from .progress import Progress


def record(target: Target, setup: Setup, *, has_traceback: bool = True) -> Recording:
    """Runs a target; where it fails, its traceback goes to standard error, as under `python`, unless it is unwanted."""
    with Progress() as progress:
        recording = capture(target, setup, progress)
    error = recording.outcome.error
    if error is not None and has_traceback:
        click.echo(error.traceback, err=True, nl=False)
    return recording
