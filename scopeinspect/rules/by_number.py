"""Layers without a name that share, by their numbers, what another layer made: SI115."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import takewhile

from scopeinspect.model import Request, Site
from scopeinspect.rules.advice.naming import with_names
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.variables import WholeVariable

Stack = Sequence[int]
_Mixed = tuple[Request, WholeVariable, WholeVariable]
"""A request that shares, what it shares, and what its own layer had made."""


def _by_number(facts: Facts) -> Iterator[Diagnostic]:
    mixed: dict[Site, list[_Mixed]] = defaultdict(list)
    for found in _all_mixed(facts):
        request, shared, _ = found
        mixed[facts.recording.sites[request.stack[-1 - _common(request.stack, shared.stack)]]].append(found)
    for site, group in mixed.items():
        request, shared, own = group[0]
        yield BY_NUMBER.found(
            f"a layer without a name shares {shared.name}, which another layer made; what it made itself is {own.name}",
            variables=list(dict.fromkeys(variable.name for _, *both in group for variable in both)),
            roles=roles(
                (f"made {shared.name}", _apart(facts, shared, own)),
                (f"made {own.name} first, and gets {shared.name} here later", site),
                ("the call that gets it", _called(facts, request)),
            ),
            why="TensorFlow numbers layers without a name in the order in which a pass makes them. A pass that leaves "
            "one out numbers all after it anew, and reuse goes by these names.",
            fixes=[_named(facts, group)],
            place=site,
        )


def _apart(facts: Facts, variable: WholeVariable, other: WholeVariable) -> Site | None:
    """The line at which one variable was made, where another was made by another line; outside of what made both."""
    at = len(variable.stack) - 1 - _common(variable.stack, other.stack)
    return facts.recording.sites[variable.stack[at]] if at >= 0 else None


def _called(facts: Facts, request: Request) -> Site | None:
    """The outermost call of the pass that shares."""
    stack = facts.recording.stack(request.stack)
    return stack[0] if len(stack) > 1 else None


def _all_mixed(facts: Facts) -> Iterator[_Mixed]:
    """Requests of layers without a name that were answered with what another line had made, not with their own."""
    by_id = {variable.parts[0].id: variable for variable in facts.models}
    made: dict[object, dict[Stack, WholeVariable]] = defaultdict(dict)
    for request in facts.recording.requests:
        variable = by_id.get(request.variable) if request.variable is not None else None
        counted = _numbered_as(facts, variable) if variable and request.outcome != "refused" else None
        if variable is None or counted is None or not request.stack:
            continue
        before = made[counted, variable.label, str(variable.shape)]
        if request.outcome == "created":
            before.setdefault(tuple(request.stack), variable)
        elif own := _same_line(request.stack, variable, before):
            yield request, variable, own


def _numbered_as(facts: Facts, variable: WholeVariable) -> tuple[object, ...] | None:
    """What a variable's layer is counted with, as TensorFlow makes its name; None where it was given one."""
    made_up = facts.default_named(facts.recording.entries[variable.parts[0].entry])
    return (variable.graph, made_up.name.rpartition("/")[0], made_up.default_name) if made_up else None


def _same_line(stack: Stack, shared: WholeVariable, before: dict[Stack, WholeVariable]) -> WholeVariable | None:
    """What the same line made before; None where that is what it shares, or where it made nothing."""
    like = _common(stack, shared.stack)
    return next((other for made, other in before.items() if _common(stack, made) > like), None)


def _common(one: Stack, other: Stack) -> int:
    """In how many of the innermost calls two stacks agree."""
    pairs = zip(reversed(one), reversed(other), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _named(facts: Facts, group: list[_Mixed]) -> Fix:
    kinds = {_numbered_as(facts, shared) for _, shared, _ in group}
    numbered = [variable for variable in facts.models if _numbered_as(facts, variable) in kinds]
    _, shared, own = group[0]
    if _common(shared.stack, own.stack):
        told = [(_apart(facts, *pair), pair[0]) for pair in ((shared, own), (own, shared))]
        names = [f'"{_made_up_name(facts, variable)}" at {site.place}' for site, variable in told if site]
        return Fix(f"let each call pass a name on to the layer that it makes; {' and '.join(names)} are the ones that "
                   "they have in checkpoints.")  # fmt: skip
    code = with_names(facts, [(variable, own if variable.scope != own.scope else shared) for variable in numbered])
    return Fix("give each of these layers a name; these are the ones that they have in checkpoints"
               f"{':' if code else '.'}", code)  # fmt: skip


def _made_up_name(facts: Facts, variable: WholeVariable) -> str:
    made_up = facts.default_named(facts.recording.entries[variable.parts[0].entry])
    return made_up.name.rpartition("/")[2] if made_up else variable.scope


BY_NUMBER = Rule(
    code="SI115",
    name="shared-by-number",
    severity="warning",
    summary="a layer without a name shares what another layer made, as it has another number in this pass",
    what="""
        A line that makes a layer without a name made one set of variables in the first pass, and got those of another
        line in a later one, as that pass left out a layer before it.
        """,
    bad_because="""
        TensorFlow names such layers `dense`, `dense_1` and so on, in the order of each pass, and reuse goes by these
        names. Nothing fails where the shapes are the same: the second pass computes with the weights of another layer.
        """,
    instead="""
        A name for each layer. Those that it has already keep old checkpoints working.
        """,
    bad="""
        def network(x, is_training):
            with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
                x = tf.layers.dense(x, 4)
                if is_training:
                    x = tf.layers.dense(x, 4)
                return tf.layers.dense(x, 4)

        train = network(tf.placeholder(tf.float32, [None, 4]), True)
        test = network(tf.placeholder(tf.float32, [None, 4]), False)
        """,
    good="""
        def network(x, is_training):
            with tf.variable_scope("network", reuse=tf.AUTO_REUSE):
                x = tf.layers.dense(x, 4, name="dense")
                if is_training:
                    x = tf.layers.dense(x, 4, name="dense_1")
                return tf.layers.dense(x, 4, name="dense_2")

        train = network(tf.placeholder(tf.float32, [None, 4]), True)
        test = network(tf.placeholder(tf.float32, [None, 4]), False)
        """,
    find=_by_number,
)
