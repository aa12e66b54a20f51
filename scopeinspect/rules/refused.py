"""What the rules about refused requests have in common: which refusals there were, and how bad each was."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from scopeinspect.model import Recording, Request
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Severity

Diagnose = Callable[[Recording, Request, Severity], Diagnostic | None]
"""Says what was wrong with a request; None where it can't be told."""


def finding(diagnose: Diagnose) -> Callable[[Facts], Iterator[Diagnostic]]:
    """A rule's function: every refusal that it has a word for. One that the script caught is its own affair, a note."""

    def find(facts: Facts) -> Iterator[Diagnostic]:
        recording = facts.recording
        noted = {_before_template(note.text.partition(": ")[2]).strip() for note in recording.notes}
        for request in recording.requests:
            if request.outcome == "refused":
                unmet = ended(recording, request) or request.message.strip() in noted
                if diagnostic := diagnose(recording, request, "error" if unmet else "info"):
                    yield diagnostic

    return find


def ended(recording: Recording, request: Request) -> bool:
    """Whether it is the error of this refusal that ended the script."""
    error = recording.outcome.error
    return error is not None and request.message in (error.message, _before_template(error.message))


def _before_template(message: str) -> str:
    """What was said before `tf.make_template` added where the template was made."""
    return message.partition("\n\noriginally defined at:\n")[0]
