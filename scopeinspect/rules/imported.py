"""A meta graph that was imported over a model that is there: each of its variables exists twice."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

import msgspec

from scopeinspect.flow import VARIABLE_TYPES
from scopeinspect.model import Session, Site, place_in
from scopeinspect.rules.advice.anew import EMPTIED, uses_graph
from scopeinspect.rules.advice.code import Edit, at_line, calls_of, edited, root_of
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix, Role, roles
from scopeinspect.variables import WholeVariable
from scopeinspect.words import listed

_IMPORT = "import_meta_graph"


class Overlaid(msgspec.Struct, frozen=True):
    """What one import made again."""

    first: tuple[WholeVariable, ...]
    """The variables that were there."""
    again: tuple[WholeVariable, ...]
    """Those that the import put beside them, in the same order; TensorFlow tells both by the first one's names."""
    all_of_import: int
    """How many variables were imported."""


def overlaid(facts: Facts) -> Iterator[Overlaid]:
    """Every import of variables whose names were there before.

    Resource variables are left alone: those of one name are one in memory, however many ops it has.
    """
    there: dict[tuple[int, str], WholeVariable] = {}
    imports: dict[tuple[int, tuple[int, ...]], list[WholeVariable]] = {}
    for variable in facts.models:
        if variable.made_by == "imported" and not variable.parts[0].resource:
            imports.setdefault((variable.graph, variable.stack), []).append(variable)
        there.setdefault((variable.graph, variable.name), variable)
    for (graph, _), variables in imports.items():
        pairs = [(first, one) for one in variables if (first := there[graph, one.name]) is not one]
        if pairs:
            yield Overlaid(tuple(one for one, _ in pairs), tuple(one for _, one in pairs), len(variables))


def roles_of(facts: Facts, found: Overlaid) -> tuple[Role, ...]:
    """Where both were made."""
    names = [variable.name for variable in found.first]
    them = "it" if len(names) == 1 else "them"
    new = _new_names(facts, found)
    return roles(
        (f"made {listed(names)}", _call(facts, found.first)),
        (f"imported {them} again{f', as {listed(new)}' if new else ''}", facts.site(found.again[0].stack)),
    )


def _call(facts: Facts, variables: tuple[WholeVariable, ...]) -> Site | None:
    """The innermost call that made them all; the first one's line where there is none."""
    stacks = [variable.stack for variable in variables]
    common = [levels[0] for levels in takewhile(lambda levels: len(set(levels)) == 1, zip(*stacks, strict=False))]
    return facts.site(common or stacks[0])


def _new_names(facts: Facts, found: Overlaid) -> list[str]:
    """What TensorFlow called the ops of the variables that it imported."""
    first = found.again[0]
    ops, flow = facts.recording.ops_of(first.graph), facts.flows[first.graph]
    site = first.stack[-1] if first.stack else 0
    numbered = {
        name for name, place in flow.places.items() if ops.types[place] in VARIABLE_TYPES and ops.sites[place] == site
    }
    new = [next((name for name in numbered if name.rpartition("_")[0] == one.name), "") for one in found.again]
    return new if all(new) else []


def fixes_of(facts: Facts, found: Overlaid) -> Iterator[Fix]:
    """How to have one of them."""
    site = facts.site(found.again[0].stack)
    statement = facts.sources.statement(site) if site else None
    if found.first[0].made_by != "imported" and statement and site:
        edits = [Edit(call, f"{root_of(call.func)}.Saver()") for call in calls_of(statement, _IMPORT)]
        code = at_line(edited(statement, edits), statement.place) if edits else ()
        yield Fix("to load a checkpoint into the model that was built, don't import it; a saver of its own restores it"
                  f"{':' if code else '.'}", code)  # fmt: skip
    if _has_run(facts, found) and site:
        # A graph can't be emptied inside of a `with` that uses it.
        used = [node.lineno for node in statement.above if uses_graph(node)] if statement else []
        first = min([site.line, *used])
        yield Fix(f"to go on with the imported model alone, empty the graph above {place_in(site.file, first)}, and "
                  "open the session after that:", (EMPTIED,))  # fmt: skip
    yield Fix("to use the imported model, don't build it; get its tensors by their names:",
              ('… = tf.get_default_graph().get_tensor_by_name("…:0")',))  # fmt: skip


def _has_run(facts: Facts, found: Overlaid) -> bool:
    """Whether a session ran the first ones before the import: the program is done with them, perhaps."""
    events = facts.recording.events
    before = events[: events.index(found.again[0].parts[0])]
    return any(isinstance(one, Session) and one.graph == found.again[0].graph for one in before)
