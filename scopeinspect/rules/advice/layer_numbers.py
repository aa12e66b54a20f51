"""Layers without a name that get, by their numbers, what another layer made, and the names to give them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile

import msgspec

from scopeinspect.model import Request, Site
from scopeinspect.rules.advice.layer_names import with_names
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.variables import WholeVariable

Stack = Sequence[int]

WHY = (
    "TensorFlow numbers layers without a name in the order in which a pass makes them. A pass that leaves one out "
    "numbers all after it anew, and reuse goes by these names."
)


class Mixed(msgspec.Struct, frozen=True):
    """A request of a layer without a name for what another layer made."""

    request: Request
    other: WholeVariable
    """What it asks for."""
    own: WholeVariable
    """What its own line had made."""

    @property
    def place(self) -> int:
        """The place, in the request's stack, of the line that made the one and asks for the other.

        That of a helper which made both tells nothing.
        """
        return len(self.request.stack) - 1 - _common(self.request.stack, self.other.stack)


def all_mixed(facts: Facts) -> Iterator[Mixed]:
    """The requests of layers without a name for what another line had made, where they had made the like themselves."""
    by_id = {variable.parts[0].id: variable for variable in facts.models}
    made: dict[object, dict[Stack, WholeVariable]] = defaultdict(dict)
    for request in facts.recording.requests:
        variable = by_id.get(request.variable) if request.variable is not None else None
        counted = _numbered_as(facts, variable) if variable else None
        if variable is None or counted is None or not request.stack:
            continue
        is_refused = request.outcome == "refused"
        before = made[counted, variable.label, str(request.given.get("shape") if is_refused else variable.shape)]
        if request.outcome == "created":
            before.setdefault(tuple(request.stack), variable)
        elif own := _same_line(request.stack, variable, before):
            yield Mixed(request, variable, own)


def mixed_of(facts: Facts, request: Request) -> Mixed | None:
    """The same for one request; None where it is not of a layer without a name, or asks for what its line made."""
    variable = facts.recording.variable_of(request)
    if variable is None or facts.default_named(facts.recording.entries[variable.entry]) is None:
        return None
    return next((one for one in all_mixed(facts) if one.request is request), None)


def apart(facts: Facts, variable: WholeVariable, other: WholeVariable) -> Site | None:
    """The line at which one variable was made, where another was made by another line; outside of what made both."""
    at = len(variable.stack) - 1 - _common(variable.stack, other.stack)
    return facts.recording.sites[variable.stack[at]] if at >= 0 else None


def _numbered_as(facts: Facts, variable: WholeVariable) -> tuple[object, ...] | None:
    """What a variable's layer is counted with, as TensorFlow makes its name; None where it was given one."""
    made_up = facts.default_named(facts.recording.entries[variable.parts[0].entry])
    return (variable.graph, made_up.name.rpartition("/")[0], made_up.default_name) if made_up else None


def _same_line(stack: Stack, other: WholeVariable, before: dict[Stack, WholeVariable]) -> WholeVariable | None:
    """What the same line made before; None where that is what it asks for, or where it made nothing."""
    like = _common(stack, other.stack)
    return next((one for made, one in before.items() if _common(stack, made) > like), None)


def _common(one: Stack, other: Stack) -> int:
    """In how many of the innermost calls two stacks agree."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def named(facts: Facts, mixed: Sequence[Mixed]) -> Fix:
    """The layers of some such requests, each with a name of its own: that which it has in checkpoints."""
    kinds = {_numbered_as(facts, one.other) for one in mixed}
    numbered = [variable for variable in facts.models if _numbered_as(facts, variable) in kinds]
    other, own = mixed[0].other, mixed[0].own
    if _common(other.stack, own.stack):
        told = [(apart(facts, *pair), pair[0]) for pair in ((other, own), (own, other))]
        names = [f'"{_made_up_name(facts, variable)}" at {site.place}' for site, variable in told if site]
        return Fix(f"let each call pass a name on to the layer that it makes; {' and '.join(names)} are the ones that "
                   "they have in checkpoints.")  # fmt: skip
    code = with_names(facts, [(variable, own if variable.scope != own.scope else other) for variable in numbered])
    return Fix("give each of these layers a name; these are the ones that they have in checkpoints"
               f"{':' if code else '.'}", code)  # fmt: skip


def _made_up_name(facts: Facts, variable: WholeVariable) -> str:
    made_up = facts.default_named(facts.recording.entries[variable.parts[0].entry])
    return made_up.name.rpartition("/")[2] if made_up else variable.scope
