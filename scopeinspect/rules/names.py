"""Names of variables: SI111, SI201, SI202 and SI206."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from scopeinspect.model import Request, Site
from scopeinspect.rules.advice.code import Edit, at_line, calls_of, edited
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.variables import WholeVariable
from scopeinspect.words import counted, listed

_LONGEST_COMPARED = 60
_SHORTEST_COMPARED = 4
_NAME_AND_VALUE = 2


def _by_graph(variables: Iterable[WholeVariable]) -> Iterator[list[WholeVariable]]:
    graphs: dict[int, list[WholeVariable]] = defaultdict(list)
    for variable in variables:
        graphs[variable.graph].append(variable)
    yield from graphs.values()


# SI111


def _near_duplicates(facts: Facts) -> Iterator[Diagnostic]:
    for variables in _by_graph(facts.models):
        for one, other in _near_pairs(variables):
            yield NEAR.found(
                f"{one.name} and {other.name} have nearly the same name, and the same shape",
                variables=[one.name, other.name],
                roles=roles(
                    (f"made {one.name}", facts.site(one.stack)), (f"made {other.name}", facts.site(other.stack))
                ),
                why="To TensorFlow they are two variables like any others; a slip of the keyboard looks just the same.",
                fixes=[Fix("if they are meant to be one, ask for the same name at both places.")],
            )


def _near_pairs(variables: list[WholeVariable]) -> Iterator[tuple[WholeVariable, WholeVariable]]:
    """Siblings whose names differ by one letter, by case, or by a number that one of them has added."""
    seen: dict[object, WholeVariable] = {}
    told: set[tuple[str, str]] = set()
    for variable in variables:
        scope, _, leaf = variable.name.rpartition("/")
        if not _SHORTEST_COMPARED <= len(leaf) <= _LONGEST_COMPARED:
            continue
        for form in _forms(leaf):
            key = (scope, form, str(variable.shape), variable.dtype)
            other = seen.setdefault(key, variable)
            pair = (other.name, variable.name)
            if other is not variable and pair not in told and not _are_numbered(*pair):
                told.add(pair)
                yield other, variable


def _forms(leaf: str) -> list[str]:
    """What two names have in common if they differ by a letter: each of them without one of its letters."""
    low = leaf.lower()
    plain = re.sub(r"_\d+$", "", low)
    shorter = [f"{place} {low[:place]}{low[place + 1 :]}" for place in range(len(low))]
    return list(dict.fromkeys([low, plain, *(form.partition(" ")[2] for form in shorter)]))


def _are_numbered(one: str, other: str) -> bool:
    """Whether they differ by numbers, or by one letter at the end, as `w1` and `w2` or `gate_i` and `gate_f` do."""
    if re.sub(r"\d+", "#", one) == re.sub(r"\d+", "#", other):
        return True
    return len(one) == len(other) and one[:-1] == other[:-1]


# SI201


def _mismatched(facts: Facts) -> Iterator[Diagnostic]:
    by_id = {part.id: variable for variable in facts.models for part in variable.parts}
    for request in facts.recording.requests:
        variable = by_id.get(request.variable) if request.variable is not None else None
        if request.outcome != "created" or variable is None or variable.name == request.key.rstrip("/"):
            continue
        yield STORE_NAME.found(
            f"get_variable knows it as {request.key}, the graph and its checkpoints as {variable.name}",
            variables=[variable.name],
            roles=roles(("asked for here", facts.site(request.stack)), *_takers(facts, variable, request.key)),
            why=f"The graph had {_taken(facts, request, variable)} already, so TensorFlow named the variable's op "
            f"{variable.name}; a checkpoint goes by the name of the op.",
            fixes=[
                Fix("make the variable before anything else takes its name, or rename what took it."),
                Fix("once checkpoints with this name exist, keep it, or restore with a map."),
            ],
        )


def _taken(facts: Facts, request: Request, variable: WholeVariable) -> str:
    """What has the name, as a phrase. To TensorFlow names that differ in case alone are one (`Graph.unique_name`)."""
    ops = facts.recording.ops_of(variable.graph)
    names = [*ops.names, f"{request.name_scope}/"]
    of_ops = (name[: len(request.key)] for name in names if f"{name}/".lower().startswith(f"{request.key}/".lower()))
    of_others = next((name for name in of_ops if name != request.key), "")
    is_written_so = any(f"{name}/".startswith(f"{request.key}/") for name in names)
    if of_others and not is_written_so:
        return f"the name {of_others}, which differs from {request.key} in case alone,"
    return f"something named {request.key}"


def _takers(facts: Facts, variable: WholeVariable, key: str) -> list[tuple[str, Site | None]]:
    """Who took the name."""
    ops = facts.recording.ops.get(variable.graph)
    if ops is None:
        return []
    wanted = f"{key}/".lower()
    place = next((place for place, name in enumerate(ops.names) if f"{name}/".lower().startswith(wanted)), None)
    if place is None or not ops.sites[place]:
        return []
    return [(f"took the name: {ops.types[place]} {ops.names[place]}", facts.recording.sites[ops.sites[place]])]


# SI202


def _made_up(facts: Facts) -> Iterator[Diagnostic]:
    for variables in _by_graph(facts.models):
        unnamed = [variable for variable in variables if _is_made_up(facts, variable)]
        if unnamed:
            made = dict.fromkeys((_unnamed_part(facts, variable), facts.site(variable.stack)) for variable in unnamed)
            yield MADE_UP.found(
                f"TensorFlow made up the names of {counted(len(unnamed), 'variable')}: "
                f"{listed(variable.name for variable in unnamed)}",
                variables=[variable.name for variable in unnamed],
                roles=roles(*list(made)[:3]),
                why="Such a name is the kind of thing and a number that counts what was made before it, so it changes "
                "when anything is built earlier, and a checkpoint goes by it.",
                fixes=[
                    Fix("give each variable, layer or scope a name."),
                    Fix("once checkpoints with these names exist, keep them, or restore with a map."),
                ],
            )


def _unnamed_part(facts: Facts, variable: WholeVariable) -> str:
    """What was given no name; inside of a layer that has one it may be a part that the layer makes."""
    entry = facts.default_named(facts.recording.entries[variable.parts[0].entry])
    is_of_scope = variable.made_by == "get_variable" and entry is not None
    return f"{entry.default_name} was given no name here" if is_of_scope and entry else "given no name here"


def _is_made_up(facts: Facts, variable: WholeVariable) -> bool:
    first = variable.parts[0]
    if variable.made_by == "Variable":
        return not first.asked
    if variable.made_by == "keras":
        return any(re.search(r"_\d+$", label) for label in variable.name.split("/")[:-1])
    return variable.made_by == "get_variable" and facts.default_named(facts.recording.entries[first.entry]) is not None


# SI206


def _misplaced(facts: Facts) -> Iterator[Diagnostic]:
    by_line: dict[int, list[WholeVariable]] = defaultdict(list)
    for variable in facts.variables:
        if "trainable" in variable.settings:
            by_line[variable.stack[-1] if variable.stack else 0].append(variable)
    for group in by_line.values():
        names = [variable.name for variable in group]
        first = group[0]
        text = first.settings["trainable"].text
        if len(group) == 1:
            what = f"the name {text} was passed as trainable; the variable is called {names[0]}"
        else:
            what = f"{len(group)} names were passed as trainable, {text} first; the variables are {listed(names)}"
        yield MISPLACED.found(
            what,
            variables=names,
            roles=roles((f"{text} is the second argument here", facts.site(first.stack))),
            why="The second argument of tf.Variable is trainable, and any text counts as true.",
            fixes=[Fix("pass it by its keyword:", _by_keyword(facts, first, text))],
        )


def _by_keyword(facts: Facts, variable: WholeVariable, text: str) -> tuple[str, ...]:
    site = facts.site(variable.stack)
    found = facts.sources.statement(site) if site else None
    edits = [
        Edit(call.args[1], "name=", "before") for call in (calls_of(found, "Variable") if found else ())
        if len(call.args) == _NAME_AND_VALUE and not call.keywords
    ]  # fmt: skip
    return at_line(edited(found, edits), found.place) if found and edits else (f"tf.Variable(…, name={text})",)


NEAR = Rule(
    code="SI111",
    name="near-duplicate-name",
    severity="info",
    summary="siblings of one shape whose names differ by a letter, by case, or by a number added to one",
    what="""
        Two variables of one scope, of the same shape and type, whose names differ by one letter, by case, or by `_1`.
        Names that only count up, as `w1` and `w2`, are left alone.
        """,
    bad_because="""
        It may be one variable that was meant twice, and misspelt once.
        """,
    instead="""
        One name, if it is one variable. Names that differ by more than a letter, if it is two.
        """,
    bad="""
        first = tf.get_variable("weights", [4])
        second = tf.get_variable("weigths", [4])
        third = tf.get_variable("weight", [4])
        """,
    good="""
        first = tf.get_variable("weights", [4])
        second = tf.get_variable("scale", [4])
        """,
    find=_near_duplicates,
)

STORE_NAME = Rule(
    code="SI201",
    name="store-name-mismatch",
    severity="warning",
    summary="get_variable's name for a variable is not the one it has in the graph and in checkpoints",
    what="""
        The name under which get_variable keeps a variable, and shares it, is not the name of its op: something else
        in the graph had that name first.
        """,
    bad_because="""
        A checkpoint goes by the op's name. Without the other thing, or built in another order, the variable has
        another name there, and the checkpoint does not load.
        """,
    instead="""
        Make variables first, or keep names of ops, name scopes and variables apart.
        """,
    bad="""
        w = tf.Variable(tf.zeros([4]), name="w")
        w = tf.get_variable("w", [4])
        """,
    good="""
        w = tf.Variable(tf.zeros([4]), name="start")
        w = tf.get_variable("w", [4])
        """,
    find=_mismatched,
)

MADE_UP = Rule(
    code="SI202",
    name="autogenerated-name",
    severity="info",
    summary="a variable, layer or scope without a name: TensorFlow's depends on the order of the build",
    what="""
        A variable whose name, or whose layer's or scope's name, TensorFlow made up: `Variable_3`, `dense_1/kernel`,
        `Conv/weights`.
        """,
    bad_because="""
        The number counts what was built before. Put a layer in front, and all the names after it change: an old
        checkpoint loads into the wrong variables, or not at all.
        """,
    instead="""
        A name for everything that has variables.
        """,
    bad="""
        w = tf.Variable(tf.zeros([4]))
        """,
    good="""
        w = tf.Variable(tf.zeros([4]), name="w")
        """,
    find=_made_up,
)

MISPLACED = Rule(
    code="SI206",
    name="name-given-as-trainable",
    severity="warning",
    summary='tf.Variable(value, "name"): the second argument is trainable, not the name',
    what="""
        A text as the second argument of `tf.Variable`.
        """,
    bad_because="""
        It is taken for `trainable`, and any text counts as true. The variable is called `Variable`, `Variable_1` and
        so on, by the order of the build; so is its entry in a checkpoint.
        """,
    instead="""
        `tf.Variable(value, name="weights")`.
        """,
    bad="""
        weights = tf.Variable(tf.zeros([4]), "weights")
        """,
    good="""
        weights = tf.Variable(tf.zeros([4]), name="weights")
        """,
    find=_misplaced,
)
