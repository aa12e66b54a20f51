"""A name that exists, asked for again without reuse: SI101."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from scopeinspect.model import Recording, Request, Site, Variable, place_in
from scopeinspect.rules.anew import graph_for_each_round, opens_session
from scopeinspect.rules.code import (
    SHARED,
    SHARED_ONLY,
    all_calls_of,
    name_of,
    nodes_of,
    statement,
    variable_scopes,
    within,
    written,
)
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.flagged_call import flag_of, scope_reopened
from scopeinspect.rules.loops import Loop
from scopeinspect.rules.not_passed_on import not_passed_on
from scopeinspect.rules.opened_again import OpenedAgain, opened_again
from scopeinspect.rules.refused import finding, parting, scope_at, under, unused_scope
from scopeinspect.rules.renaming import with_another_name
from scopeinspect.rules.rounds import Rounds, calling_again, in_scopes_on_line, numbered_on_line, rounds
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, Severity, roles
from scopeinspect.rules.stacking import is_next_layer
from scopeinspect.sources import Statement
from scopeinspect.words import shape_text

_ORDINALS = ("third", "fourth", "fifth")
_MOST_LATER = len(_ORDINALS)
"""Later calls that are told."""


def already_exists(facts: Facts, request: Request, severity: Severity) -> Diagnostic | None:
    """Says who made the name before, and who asked again."""
    if request.reason != "exists":
        return None
    recording = facts.recording
    made = recording.variables[request.variable] if request.variable is not None else None
    before, again = recording.stack(made.stack if made else []), recording.stack(request.stack)
    first, second = parting(before, again)
    earlier = _first_request(recording, request)
    round_ = rounds(facts.sources, recording, request, earlier) if before == again else None
    scope = opened_again(facts.sources, recording, earlier, request) if earlier else None
    told: list[tuple[str, Site | None]] = []
    if before and before[-1:] != again[-1:]:
        told.append(("made here first", before[-1]))
    if first and second and second != again[-1]:
        told += [(f"the first call made it{_path(first, before)}", first), ("this call makes it again", second)]
    elif round_:
        told.append((f"this {round_.told}", round_.site))
    elif before == again and again:
        times = len(calling_again(again[-2:]))
        told.append((f"this line {f'calls it in {times} statements' if times else 'ran twice'}", again[-2:][0]))
    if scope:
        told.append((f"this opens {scope.name} again, as {scope.before.place} did before", scope.again))
    left_out = None if round_ or _unlike(request, made) else not_passed_on(facts, request)
    if left_out:
        told.append(left_out.role)
    told.append((f"asked for again here{under(recording, request)}", again[-1] if again else None))
    twice = round_.site if round_ else again[-2:][0] if before == again and again else None
    call = second or twice or recording.site(request.stack)
    return ALREADY_EXISTS.found(
        f"{request.key} was made before, and reuse is {request.reuse} here",
        severity=severity,
        variables=[request.key],
        roles=roles(*told),
        why="get_variable makes a new variable while reuse is False, and refuses a name that exists.",
        fixes=[left_out.fix(request.key)] if left_out else _cause_first(
            scope, list(_fixes(facts, request, (first, call), is_loop=before == again, round_=round_)),
        ),
        place=call,
    )


def _cause_first(scope: OpenedAgain | None, fixes: list[Fix]) -> list[Fix]:
    """The fixes with that for two scopes of one name, first if that is likelier than that they were to share."""
    if scope is None:
        return fixes
    is_slip = not fixes[0].code or (scope.with_another_number and not scope.is_second_pass)
    return [scope.fix, *fixes] if is_slip else [*fixes, scope.fix]


def _first_request(recording: Recording, request: Request) -> Request | None:
    return next((one for one in recording.requests if one.variable == request.variable), None)


def _fixes(
    facts: Facts, request: Request, calls: tuple[Site | None, Site | None], *, is_loop: bool, round_: Rounds | None
) -> Iterator[Fix]:
    _, call = calls
    made = facts.recording.variables[request.variable] if request.variable is not None else None
    lines = statement(facts.sources, call) if call else (f'tf.get_variable("{request.name}", …)',)
    if round_:
        lines = _made_together(facts, round_) or lines
    apart = list(_apart(facts, request, calls, lines, is_loop=is_loop, round_=round_))
    if unlike := _unlike(request, made):
        yield Fix(f"they can't be shared: {unlike}.")
        yield from apart
        return
    if round_ and (size := round_.other_sizes(facts.sources)):
        share = Fix(f"to share {request.key}, all rounds must ask for one shape, whatever {size[0]} is in those of the "
                    f"loop at line {size[1]}.")  # fmt: skip
    elif is_loop:
        steps = ", as the steps of one network do" if round_ and round_.is_chain else ""
        share = Fix(f"to share {request.key}{steps}, reuse it{_at(call)} from the second time on; no name changes:",
                    within(SHARED, lines))  # fmt: skip
    else:
        share = _second_call_shared(facts, request, call, lines)
    graph = facts.recording.entries[request.entry].graph
    models = list(graph_for_each_round(facts, round_, graph)) if round_ else []
    if round_ and round_.loop and opens_session(round_.loop):
        yield from [*models, share, *apart]
        return
    # What works on the result of the round before is a layer, and layers don't share; but the steps of a sequence do.
    are_layers = round_ is not None and round_.is_chain and not round_.is_step
    # Nor do models that are compared, and it does not help to share what has another size in a later round.
    is_apart = are_layers or models or not share.code or is_next_layer(facts, request, *calls)
    yield from [*apart, *models, share] if is_apart else [share, *apart]


def _made_together(facts: Facts, round_: Rounds) -> tuple[str, ...]:
    """The statements of a loop that would be refused one after the other; none where that is one."""
    together = round_.made_together
    return written(facts.sources, round_.site, together) if len(together) > 1 else ()


def _at(call: Site | None) -> str:
    return f" at {call.place}" if call else ""


def _second_call_shared(facts: Facts, request: Request, call: Site | None, lines: tuple[str, ...]) -> Fix:
    """The second call in reuse mode, and what is below it and would be refused next."""
    comes_again = _is_in_loop(facts, call)  # with names that may be new by then
    is_among_others = call is not None and ";" in call.text and facts.sources.statement(call) is None
    may_make_more = comes_again or is_among_others or _makes_more(facts.recording, request, call)
    later = _later_calls(facts, request, call)
    earlier = _first_request(facts.recording, request)
    if call and (scope := scope_reopened(facts, request, earlier, call, may_make_more=may_make_more)):
        return Fix(f"to share {request.key}, open its scope again in reuse mode; no name changes:", scope)
    code = _by_flag(facts, request, call, later, may_make_more=may_make_more)
    if not code:
        code = within(SHARED if may_make_more else SHARED_ONLY, lines)
        for below in later.values():  # nobody has seen yet whether it makes something new
            code += within(SHARED, below)
    them = "".join(f", and that at line {line}" for line in later) + (", too" if later else "")
    return Fix(f"to share {request.key}, make the second call{_at(call)} in reuse mode{them}; no name changes:", code)


def _by_flag(
    facts: Facts, request: Request, call: Site | None, later: Iterable[int], *, may_make_more: bool
) -> tuple[str, ...]:
    """The second call, and later ones, with the flag of the function; none where it has no such thing."""
    stack = facts.recording.stack(request.stack)
    if call is None or call not in stack[:-1]:
        return ()
    flag = flag_of(facts, request, call)
    found = [facts.sources.at(call.file, line) for line in (call.line, *later)]
    if flag is None or None in found:
        return ()
    auto = f"{flag.root}.AUTO_REUSE"
    is_known = stack[stack.index(call) + 1].file == call.file  # elsewhere TensorFlow may have another name
    values = [auto if may_make_more else "True", *(auto for _ in later)]
    lines = [flag.on(one, value) for one, value in zip(found, values, strict=True) if one]
    return tuple(line for one in lines for line in one) if all(lines) and (is_known or auto not in values) else ()


def _later_calls(facts: Facts, request: Request, call: Site | None) -> dict[int, tuple[str, ...]]:
    """The statements below a call, in its block, that call the same function, and would be refused next: by lines."""
    stack = facts.recording.stack(request.stack)
    found = facts.sources.statement(call) if call else None
    if call is None or found is None or call not in stack[:-1]:
        return {}
    callee = stack[stack.index(call) + 1].function
    below = found.block[found.block.index(found.node) + 1 :]
    every = (facts.sources.at(call.file, node.lineno) for node in below)
    texts = _texts_given(found, callee)
    if texts is None:  # it calls a class, or an object: by the function's own name nothing below can be found
        return {}
    again = [one.node for one in every if one and not one.is_head and _texts_given(one, callee) == texts]
    return {node.lineno: written(facts.sources, call, [node]) for node in again[:_MOST_LATER]}


def _texts_given(found: Statement, callee: str) -> set[str] | None:
    """The texts that a statement gives to a function, which may be names of scopes; None where it does not call it."""
    calls = [call for call in all_calls_of(found) if name_of(call.func) == callee]
    texts = (one.value for call in calls for one in ast.walk(call) if isinstance(one, ast.Constant))
    return {text for text in texts if isinstance(text, str)} if calls else None


def _unlike(request: Request, made: Variable | None) -> str:
    """Why the two can't be one variable."""
    shape = request.given.get("shape")
    if made is None or not isinstance(shape, list) or made.shape is None or None in shape or shape == made.shape:
        return ""
    return f"the first is {shape_text(made.shape)}, the second would be {shape_text(shape)}"


def _is_in_loop(facts: Facts, call: Site | None) -> bool:
    found = facts.sources.statement(call) if call else None
    return found is not None and (
        any(isinstance(one, Loop) for one in found.above)
        or any(isinstance(one, ast.comprehension) for one in nodes_of(found))
    )


def _makes_more(recording: Recording, request: Request, call: Site | None) -> bool:
    """Whether the statement of the second call makes something else that is new, which reuse=True would refuse."""
    stack = recording.stack(request.stack)
    if call is None or call not in stack:
        return False
    path = request.stack[: stack.index(call) + 1]
    is_new = any(one.stack[: len(path)] == path for one in recording.variables.values())
    slots = any(one.role for one in recording.variables.values())
    return is_new or slots


def _apart(
    facts: Facts,
    request: Request,
    calls: tuple[Site | None, Site | None],
    lines: tuple[str, ...],
    *,
    is_loop: bool,
    round_: Rounds | None,
) -> Iterator[Fix]:
    """How to have one variable for each call."""
    if opened := _name_scope(facts, request, round_):
        yield opened
        return
    first, call = calls
    name, anew = with_another_name(facts, request, *calls)
    if first and anew:
        yield Fix(f'to have another, don\'t call it "{name}" again, as {first.place} does already:', anew)
        return
    if not is_loop:
        label = unused_scope(facts.recording, first, scope_at(facts.recording, request, call))
        inner = facts.recording.stack(request.stack)
        labels = (label, *(_numbered_after(label, number) for number in range(_MOST_LATER)))
        on_line = in_scopes_on_line(inner[inner.index(call) :][:2], labels) if call in inner else ()
        scopes = on_line or within(f'with tf.variable_scope("{label}"):', lines)
        for number, below in enumerate(_later_calls(facts, request, call).values()):
            scopes += within(f'with tf.variable_scope("{_numbered_after(label, number)}"):', below)
        yield Fix(f'to have a second set, give it a scope of its own; its names then have "{label}/" in them, and '
                  "what selects variables by name must know:", scopes)  # fmt: skip
        return
    label = "layer" if round_ and round_.is_chain else _label(round_.callee if round_ else "")
    stack = facts.recording.stack(request.stack)
    if code := round_.numbered(label, _made_together(facts, round_)) if round_ else numbered_on_line(stack[-2:], label):
        layers = ", as the layers of a stack have" if round_ and round_.is_chain else ""
        yield Fix(f"to have one for each time, give each a scope of its own{layers}; what selects variables by name "
                  "must know:", code)  # fmt: skip
    elif round_ and round_.calls_itself_again:
        yield Fix("to have one for each time, make each call in a statement of its own, in a scope of its own:",
                  (f'with tf.variable_scope("{label}_1"):', f"    … {round_.callee}(…) …"))  # fmt: skip
    else:
        yield Fix("to have one for each time, let TensorFlow number the scopes:",
                  within(f'with tf.variable_scope(None, default_name="{label}"):', lines))  # fmt: skip


def _numbered_after(label: str, number: int) -> str:
    """The name of another scope like one: what follows `filter_2` is `filter_3`, what follows `second` is `third`."""
    base, _, last = label.rpartition("_")
    return f"{base}_{int(last) + 1 + number}" if base and last.isdecimal() else _ORDINALS[number]


def _label(callee: str) -> str:
    name = callee.strip("_").lower()
    return name if name.isidentifier() and name.isascii() and name != "get_variable" else "part"


def _name_scope(facts: Facts, request: Request, round_: Rounds | None) -> Fix | None:
    """The `with tf.name_scope(…):` around a request, where its author may have thought it part of the name."""
    recording = facts.recording
    own = recording.entries[request.entry].name_scope.rstrip("/")
    if request.name_scope.rstrip("/") == own:
        return None
    made = recording.variables[request.variable] if request.variable is not None else None
    before, again = recording.stack(made.stack if made else []), recording.stack(request.stack)
    for site in reversed(again):
        for node, head in variable_scopes(facts.sources.statement(site)):
            are_others = _is_given_its_name(node) and (round_ is None or site != round_.site)
            if are_others or not _is_passed(node, site, before) or (round_ and round_.opens_others(node)):
                return Fix(f"to have one for each, make the name scope at {_line(node, site)} a variable scope, as "
                           "only these are part of a variable's name:", (head,))  # fmt: skip
            # Whoever comes there twice opens a scope of one name twice; a round can put its number to it.
            if round_ and round_.holds(node) and (code := round_.numbered_scope(node, head)):
                return Fix(f"to have one for each, number the name scope at {_line(node, site)} and make it a variable "
                           "scope, as only these are part of a variable's name:", code)  # fmt: skip
    return None


def _line(node: ast.stmt, site: Site) -> str:
    return place_in(site.file, node.lineno)


def _is_passed(node: ast.With, site: Site, stack: list[Site]) -> bool:
    """Whether what led to a variable goes through the `with` that another site is in."""
    lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
    return any((one.file, one.function) == (site.file, site.function) and one.line in lines for one in stack)


def _is_given_its_name(node: ast.With) -> bool:
    """Whether its names are worked out, as of what a function was given."""
    return any(isinstance(one, ast.Name) for item in node.items for call in [item.context_expr]
               if isinstance(call, ast.Call) for given in call.args for one in ast.walk(given))  # fmt: skip


def _path(call: Site, stack: list[Site]) -> str:
    below = stack[stack.index(call) + 1 :]
    return f": {' → '.join(site.function for site in below)}, {below[-1].place}" if below else ""


ALREADY_EXISTS = Rule(
    code="SI101",
    name="variable-already-exists",
    severity="error",
    summary="get_variable was refused: the name exists, and reuse is False",
    what="""
        A request for a variable that was made before, in a scope that is not in reuse mode. TensorFlow refuses it
        with *Variable … already exists, disallowed* and shows neither who made it nor who asked again. We show both.
        """,
    bad_because="""
        The script ends there. Mostly a function that builds a part of a model was called a second time, to use the
        same variables on other data, and nothing said that they are to be shared.
        """,
    instead="""
        Switch reuse on for the second call alone; the names stay as they are, and old checkpoints load. In a loop or
        a comprehension, `reuse=tf.AUTO_REUSE` around the call shares from the second round on. Where a line was
        copied with its name, give the copy another name. For separate sets,
        give each call, or each round, a variable scope of its own: its name is then part of theirs, which a
        checkpoint, or a var_list that goes by names, has to know. A loop that builds and trains a model in each round
        can have a graph for each.
        """,
    bad="""
        def layer(x):
            weights = tf.get_variable("weights", [4, 4])
            return tf.matmul(x, weights)

        layer(tf.placeholder(tf.float32, [None, 4]))
        layer(tf.placeholder(tf.float32, [None, 4]))
        """,
    good="""
        def layer(x):
            weights = tf.get_variable("weights", [4, 4])
            return tf.matmul(x, weights)

        layer(tf.placeholder(tf.float32, [None, 4]))
        with tf.variable_scope(tf.get_variable_scope(), reuse=True):
            layer(tf.placeholder(tf.float32, [None, 4]))
        """,
    find=finding(already_exists),
)
