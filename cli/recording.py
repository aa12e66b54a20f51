"""Recording a target for a command that is about its variables."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
import msgspec

from scopeinspect.model import Recording
from scopeinspect.setup import Setup, Start
from scopeinspect.target import Target

from .progress import Progress


class Recorder(msgspec.Struct, frozen=True):
    """Records targets, and shows what they are doing: a `sides.Run`."""

    start: Start | None = None
    tracebacks: bool = True
    """Whether that of a script that fails goes to standard error, as under `python`."""
    signals: None = None

    def __call__(self, target: Target, setup: Setup) -> Recording:
        """Runs a target."""
        from scopeinspect.capture import capture  # noqa: PLC0415 - only where something is run

        with Progress() as progress:
            recording = capture(target, setup, progress, start=self.start)
        error = recording.outcome.error
        if error is not None and self.tracebacks:
            click.echo(error.traceback, err=True, nl=False)
        return recording


@contextmanager
def recorder(*, is_shared: bool, tracebacks: bool = True) -> Iterator[Recorder]:
    """Records, with one import of TensorFlow where several things are to share it."""
    if not is_shared:
        yield Recorder(tracebacks=tracebacks)
        return
    from scopeinspect.warm import WarmRecorders  # noqa: PLC0415 - only where it is used

    with WarmRecorders() as warm:
        yield Recorder(warm.start, tracebacks)
