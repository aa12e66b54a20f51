"""Requests in reuse mode that found no variable: SI104."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.model import Request, Site, Variable
from scopeinspect.reuse import Setter, setter_of_request
from scopeinspect.rules.advice.bounding import bounds, switch_with_its_test
from scopeinspect.rules.advice.code import (
    SHARED,
    Edit,
    at_line,
    calls_of,
    edited,
    function_around,
    one_more,
    root_of,
    tensorflow_of,
    within,
)
from scopeinspect.rules.advice.converting import as_get_variable
from scopeinspect.rules.advice.flagged_call import scopes_of_function
from scopeinspect.rules.advice.made_first import made_first, opened_first
from scopeinspect.rules.advice.passing import Passing, passing
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.nearby import nearby
from scopeinspect.rules.refused import finding, is_slot, makers, parting, switched_on, under
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, Severity, roles
from scopeinspect.sources import Statement


def missing(facts: Facts, request: Request, severity: Severity) -> Diagnostic | None:
    """Says who switched reuse on, and which variable may have been meant."""
    if request.reason != "missing" or is_slot(request):
        return None
    recording = facts.recording
    setter = setter_of_request(recording, request)
    graph = recording.entries[request.entry].graph
    of_name = [variable for variable in recording.variables.values() if variable.name == request.key]
    unseen = next((variable for variable in of_name if variable.graph == graph), None)
    elsewhere = None if unseen else next(iter(of_name), None)
    caller = passing(facts, request, setter)
    has_to_make_it = caller is not None and caller.makes_it(facts)
    only_slips = setter.how == "switched" or has_to_make_it
    near = [] if of_name else nearby(recording, request, only_slips=only_slips)
    told = []
    if elsewhere:
        first, _ = parting(recording.stack(elsewhere.stack), recording.stack(request.stack))
        told.append((f"this made {elsewhere.name}, in another graph", first or recording.site(elsewhere.stack)))
    told += [*([caller.role] if caller else []), switched_on(setter)]
    if unseen:
        told.append((f"{unseen.name} was made here by tf.Variable", recording.site(unseen.stack)))
    told += [(f"{variable.name} was made here", recording.site(variable.stack)) for variable in near[:1]]
    told.append((f"asked for here{under(recording, request)}", recording.site(request.stack)))
    return MISSING.found(
        f"{request.key} does not exist, and reuse is True here" + (
            "; the variable of that name was made by tf.Variable" if unseen
            else "; the variable of that name is in another graph" if elsewhere
            else f"; the nearest is {near[0].name}" if near else "; no variable has a similar name"
        ),
        severity=severity,
        variables=[request.key],
        roles=roles(*told),
        why="Each graph has variables of its own, and reuse finds those of the graph that is being built."
        if elsewhere
        else "get_variable only looks variables up while reuse is True, and finds those that get_variable made.",
        fixes=list(
            _fixes_for_another_graph(facts, request, setter, caller) if elsewhere
            else _fixes_for_missing(facts, request, setter, unseen, near, caller)
        ),
        place=recording.site(unseen.stack if unseen else request.stack),
    )  # fmt: skip


def _fixes_for_missing(
    facts: Facts,
    request: Request,
    setter: Setter,
    unseen: Variable | None,
    near: list[Variable],
    caller: Passing | None,
) -> Iterator[Fix]:
    if unseen and (site := facts.recording.site(unseen.stack)):
        made = [variable for variable in facts.variables if variable.name == unseen.name]
        code = as_get_variable(facts, made, len(unseen.stack) - 1).lines
        yield Fix(f"make {unseen.name} with tf.get_variable at {site.place}" + (":" if code else "."), code)
        return
    # Where a caller asks for it, there is nothing wrong with how it is switched on.
    yield from () if caller else bounds(facts, setter, request)
    if near:
        code = tuple(_as_asked(facts, request, near[0].name, setter))
        how = _how_to_ask(facts, request, near[0].name)
        yield Fix(f"to share {near[0].name}, {how}{':' if code else '.'}", code)
    elif caller or setter.how != "switched":
        typed = caller.with_flag("False") if caller and caller.makes_it(facts) else ()
        end = ":" if typed else "."
        if caller is None and (moved := opened_first(facts, request, setter)):
            yield moved  # nor would the scope below be let make what this one made
            return
        first = made_first(facts, request, caller) if caller else None
        yield first or Fix(f"to make it here, build this pass without reuse, before those that share it{end}", typed)
    if later := _shared_later(facts, request, setter, caller):
        is_switched = bool(caller) and setter.how == "switched"
        lines = switch_with_its_test(facts.sources, setter.site) if is_switched and setter.site else ""
        remove = f", remove {lines} and write" if lines else ""
        yield Fix(f"to make it here the first time and share it from then on{remove}:", later)
    else:
        what = f"what {setter.site.place} runs" if setter.site else "it"
        yield Fix(f"to make it here the first time and share it from then on, give {what} reuse=tf.AUTO_REUSE in place "
                  "of reuse=True.")  # fmt: skip


def _fixes_for_another_graph(
    facts: Facts, request: Request, setter: Setter, caller: Passing | None
) -> Iterator[Fix]:
    purpose = "to make it in this graph, too, as a checkpoint of the other one then fits, build it there without reuse"
    typed = caller.with_flag("False") if caller else ()
    yield Fix(f"{purpose}{':' if typed else '.'}", typed)
    if later := _shared_later(facts, request, setter, caller):
        yield Fix("to have it made in whichever graph has none, and shared from then on:", later)
    yield Fix("to share one set of values in one session, build both in one graph.")


def _shared_later(facts: Facts, request: Request, setter: Setter, caller: Passing | None) -> tuple[str, ...]:
    """The flag that does both, at the one place from which all scopes have it."""
    if caller and setter.how == "switched":
        typed = _instead_of_switch(facts, setter)
    elif caller and caller.makes_it(facts) and caller.site.file == (setter.site and setter.site.file):
        typed = caller.with_flag("tf.AUTO_REUSE")  # in another file tf may have another name
    elif caller and setter.site:
        typed = scopes_of_function(facts, setter.site)
    else:
        typed = ()
    return typed or _if_missing(facts, request, setter)


def _how_to_ask(facts: Facts, request: Request, near: str) -> str:
    asked_scope, _, asked_leaf = request.key.rpartition("/")
    near_scope, _, near_leaf = near.rpartition("/")
    if asked_scope == near_scope:
        return f'ask for "{near_leaf}", not "{asked_leaf}"'
    asked_scope, near_scope = _without_common_end(asked_scope, near_scope)
    here = f'scope "{asked_scope}"' if asked_scope else "the root scope"
    opened = next((one for one in facts.recording.around(request.entry) if one.name == asked_scope), None)
    if asked_scope and opened and (site := facts.recording.site(opened.stack)):
        here += f", which {site.place} opens"
    if near_scope:
        return f'open scope "{near_scope}" in place of {here}'
    return f"ask for it outside of {here}"


def _without_common_end(one: str, other: str) -> tuple[str, str]:
    """Two scopes without the last parts that they have in common: what is to be changed is further out."""
    ones, others = one.split("/"), other.split("/")
    while ones and others and ones[-1] == others[-1]:
        ones.pop()
        others.pop()
    return "/".join(ones), "/".join(others)


def _as_asked(facts: Facts, request: Request, near: str, setter: Setter) -> Iterator[str]:
    """The line in which another name finds the near variable."""
    yield from renamed(facts, request, near)
    asked, wanted = request.key.split("/"), near.split("/")
    is_below = len(wanted) > len(asked) and wanted[-len(asked) :] == asked
    if is_below and setter.how == "declared" and not setter.scope and setter.site:
        # The scope of the moment was entered again where one with a name is meant.
        found = facts.sources.statement(setter.site)
        for call in calls_of(found, "variable_scope") if found else ():
            if found and call.args and isinstance(call.args[0], ast.Call):
                scope = "/".join(wanted[: -len(asked)])
                yield from at_line(edited(found, [Edit(call.args[0], f'"{scope}"')]), found.place)


def renamed(facts: Facts, request: Request, near: str) -> Iterator[str]:
    """The line that asks for a variable, asking for another; nothing where they differ in more than one part."""
    asked, wanted = request.key.split("/"), near.split("/")
    apart = [pair for pair in zip(asked, wanted, strict=False) if pair[0] != pair[1]]
    if len(asked) == len(wanted) and len(apart) == 1:
        yield from _renamed(facts, request, *apart[0])


def _renamed(facts: Facts, request: Request, asked: str, wanted: str) -> Iterator[str]:
    """The innermost statement that has the name in it, or is in a scope of that name, with the other one."""
    for site in reversed(facts.recording.stack(request.stack)):
        found = facts.sources.statement(site)
        heads = [facts.sources.at(site.file, node.lineno) for node in found.above] if found else []
        for one in filter(None, [found, *heads]):
            texts = [node for node in _parts(one) if isinstance(node, ast.Constant) and node.value == asked]
            if len(texts) == 1:
                yield from at_line(edited(one, [Edit(texts[0], f'"{wanted}"')]), one.place)
                return


def _parts(found: Statement) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(found.node):
        if not (found.is_head and isinstance(child, ast.stmt)):
            yield from ast.walk(child)


def _instead_of_switch(facts: Facts, setter: Setter) -> tuple[str, ...]:
    """The scope in AUTO_REUSE from its beginning, and nothing where a caller has it switched to reuse."""
    recording = facts.recording
    change = next(one for one in recording.changes if recording.site(one.stack) == setter.site)
    opened, switch = recording.site(recording.entries[change.entry].stack), setter.site
    found = facts.sources.statement(opened) if opened else None
    for call in calls_of(found, "variable_scope") if found else ():
        edits = one_more(call, "reuse", f"{root_of(call.func)}.AUTO_REUSE")
        if found and switch and edits:
            head = edited(found, edits)
            is_removed = switch_with_its_test(facts.sources, switch)
            nothing = () if is_removed else at_line(("pass",), switch.place)
            return (*at_line(head, found.place), *nothing) if head else ()
    return ()


def _if_missing(facts: Facts, request: Request, setter: Setter) -> tuple[str, ...]:
    """The place that set reuse, setting it to AUTO_REUSE; where that is no argument, a scope that does."""
    asked = facts.recording.site(request.stack)
    if setter.how == "switched" and asked:
        return within(SHARED, makers(facts, asked))
    found = facts.sources.statement(setter.site) if setter.site and setter.how in ("declared", "argument") else None
    return _in_auto_reuse(found) or (_cells_in_auto_reuse(facts, found, setter.site) if found and setter.site else ())


def _in_auto_reuse(found: Statement | None) -> tuple[str, ...]:
    """A statement that sets reuse, setting it to AUTO_REUSE."""
    for call in (node for node in _parts(found) if isinstance(node, ast.Call)) if found else ():
        for keyword in call.keywords:
            if keyword.arg == "reuse" and found:
                auto = f"reuse={tensorflow_of(call.func)}.AUTO_REUSE"
                return at_line(edited(found, [Edit(keyword, auto)]), found.place)
    return ()


def _cells_in_auto_reuse(facts: Facts, found: Statement, site: Site) -> tuple[str, ...]:
    """The cells that a statement runs, which open scopes with flags of their own, and the scopes around it."""
    names = sorted({node.id for node in _parts(found) if isinstance(node, ast.Name)})
    function = function_around(facts.sources, site)
    inside = range(function.lineno if function else 1, found.first)
    every = [one for name in names for one in facts.sources.assignments(site.file, name) if one.first in inside]
    cells = [lines for one in {one.first: one for one in every}.values() if (lines := _in_auto_reuse(one))]
    heads = [head for node in found.above if (head := facts.sources.at(site.file, node.lineno))]
    return tuple(line for lines in (*cells, *map(_in_auto_reuse, heads)) for line in lines) if cells else ()


MISSING = Rule(
    code="SI104",
    name="shared-variable-missing",
    severity="error",
    summary="get_variable was refused: reuse is True, and there is no such variable",
    what="""
        A request for a variable that does not exist, in a scope that is in reuse mode: a misspelt name or scope, the
        passes in the wrong order, another scope around the second one, or a variable that tf.Variable made, which
        get_variable does not know. The nearest names are told.
        """,
    bad_because="""
        The script ends there, with *Variable … does not exist, or was not created with tf.get_variable()*.
        """,
    instead="""
        Ask for the name as it was made, in a scope that gives it the same full name; put the pass that makes it above
        those that share it; end the reuse before what is to be new; or let the scope make what is missing, with
        `reuse=tf.AUTO_REUSE`, which also makes what is misspelt (see SI108).
        """,
    bad="""
        with tf.variable_scope("filters"):
            weights = tf.get_variable("weights", [4, 4])
        with tf.variable_scope("filter", reuse=True):
            weights = tf.get_variable("weights", [4, 4])
        """,
    good="""
        with tf.variable_scope("filters"):
            weights = tf.get_variable("weights", [4, 4])
        with tf.variable_scope("filters", reuse=True):
            weights = tf.get_variable("weights", [4, 4])
        """,
    find=finding(missing),
)
