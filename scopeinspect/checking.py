"""What is wrong with a run: the rules, and how its variables differ from a baseline and a checkpoint."""

from __future__ import annotations

import msgspec

from scopeinspect.diff import compare
from scopeinspect.idle import Idle, idle_patterns
from scopeinspect.recording import Recording
from scopeinspect.rules.catalogue import RULES, Wanted, by_severity, find
from scopeinspect.rules.changes import diagnostics_of, told_once
from scopeinspect.rules.faults import RuleFault
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.status import ended_well
from scopeinspect.suppressions import silence
from scopeinspect.typed import Typed
from scopeinspect.variable_tree import VariableTree, tree_of


class Checked(msgspec.Struct, frozen=True):
    """What a check of one recording came to."""

    diagnostics: tuple[Diagnostic, ...]
    """What was found, worst first."""
    silenced: int
    """How many findings comments in the source silenced."""
    quiet: int
    """How many of the rules that looked found nothing."""
    compared: tuple[str, ...]
    """What the variables were compared with: `baseline`, `checkpoint`."""
    idle: tuple[Idle, ...] = ()
    """The patterns of `per_scope_ignore` that silenced nothing, where the run went to its end."""


def check(
    recording: Recording,
    wanted: Wanted | None = None,
    *,
    baseline: VariableTree | None = None,
    checkpoint: VariableTree | None = None,
    graph: int | None = None,
    folder: str = ".",
    typed: Typed | None = None,
    faults: list[RuleFault] | None = None,
) -> Checked:
    """Applies the rules to a recording, and compares its variables.

    Args:
        recording: what was recorded.
        wanted: which rules are to speak.
        baseline: what the variables are to be.
        checkpoint: one that is to be restored into them.
        graph: the number of the graph that it is of; None takes the one that fits it best.
        folder: the working directory of the run, where the sources are looked for.
        typed: how the target is named where something is to be typed.
        faults: takes what rules raise by a mistake of ours; None lets it be raised.

    Raises:
        ScopeInspectError: there is no such graph.
    """
    wanted = wanted or Wanted()
    unhidden = wanted.only()  # so that it is seen which patterns silence something
    failed: list[RuleFault] = []
    found = find(recording, unhidden, folder, typed, None if faults is None else failed)
    changes: dict[str, list[Diagnostic]] = {}
    # A run that failed has not made all of its variables: each of the rest would count as removed.
    if ended_well(recording):
        tree = tree_of(recording)
        if baseline is not None:
            changes["baseline"] = diagnostics_of(compare(baseline, tree, slots=baseline.has_slots), typed)
        if checkpoint is not None:
            changes["checkpoint"] = diagnostics_of(compare(checkpoint, tree, graph=graph), typed)
    found += unhidden.heard(told_once(changes))
    codes = wanted.codes() - {fault.code for fault in failed}
    left = silence(recording, found, codes, folder)
    told = wanted.heard(left.diagnostics)
    looked = {rule.code for rule in RULES if rule.find is not None} & codes
    loud = {diagnostic.code for diagnostic in found}
    if faults is not None:
        faults += failed
    # A rule that failed might have found what a pattern silences.
    idle = idle_patterns(recording, found, wanted) if ended_well(recording) and not failed else ()
    return Checked(tuple(by_severity(told)), left.count, len(looked - loud), tuple(changes), idle)
