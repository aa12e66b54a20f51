"""What is told on standard error of what can't be done, and of mistakes of ours that nobody foresaw."""

from __future__ import annotations

import os

import click

from scopeinspect.errors import MistakeError, ScopeInspectError
from scopeinspect.render.text import visible

TRACEBACK = "SCOPEINSPECT_TRACEBACK"
"""The environment variable that lets the traceback of a mistake of ours be printed."""

KEPT_BY_RUN = "the recording that `scopeinspect run --save FILE` keeps"

TOLD = (ScopeInspectError, OSError, click.ClickException, click.Abort, click.exceptions.Exit)
"""What is raised to be told as it is, or to end the command. Every other exception is a mistake of ours."""


def tell(error: ScopeInspectError, *, is_told: bool = False) -> None:
    """Says why something can't be done; of a mistake of ours also where it is, to those who ask for that.

    Args:
        error: what is told.
        is_told: whether the report says it, so that there is only the rest to say.
    """
    if not is_told:
        click.echo(f"scopeinspect: {visible(str(error), 2000)}", err=True)
    if isinstance(error, MistakeError) and os.environ.get(TRACEBACK):
        for line in error.traceback.splitlines():
            click.echo(visible(line, 2000), err=True)


def mistake(error: Exception, subject: str = "", kept: str = "") -> MistakeError:
    """What to say of an exception that nobody foresaw.

    Args:
        error: what was raised.
        subject: the target that it is about.
        kept: the file that has the recording.
    """
    import traceback  # noqa: PLC0415 - only where something went wrong

    whose = f"{subject}: " if subject else ""
    told = "".join(traceback.format_exception_only(error)).strip()
    return MistakeError(
        f"{whose}scopeinspect itself failed ({visible(told)}); {to_report(kept)}.",
        "".join(traceback.format_exception(error)),
    )


def to_report(kept: str) -> str:
    """Whose mistake it is, and what is needed to mend it."""
    needed = f"{kept or KEPT_BY_RUN} and with what {TRACEBACK}=1 in the environment prints"
    return f"that is a mistake of ours, to be reported with {needed}"
