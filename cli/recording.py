"""Recording a target for a command that is about its variables."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
import msgspec

from scopeinspect.errors import ScopeInspectError
from scopeinspect.recording import Recording
from scopeinspect.setup import Setup, Start
from scopeinspect.status import why_incomplete
from scopeinspect.target import Target

from .progress import Progress


class Recorder(msgspec.Struct, frozen=True):
    """Records targets, and shows what they are doing: a `sides.Run`."""

    start: Start | None = None
    tracebacks: bool = True
    """Whether that of a script that fails goes to standard error."""
    signals: None = None

    def __call__(self, target: Target, setup: Setup) -> Recording:
        """Runs a target."""
        from scopeinspect.capture import capture  # noqa: PLC0415 - only where something is run

        with Progress() as progress:
            recording = capture(target, setup, progress, start=self.start)
        if self.tracebacks:
            text = printed_traceback(recording, setup)
            are_together = sys.stdout.isatty() and sys.stderr.isatty()
            click.echo(f"{text}\n" if text and are_together else text, err=True, nl=False)
        return recording


def printed_traceback(recording: Recording, setup: Setup) -> str:
    """What standard error is told of what ended a script; empty where nothing did.

    Its libraries' frames are folded, as what was found stands below; -v has them all, as `python` prints them.
    """
    from scopeinspect.render.traceback import traceback_text  # noqa: PLC0415 - only where something is run

    error = recording.outcome.error
    return error.traceback if error and setup.verbose else traceback_text(error)


def check_complete(recording: Recording) -> None:
    """Tells, behind what was made of a recording, that it is not all.

    Raises:
        ScopeInspectError: it is not.
    """
    if why := why_incomplete(recording):
        name = recording.start.target
        raise ScopeInspectError(f"{name}: this is not all: what else the script did was not recorded; {why}.")


@contextmanager
def recorder(*, is_shared: bool, tracebacks: bool = True) -> Iterator[Recorder]:
    """Records, with one import of TensorFlow where several things are to share it."""
    if not is_shared:
        yield Recorder(tracebacks=tracebacks)
        return
    from scopeinspect.warm import WarmRecorders  # noqa: PLC0415 - only where it is used

    with WarmRecorders() as warm:
        yield Recorder(warm.start, tracebacks)
