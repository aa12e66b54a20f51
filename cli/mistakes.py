"""Mistakes of ours in what is made of a recording: they are told, and what was recorded is not lost."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from scopeinspect.errors import MistakeError
from scopeinspect.journal import save
from scopeinspect.recording import Recording
from scopeinspect.render.text import visible
from scopeinspect.rules.faults import RuleFault

from .telling import TOLD, mistake, to_report


@contextmanager
def mistakes_told(recording: Recording, kept: str = "") -> Iterator[None]:
    """Lets what nobody foresaw be raised as an error that names a file with the recording.

    Args:
        recording: what something is made of.
        kept: the file that it is in; where there is none, it is put in one.

    Raises:
        MistakeError: in place of what was raised, where that is no error that is told as it is.
    """
    try:
        yield
    except TOLD:
        raise
    except Exception as error:
        raise mistake(error, recording.start.target, kept or _kept(recording)) from error


def mistake_in_rules(faults: Sequence[RuleFault], recording: Recording, kept: str = "") -> MistakeError | None:
    """What to say of rules that failed, see `mistakes_told`; None where none did."""
    if not faults:
        return None
    told = ", ".join(f"{fault.code} ({visible(fault.error)})" for fault in faults)
    failed = f"rule {told} itself failed, so it may have found more"
    if len(faults) > 1:
        failed = f"rules {told} themselves failed, so they may have found more"
    return MistakeError(
        f"{recording.start.target}: {failed}; {to_report(kept or _kept(recording))}.",
        "\n".join(fault.traceback for fault in faults),
    )


def _kept(recording: Recording) -> str:
    """A new file that has the recording; no name where there is no room for one."""
    import tempfile  # noqa: PLC0415 - only where something went wrong

    try:
        opened, path = tempfile.mkstemp(".scopes.jsonl.gz", "scopeinspect-")
    except OSError:
        return ""
    os.close(opened)
    try:
        save(recording, path)
    except OSError:
        Path(path).unlink()
        return ""
    return path
