"""What is wrong with a run: the rules, and how its variables differ from a baseline and a checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

from scopeinspect.diff import compare
from scopeinspect.errors import Status
from scopeinspect.model import Recording
from scopeinspect.rules.catalogue import RULES, Wanted, by_severity, find
from scopeinspect.rules.changes import diagnostics_of
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.suppressions import silence
from scopeinspect.variable_tree import VariableTree, tree_of


@dataclass(frozen=True)
class Checked:
    """What a check of one recording came to."""

    diagnostics: tuple[Diagnostic, ...]
    """What was found, worst first."""
    silenced: int
    """How many findings comments in the source silenced."""
    quiet: int
    """How many of the rules that looked found nothing."""
    compared: tuple[str, ...]
    """What the variables were compared with: `baseline`, `checkpoint`."""


def check(
    recording: Recording,
    wanted: Wanted | None = None,
    *,
    baseline: VariableTree | None = None,
    checkpoint: VariableTree | None = None,
    folder: str = ".",
) -> Checked:
    """Applies the rules to a recording, and compares its variables.

    Args:
        recording: what was recorded.
        wanted: which rules are to speak.
        baseline: what the variables are to be.
        checkpoint: one that is to be restored into them.
        folder: the working directory of the run, where the sources are looked for.
    """
    wanted = wanted or Wanted()
    found = find(recording, wanted, folder)
    compared = []
    # A run that failed has not made all of its variables: each of the rest would count as removed.
    if ended_well(recording):
        tree = tree_of(recording)
        for name, old in (("baseline", baseline), ("checkpoint", checkpoint)):
            if old is not None:
                compared.append(name)
                found += wanted.heard(diagnostics_of(compare(old, tree, slots=name == "baseline" and old.has_slots)))
    codes = wanted.codes()
    left = silence(recording, found, codes, folder)
    told = wanted.heard(left.diagnostics)
    looked = {rule.code for rule in RULES if rule.find is not None} & codes
    loud = {diagnostic.code for diagnostic in found}
    return Checked(tuple(by_severity(told)), left.count, len(looked - loud), tuple(compared))


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
