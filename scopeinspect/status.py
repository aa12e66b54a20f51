"""How a run ended, as an exit status."""

from __future__ import annotations

from scopeinspect.errors import Status
from scopeinspect.recording import Recording


def ended_well(recording: Recording) -> bool:
    """Whether the script did what it was to do, and we know of all of it."""
    outcome = recording.outcome
    if recording.is_incomplete:
        return False
    return outcome.kind == "stopped" or (outcome.kind in ("finished", "exited") and outcome.status == 0)


def status_of(recording: Recording, *, fails: bool) -> Status:
    """The exit status that a check calls for.

    Args:
        recording: what was checked.
        fails: whether its findings are to fail the check.
    """
    if recording.is_incomplete:
        return Status.FAILED
    if not ended_well(recording):
        return Status.SCRIPT_FAILED
    return Status.FINDINGS if fails or recording.is_empty else Status.CLEAN
