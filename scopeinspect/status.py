"""How a run ended, as an exit status."""

from __future__ import annotations

from scopeinspect.errors import Status
from scopeinspect.recording import Recording

_LONGEST_REASON = 500
"""Of what a recording says, which may be anything."""


def ended_well(recording: Recording) -> bool:
    """Whether the script did what it was to do, and we know of all of it."""
    outcome = recording.outcome
    if recording.is_incomplete:
        return False
    return outcome.kind == "stopped" or (outcome.kind in ("finished", "exited") and outcome.status == 0)


def why_incomplete(recording: Recording) -> str:
    """Why a recording is not complete; empty where it is."""
    if recording.lost:
        return recording.lost[0].why[:_LONGEST_REASON]
    if recording.faults:
        last = recording.faults[0].traceback.strip().rpartition("\n")[2][:_LONGEST_REASON]
        return f"scopeinspect itself failed ({last}), a mistake of ours that `scopeinspect run --save FILE` keeps"
    return ""


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
