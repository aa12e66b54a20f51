"""The refusal that ended a script, whichever rule tells of it."""

from __future__ import annotations

from collections.abc import Iterator

from scopeinspect.model import Recording, Request
from scopeinspect.rules.exists import already_exists
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.impossible import impossible
from scopeinspect.rules.mismatch import mismatch
from scopeinspect.rules.missing import missing
from scopeinspect.rules.refused import ended
from scopeinspect.rules.rule import Diagnostic
from scopeinspect.rules.slots import slot


def unmet_refusals(recording: Recording) -> Iterator[Diagnostic]:
    """The refusal that ended the script, if one did."""
    facts = Facts(recording)
    for request in _unmet(recording):
        for diagnose in (already_exists, missing, mismatch, slot, impossible):
            if diagnostic := diagnose(facts, request, "error"):
                yield diagnostic.quoting(facts.sources)


def met_refusals(recording: Recording) -> int:
    """How many refusals the script went on after."""
    return sum(request.outcome == "refused" for request in recording.requests) - len(_unmet(recording))


def _unmet(recording: Recording) -> list[Request]:
    return [one for one in recording.requests[-1:] if one.outcome == "refused" and ended(recording, one)]
