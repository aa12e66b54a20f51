"""Variables that an optimizer does not train: SI302."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import msgspec

from scopeinspect.flow import Flow, is_training
from scopeinspect.model import Site
from scopeinspect.rules.advice.code import (
    Edit,
    all_calls_of,
    at_line,
    bounded,
    calls_of,
    edited,
    is_written_out,
    name_of,
    one_more,
)
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.gradients import reached_by
from scopeinspect.rules.optimizers import optimizer_of, trained_at
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.rules.second_set import calls_of_both, second_set
from scopeinspect.rules.selections import selecting_trainable
from scopeinspect.rules.slips import left_out_of, named_at, to_correct, to_enter, twin_of
from scopeinspect.rules.targets import is_filled_by_hand, may_follow_later, target_of
from scopeinspect.rules.use import by_flow, is_used
from scopeinspect.sharing import Verdict
from scopeinspect.sources import Statement
from scopeinspect.variables import WholeVariable
from scopeinspect.words import listed

_LAYERS = re.compile(r"(^|\.)(layers|slim)\.\w+$")
_WITHOUT_VARIABLES = re.compile(r"flatten|pool|dropout|regularizer|initializer|Input|softmax", re.IGNORECASE)
_FIXED = re.compile(r"(^|[/_])(fixed|frozen|random)(?=[/_])", re.IGNORECASE)
"""Scopes whose names say that they are to stay as they are, as the target of random network distillation."""
_MOST_SITES = 3


class _Reason(msgspec.Struct, frozen=True):
    """Why variables are not trained."""

    why: str
    where: tuple[str, Site | None]
    fixes: tuple[Fix, ...]
    is_in_optimizer: bool = False


def _untrained(facts: Facts) -> Iterator[Diagnostic]:
    # A script that failed may not have come to the rest of its training.
    if not facts.ended_well:
        return
    copies = {
        twin.name for repeat in facts.repeats if repeat.verdict is Verdict.PARALLEL for twin in repeat.twins
    } | facts.in_copied_cells  # what is wrong with these is told by the rules about repeats
    for variables, flow in by_flow(facts):
        trained = next((place for place, op_type in enumerate(flow.ops.types) if is_training(op_type)), None)
        if trained is None:
            continue
        left = [
            variable
            for variable in variables
            if variable.trainable
            and variable.made_by != "imported"  # loaded as a whole, to be used as it is
            and variable.name not in copies
            and not _is_in(flow, variable, flow.updated)
            and is_used(flow, variable)
        ]
        if any(variable.made_by == "keras" for variable in left):
            compiled = _compiled(facts, flow)
            left = [variable for variable in left if not _is_in(flow, variable, compiled)]
        first = flow.ops.sites[trained]
        learning = [variable for variable in variables if _is_in(flow, variable, flow.updated)]
        for group, reason, optimizer in _by_reason(facts, flow, left, learning, first):
            names = [variable.name for variable in group]
            made = facts.site(group[0].stack)
            yield UNTRAINED.found(
                f"an optimizer ran, and {listed(names)} got no update",
                variables=names,
                roles=roles(
                    *(("made here as trainable", site) for site in _made_at(facts, group)),
                    reason.where,
                    ("the optimizer's updates are made here", optimizer),
                ),
                why=reason.why,
                fixes=reason.fixes,
                place=optimizer if reason.is_in_optimizer else made,
            )


def _compiled(facts: Facts, flow: Flow) -> set[int]:
    """The ops that feed the loss of a Keras model that was compiled: its `fit` makes the updates."""
    sites = facts.recording.sites
    statements = {number: facts.sources.statement(sites[number]) for number in set(flow.ops.sites) if number in sites}
    lines = {number for number, found in statements.items() if found and _compiles(found)}
    return flow.feeding({place for place, number in enumerate(flow.ops.sites) if number in lines})


def _compiles(found: Statement) -> bool:
    return any(name_of(call.func) == "compile" for call in all_calls_of(found))


def _made_at(facts: Facts, group: list[WholeVariable]) -> list[Site | None]:
    return list(dict.fromkeys(facts.site(variable.stack) for variable in group))[:_MOST_SITES]


def _is_in(flow: Flow, variable: WholeVariable, places: AbstractSet[int]) -> bool:
    return any(flow.places.get(part.name) in places for part in variable.parts)


def _by_reason(
    facts: Facts, flow: Flow, left: list[WholeVariable], learning: list[WholeVariable], first: int
) -> Iterator[tuple[list[WholeVariable], _Reason, Site | None]]:
    """The variables that one reason holds for, together, and the optimizer: the first one, where none fits them."""
    # Where gradients have names of their own, what meets those that learn has to do.
    trained = flow.differentiated or reached_by(flow, learning)[0]
    feeding = flow.feeding(trained)
    groups: dict[tuple[str, int, int], list[WholeVariable]] = defaultdict(list)
    by_site = trained_at(flow)
    loaded = _loaded_apart(flow, learning)
    for variable in left:
        reached, ends = reached_by(flow, [variable])
        ends &= feeding
        kind = "left out" if reached & trained else "ends" if ends else "apart"
        is_explicit = kind == "left out" or {flow.ops.types[end] for end in ends} == {"StopGradient"}
        if is_explicit and (_is_in(flow, variable, loaded) or _FIXED.search(variable.name)):
            continue
        end = min(ends, default=0) if kind == "ends" else 0
        if kind == "apart":  # what an object that was made twice has is told apart from what is unused in both
            end = min((again for _, again in calls_of_both(variable, learning)), default=0)
        site = optimizer_of(flow, variable, by_site) if kind == "left out" and len(by_site) > 1 else None
        groups[kind, end, first if site is None else site].append(variable)
    for (kind, end, place), group in groups.items():
        optimizer = facts.recording.sites.get(place)
        is_copy_to_be = may_follow_later(facts, group, learning) and twin_of(group[0], learning) is None
        if is_copy_to_be or is_filled_by_hand(facts, flow, group, learning):
            continue
        if kind == "left out":
            yield group, _left_out(facts, flow, group, learning, optimizer), optimizer
        elif kind == "ends":
            yield group, _ended(facts, flow, group, learning, end), optimizer
        else:
            yield group, _apart(facts, flow, group, learning), optimizer


def _loaded_apart(flow: Flow, learning: list[WholeVariable]) -> set[int]:
    """The places of the variables that are loaded apart from those that learn: of a part that was trained before."""
    learns = {flow.places.get(part.name) for variable in learning for part in variable.parts}
    return {place for variables in flow.restored.values() if not variables & learns for place in variables}


def _left_out(
    facts: Facts, flow: Flow, group: list[WholeVariable], learning: list[WholeVariable], optimizer: Site | None
) -> _Reason:
    target = target_of(facts, flow, group, learning)
    to_follow = [target.fix] if target else []
    found = facts.sources.statement(optimizer) if optimizer else None
    scope = _selecting(group, learning)
    for call in calls_of(found, "minimize", "compute_gradients") if found else ():
        for keyword in call.keywords:
            if keyword.arg == "var_list" and found and optimizer:
                more = f' + tf.trainable_variables("{scope}")'
                value = keyword.value
                text = f"{ast.unparse(value)}{more}" if isinstance(value, (ast.Name, ast.Call, ast.BinOp)) else ""
                edits = [Edit(value, more, "after")] if text else []
                return _Reason(
                    "The loss depends on it, and var_list leaves it out." + (f" {target.why}" if target else ""),
                    ("", None),
                    (
                        *to_follow,
                        Fix("if it is to learn, add it to var_list:",
                            at_line(edited(found, edits), found.place) if edits else (f"var_list=[…]{more}",)),
                        _to_stay(facts, group, learning),
                    ),
                    is_in_optimizer=True,
                )  # fmt: skip
    return _Reason(
        "Gradients can flow from the loss to it, so the variables that the optimizer was given leave it out."
        + (f" {target.why}" if target else ""),
        ("", None),
        (
            *to_follow,
            Fix("if it is to learn, give it to the optimizer too, in the list of variables that it trains:",
                (f'tf.trainable_variables("{scope}")',)),
            _to_stay(facts, group, learning),
        ),
        is_in_optimizer=True,
    )  # fmt: skip


def _selecting(group: list[WholeVariable], learning: list[WholeVariable]) -> str:
    """What selects these variables and none that learn, as a regular expression."""
    names = [variable.name for variable in group]
    scope = names[0]
    while "/" in scope:
        scope = scope.rpartition("/")[0]
        is_common = all(name.startswith(f"{scope}/") for name in names)
        if is_common and not any(variable.name.startswith(f"{scope}/") for variable in learning):
            return f"{scope}/"
    widest = list(dict.fromkeys(_widest(name, learning) for name in names))
    return widest[0] if len(widest) == 1 else f"({'|'.join(widest)})"


def _widest(name: str, learning: list[WholeVariable]) -> str:
    """The outermost scope that a variable is in and none that learns, or its name."""
    places = (place + 1 for place, letter in enumerate(name) if letter == "/")
    scopes = (name[:place] for place in places)
    return next((one for one in scopes if not any(other.name.startswith(one) for other in learning)), name)


def _to_stay(facts: Facts, group: list[WholeVariable], learning: list[WholeVariable]) -> Fix:
    """How to say that variables are not to be trained."""
    are = "it is" if len(group) == 1 else "they are"
    them = "it" if len(group) == 1 else "them"
    if site := selecting_trainable(facts, group):
        return Fix(f"if {are} to stay as {are}, trainable=False takes {them} out of what {site.place} selects, "
                   "which then has to ask for the global variables.")  # fmt: skip
    common = {variable.stack[-1:] for variable in group} & {variable.stack[-1:] for variable in learning}
    if site := facts.site(min(common, default=())):
        return Fix(f"if {are} to stay as {are}, give {them} trainable=False, but not all that {site.place} makes: "
                   "others of it learn.")  # fmt: skip
    if any(variable.made_by == "keras" for variable in group):
        return Fix(f"if {are} to stay as {are}, leave {them} out of var_list: what a Keras layer makes is among "
                   "tf.trainable_variables() even with trainable=False.")  # fmt: skip
    code: dict[tuple[str, int], tuple[str, ...]] = {}
    for variable in group:
        site = facts.site(variable.stack)
        found = facts.sources.statement(site) if site else None
        makers = [found, *_objects_called(facts, site, found)] if site and found else []
        if (one := next(filter(_made_untrainable, makers), None)) and site:
            code[site.file, one.first] = _made_untrainable(one)
    told = bounded(list(code.values()))
    site = facts.site(group[0].stack)
    where = f" ({site.place})" if site and not told else ""
    return Fix(f"if {are} to stay as {are}, {'say so' if told else f'give {them} trainable=False'} where {are} made"
               f"{where}{':' if told else '.'}", told)  # fmt: skip


def _objects_called(facts: Facts, site: Site, found: Statement) -> list[Statement]:
    """The statement that made the layer that another one calls; nothing where that calls several."""
    called = {call.func.id for call in all_calls_of(found) if isinstance(call.func, ast.Name)}
    made = [one for name in sorted(called) for one in facts.sources.assignments(site.file, name)]
    return made if len(made) == 1 else []


def _made_untrainable(found: Statement) -> tuple[str, ...]:
    """A statement whose variable or layer is not to be trained; nothing where it is not clear which call makes it."""
    calls = calls_of(found, "get_variable", "Variable") or [call for call in all_calls_of(found) if _is_layer(call)]
    if len(calls) != 1 or not is_written_out(calls[0]):
        return ()
    given = next((one for one in calls[0].keywords if one.arg == "trainable"), None)
    edits = [Edit(given.value, "False")] if given else one_more(calls[0], "trainable", "False")
    return at_line(edited(found, edits), found.place) if edits else ()


def _is_layer(call: ast.Call) -> bool:
    """Whether a call is one of TensorFlow's own layers, which can be told whether they are to be trained."""
    return bool(_LAYERS.search(ast.unparse(call.func))) and not _WITHOUT_VARIABLES.search(name_of(call.func))


def _ended(
    facts: Facts, flow: Flow, group: list[WholeVariable], learning: list[WholeVariable], end: int
) -> _Reason:
    op_type, site = flow.ops.types[end], facts.recording.sites.get(flow.ops.sites[end])
    target = target_of(facts, flow, group, learning)
    no_way = f"No gradient flows through {op_type}, and there is no other way from it to what is trained."
    return _Reason(
        f"{no_way} {target.why}" if target else no_way,
        (f"its gradient ends here: {op_type}", site),
        (
            *([target.fix] if target else []),
            _to_stay(facts, group, learning),
            Fix(f"if it is to learn, take the loss from before {'that' if site is None else site.place}, "
                f"without {op_type}."),
        ),
    )  # fmt: skip


_IN_WORDS = (("it", "it is", "it computes"), ("them", "they are", "they compute"))
"""How one variable is spoken of, and how several are."""


def _apart(facts: Facts, flow: Flow, group: list[WholeVariable], learning: list[WholeVariable]) -> _Reason:
    it, they_are, they_compute = _IN_WORDS[len(group) > 1]
    why = f"What is computed with {it} does not enter the loss: the loss does not depend on {it}."
    if again := second_set(facts, group, learning):
        target = target_of(facts, flow, group, learning)
        return _Reason(
            f"{why} The same code made others, which learn." + (f" {target.why}" if target else ""),
            (f"this call made {it}; that at {again.first.place} made those which learn", again.again),
            (again.fix(facts), *([target.fix] if target else []), _to_stay(facts, group, learning)),
        )
    twin = twin_of(group[0], learning)
    if twin is not None:
        meant = tuple(to_correct(facts, group[0], twin))
        return _Reason(
            f"{why} {twin.name}, of nearly the same name and from the same line, learns.",
            (f"{twin.name} comes from here", named_at(facts, twin, group[0])),
            (*meant, _to_stay(facts, group, learning)),
        )
    to_learn = Fix(f"if {they_are} to learn, let what {they_compute} enter the loss.")
    left_out = left_out_of(group, learning)
    if left_out is not None:
        return _Reason(
            f"{why} {left_out.meant}, which has the same variables, learns.",
            ("", None),
            (*to_enter(facts, group[0], left_out), to_learn, _to_stay(facts, group, learning)),
        )
    target = target_of(facts, flow, group, learning)
    if target is not None:
        return _Reason(f"{why} {target.why}", ("", None), (target.fix, to_learn, _to_stay(facts, group, learning)))
    return _Reason(why, ("", None), (to_learn, _to_stay(facts, group, learning)))


UNTRAINED = Rule(
    code="SI302",
    name="trainable-without-gradient",
    severity="warning",
    summary="an optimizer ran, and a trainable variable got no update",
    what="""
        A variable that is trainable and used, in a graph with an optimizer that does not update it: var_list leaves it
        out, the gradient ends on the way to the loss, or the loss does not depend on it. Which of them it is, is told,
        and where it looks like a target network that no op writes. One that the script fills itself, by `load` or by an
        assignment of what it has read, is a copy as it should be. A second copy that the same code made is left to
        SI102 and SI103; of an object that was made again, both calls are told. Left alone are: a script that failed,
        as it may not have come to its optimizer; a part that was loaded to stay as it is, which is a meta graph that
        was imported, or what a saver of its own, without those that learn, restores behind a tf.stop_gradient or
        outside of var_list; a scope whose name says that it stays: fixed, frozen, random; and a Keras model that is
        compiled, as it is trained by its fit, which makes its updates only then.
        """,
    bad_because="""
        It stays as it was initialized. That is right for a part that is frozen, and otherwise a gradient that is
        lost on the way.
        """,
    instead="""
        `trainable=False` for what is to stay; for the rest a place in var_list, and a path from the variable to the
        loss on which gradients flow.
        """,
    bad="""
        x = tf.placeholder(tf.float32, [None, 4])
        first = tf.matmul(x, tf.get_variable("first", [4, 4]))
        second = tf.matmul(tf.stop_gradient(first), tf.get_variable("second", [4, 1]))
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(second))
        """,
    good="""
        x = tf.placeholder(tf.float32, [None, 4])
        first = tf.matmul(x, tf.get_variable("first", [4, 4]))
        second = tf.matmul(first, tf.get_variable("second", [4, 1]))
        tf.train.GradientDescentOptimizer(0.1).minimize(tf.reduce_sum(second))
        """,
    find=_untrained,
)
