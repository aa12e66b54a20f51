"""What the rules about refused requests have in common: which refusals there were, and how bad each was."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence

import msgspec

from scopeinspect.model import Note, Request, Site
from scopeinspect.recording import Recording
from scopeinspect.reuse import Setter, setter_of_request
from scopeinspect.rules.advice.code import nodes_of, statement, written
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Severity

Diagnose = Callable[[Facts, Request, Severity], Diagnostic | None]
"""Says what was wrong with a request; None where it can't be told."""

MAKERS = {"minimize", "apply_gradients", "apply"}
"""Methods that make slots or shadows."""

_ORIGINALLY = " Originally defined at:"
"""What follows an error's sentence where TensorFlow tells the ops that it comes from."""

_SET = {"declared": "declared", "switched": "switched on", "argument": "given", "default": "the default"}


def finding(diagnose: Diagnose) -> Callable[[Facts], Iterator[Diagnostic]]:
    """A rule's function: every refusal that it has a word for. One that the script caught is its own affair, a note."""

    def find(facts: Facts) -> Iterator[Diagnostic]:
        recording = facts.recording
        noted = {sentence for note in raised_in_cells(recording) for sentence in sentences_in(note)}
        for request in recording.requests:
            if request.outcome == "refused":
                unmet = ended(recording, request) or sentence_of(request) in noted
                if diagnostic := diagnose(facts, request, "error" if unmet else "info"):
                    yield diagnostic

    return find


def ended(recording: Recording, request: Request) -> bool:
    """Whether it is the error of this refusal that ended the script, or another one that was raised because of it."""
    error = recording.outcome.error
    if error is None:
        return False
    is_cause = bool(request.message) and f"Error: {request.message}" in error.traceback
    return is_cause or request.message in (error.message, _before_template(error.message))


def raised_in_cells(recording: Recording) -> list[Note]:
    """What the cells of a notebook raised, but for those that are marked as such that raise."""
    return [note for note in recording.notes if note.is_failure]


def raised_in(recording: Recording) -> Iterator[tuple[str, Sequence[int]]]:
    """What ended the script, or cells of a notebook: each exception, its type first, and its stack."""
    error = recording.outcome.error
    if error is not None:
        yield error.text, error.stack
    yield from ((note.raised, note.stack) for note in raised_in_cells(recording))


def sentence_of(request: Request) -> str:
    """What TensorFlow said of a refused request, without what follows in other lines."""
    return request.message.strip().partition("\n")[0]


def sentences_in(note: Note) -> set[str]:
    """What a cell raised, line by line: what autograph runs has a traceback around the error."""
    lines = [line.partition(_ORIGINALLY)[0].strip() for line in note.raised.splitlines()]
    return {*lines, *(line.partition(": ")[2] for line in lines)} - {""}


def _before_template(message: str) -> str:
    """What was said before `tf.make_template` added where the template was made."""
    return message.partition("\n\noriginally defined at:\n")[0]


def first_request(recording: Recording, request: Request) -> Request | None:
    """The one that made the variable that a refused request asked for again."""
    return next((one for one in recording.requests if one.variable == request.variable), None)


def is_slot(request: Request) -> bool:
    """Whether an optimizer or a moving average asked for it: these have no name but that of their scope."""
    return not request.name


def owner_of_slot(recording: Recording, request: Request) -> tuple[str, str]:
    """What a slot is for, a variable or the tensor of a moving average, and the slot's own name.

    The scope of the moment stands before both.
    """
    above, _, name = request.key.rstrip("/").rpartition("/")
    around = recording.entries[request.entry].parent
    scope = recording.entries[around].name if around is not None else ""
    return above.removeprefix(f"{scope}/") if scope else above, name


class SlotMaker(msgspec.Struct, frozen=True):
    """What makes slots, in words."""

    noun: str
    """With its article: `an optimizer`."""
    makes: str
    """All that it makes: `its slots`."""
    slot: str
    """The slot that is spoken of: `its slot Adam`."""

    @property
    def the(self) -> str:
        """`the optimizer`."""
        return f"the {self.noun.partition(' ')[2]}"


def maker_of_slot(facts: Facts, request: Request) -> SlotMaker:
    """What asked for a slot: a moving average, or an optimizer."""
    _, slot = owner_of_slot(facts.recording, request)
    site = facts.site(request.stack)
    found = facts.sources.statement(site) if site else None
    called = {node.attr for node in nodes_of(found) if isinstance(node, ast.Attribute)} & MAKERS if found else set()
    # An average may have another name, as an optimizer may; only averages are applied to variables.
    if slot == "ExponentialMovingAverage" or called == {"apply"}:
        return SlotMaker("a moving average", "its shadow", "its shadow")
    return SlotMaker("an optimizer", "its slots", f"its slot {slot}")


def switched_on(setter: Setter) -> tuple[str, Site | None]:
    """A role: where reuse was switched on, if that is known."""
    known = setter.site if setter.how in ("declared", "switched") else None
    scope = f" for {setter.scope}" if setter.scope else " for the root scope"
    return f"reuse {_SET[setter.how]} here{scope}", known


def under(recording: Recording, request: Request) -> str:
    """In which scope a request was made, and under which flag."""
    scope = recording.entries[request.entry].name
    setter = setter_of_request(recording, request)
    where = f" in scope {scope}" if scope else ""
    if setter.how == "default":
        return f"{where}: reuse is {request.reuse}, nobody switched it on"
    by = f", {_SET[setter.how]} at {setter.site.place}" if setter.site else ""
    return f"{where}: reuse is {request.reuse}{by}"


def makers(facts: Facts, call: Site) -> tuple[str, ...]:
    """The statement at a call, and those beside it that would be refused next: up to the last optimizer there."""
    found = facts.sources.statement(call)
    if found is None or found.is_head:
        return statement(facts.sources, call)
    after = found.block[found.block.index(found.node) :]
    last = max(place for place, one in enumerate(after) if place == 0 or makes_slots(one))
    return written(facts.sources, call, after[: last + 1])


def makes_slots(node: ast.stmt) -> bool:
    """Whether a statement calls one of the methods that make slots or shadows."""
    return any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute) and one.func.attr in MAKERS
        for one in ast.walk(node)
    )


def parting(first: Sequence[Site], second: Sequence[Site]) -> tuple[Site | None, Site | None]:
    """The calls at which two stacks part, seen from the outside."""
    for one, other in zip(first, second, strict=False):
        if one != other:
            return one, other
    return None, None


def scope_at(recording: Recording, request: Request, call: Site | None) -> str:
    """The full name of the scope that is open where a call of a request's stack is; empty for the root."""
    stack = recording.stack(request.stack)
    path = request.stack[: stack.index(call) + 1] if call in stack else []
    around = recording.around(request.entry)
    # What has the call in its stack was opened inside of it.
    return next((one.name for one in around if not path or one.stack[: len(path)] != path), "")


def unused_scope(recording: Recording, first: Site | None, around: str = "") -> str:
    """A name for a second scope that begins as the first does, so that what goes by the beginning finds both.

    Args:
        recording: what was recorded.
        first: the call whose variables are in the first.
        around: the full name of the scope that both are in.
    """
    above = f"{around}/" if around else ""
    every = [(variable.name, recording.stack(variable.stack)) for variable in recording.variables.values()]
    inside = [(name.removeprefix(above), stack) for name, stack in every if name.startswith(above)]
    tops = {name.partition("/")[0] if "/" in name else "" for name, stack in inside if first in stack}
    base = next(iter(tops)) if len(tops) == 1 else ""
    label, number = (f"{base}_2" if base else "second"), 2
    base = base or "second"
    while any(name.startswith(f"{label}/") for name, _ in inside):
        number += 1
        label = f"{base}_{number}"
    return label
