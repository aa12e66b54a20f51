"""The refusal that ended a script or a notebook's cell, whichever rule tells of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scopeinspect.model import Note, Request
from scopeinspect.recording import Recording
from scopeinspect.rules.cells import failed_by_one_cell
from scopeinspect.rules.empty import failed_by_empty
from scopeinspect.rules.exists import ALREADY_EXISTS, already_exists
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.faults import RuleFault, faults_noted
from scopeinspect.rules.impossible import IMPOSSIBLE, impossible
from scopeinspect.rules.mismatch import MISMATCH, mismatch
from scopeinspect.rules.missing import MISSING, missing
from scopeinspect.rules.refused import ended, raised_in_cells, sentence_of, sentences_in
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.rules.slots import SLOT, slot

_DIAGNOSES = (
    (ALREADY_EXISTS, already_exists),
    (MISSING, missing),
    (MISMATCH, mismatch),
    (SLOT, slot),
    (IMPOSSIBLE, impossible),
)


def unmet_refusals(recording: Recording, faults: list[RuleFault] | None = None) -> Iterator[Diagnostic]:
    """The refusal that ended the script, if one did.

    Args:
        recording: the run.
        faults: takes what rules raise by a mistake of ours; None lets it be raised.
    """
    facts = Facts(recording)
    for request in _unmet(recording):
        yield from (diagnostic.quoting(facts.sources) for diagnostic in _told(facts, request, faults))


def explained(facts: Facts, raised: str, stack: Sequence[int]) -> bool:
    """Whether a rule tells of what made an exception happen, which was no refused request.

    Args:
        facts: what is known.
        raised: the exception, its type first.
        stack: where it was raised.
    """
    return any(failed_by_one_cell(facts, raised, stack)) or any(failed_by_empty(facts, raised, stack))


def unexplained(facts: Facts) -> list[Note]:
    """What cells raised for another reason than one that a rule tells of."""
    refused = [one for one in facts.recording.requests if one.outcome == "refused"]
    told = {sentence_of(one) for one in refused if any(_told(facts, one))}
    return [
        note
        for note in raised_in_cells(facts.recording)
        if not told & sentences_in(note) and not explained(facts, note.raised, note.stack)
    ]


def _told(facts: Facts, request: Request, faults: list[RuleFault] | None = None) -> Iterator[Diagnostic]:
    for rule, diagnose in _DIAGNOSES:
        with faults_noted(rule, faults):
            if diagnostic := diagnose(facts, request, "error"):
                yield diagnostic


def met_refusals(recording: Recording) -> int:
    """How many refusals the script went on after."""
    return sum(request.outcome == "refused" for request in recording.requests) - len(_unmet(recording))


def _unmet(recording: Recording) -> list[Request]:
    return [one for one in recording.requests[-1:] if one.outcome == "refused" and ended(recording, one)]
