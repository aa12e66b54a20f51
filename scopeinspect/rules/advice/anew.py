"""How to have builds that know nothing of each other: the graph emptied, or one for each, and a session for it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.model import Request, Session, Site
from scopeinspect.rules.advice.code import (
    calls_of,
    function_around,
    in_double_quotes,
    name_of,
    statement,
    within,
    written,
)
from scopeinspect.rules.advice.loop_data import Loop
from scopeinspect.rules.advice.repeat_loop import rounds_of
from scopeinspect.rules.advice.rounds import Rounds
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Fix
from scopeinspect.sharing import Repeat
from scopeinspect.sources import Statement
from scopeinspect.twins import function_of

EMPTIED = "tf.reset_default_graph()"
_OWN_GRAPH = "with tf.Graph().as_default():"
_SESSIONS = (
    "Session", "InteractiveSession", "MonitoredTrainingSession", "MonitoredSession", "SingularMonitoredSession",
)  # fmt: skip
_TRAINING = ("Apply", "ResourceApply")
INPUTS = ("Placeholder", "Iterator", "OneShotIterator")
"""How the types of ops begin through which data comes into a graph."""
_INPUTS_OR_TRAINING = (*INPUTS, *_TRAINING)


def anew(facts: Facts, repeat: Repeat, call: Site | None) -> Iterator[Fix]:
    """What to type for a build that is made again, as it is called last.

    Args:
        facts: what is known.
        repeat: the builds.
        call: the last of them.
    """
    if rounds := rounds_of(facts, repeat):
        yield from graph_for_each_round(facts, rounds, repeat.graph)
        return
    found = facts.sources.statement(call) if call else None
    lines = statement(facts.sources, call) if call else ("…",)
    name = _session_before(facts, repeat)
    if name is None:
        yield Fix("to build it anew, as when a cell of a notebook is run again, empty the graph first, before a "
                  "session is opened:", (EMPTIED,))  # fmt: skip
        yield Fix("to have two models, give each a graph of its own, and open its session there, too:",
                  within(_OWN_GRAPH, lines))  # fmt: skip
        return
    # A graph that is the default one inside of a `with` can't be emptied there.
    if not (found and any(map(uses_graph, found.above))):
        yield Fix("to build it anew, as when a cell of a notebook is run again, empty the graph first, and open a new "
                  "session after it, as the old one runs the old graph only:",
                  (EMPTIED, *lines, f"{name} = tf.Session()"))  # fmt: skip
    yield Fix("to have two models, give each a graph of its own, and a session that is opened in it:",
              _with_a_session(facts, call, found, lines, name))  # fmt: skip


def _with_a_session(
    facts: Facts, call: Site | None, found: Statement | None, lines: tuple[str, ...], name: str
) -> tuple[str, ...]:
    if not name.isidentifier():
        return within(_OWN_GRAPH, (*lines, f"{name} = tf.Session()"))
    after = found.block[found.block.index(found.node) + 1 :] if found else ()
    rest = written(facts.sources, call, after) if call else ()
    return within(f"with tf.Graph().as_default(), tf.Session() as {name}:", (*lines, *rest))


def _session_before(facts: Facts, repeat: Repeat) -> str | None:
    """What the session is called that ran the graph before the last build; None where none did."""
    events = facts.recording.events
    last = events.index(repeat.calls[-1].variables[0].parts[0])
    ran = [one for one in events[:last] if isinstance(one, Session) and one.graph == repeat.graph]
    if not ran:
        return None
    site = facts.site(ran[-1].stack)
    found = facts.sources.statement(site) if site else None
    return next(_runners(found), "session") if found else "session"


def _runners(found: Statement) -> Iterator[str]:
    """What `run` is called of."""
    for node in ast.walk(found.node):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "run":
            yield ast.unparse(node.func.value)


def opens_session(node: ast.AST) -> bool:
    """Whether a session is opened in a statement."""
    return any(isinstance(one, ast.Call) and name_of(one.func) in _SESSIONS for one in ast.walk(node))


def uses_graph(node: ast.stmt) -> bool:
    """Whether a statement is a `with` that opens a session or makes a graph the default one."""
    return isinstance(node, ast.With) and any(
        opens_session(item.context_expr) or "as_default" in ast.unparse(item.context_expr) for item in node.items
    )


def trains(facts: Facts, call: Site | None) -> bool:
    """Whether a call makes an optimizer, as its slots and the like tell."""
    every = (one for one in facts.recording.variables.values() if one.role in ("slot", "optimizer"))
    return call is not None and any(call in facts.recording.stack(one.stack)[:-1] for one in every)


def another_graph(facts: Facts, request: Request, first: Site | None, second: Site | None) -> Iterator[Fix]:
    """A second call that builds and trains a whole model out of nothing, in a graph of its own.

    Args:
        facts: what is known.
        request: what was refused in the second call.
        first: the call that made the model.
        second: the call that makes it again.
    """
    stack = facts.recording.stack(request.stack)
    found = facts.sources.statement(second) if second in stack[:-1] and second else None
    if found is None or second is None or not trains(facts, first):
        return
    calls = calls_of(found, stack[stack.index(second) + 1].function)
    given = [one for call in calls for one in (*call.args, *(word.value for word in call.keywords))]
    if len(calls) == 1 and all(isinstance(one, ast.Constant) for one in given):
        yield Fix("to have another model, give it a graph of its own, and open its session there, too:",
                  within(_OWN_GRAPH, statement(facts.sources, second)))  # fmt: skip


def graph_for_each_round(facts: Facts, rounds: Rounds, graph: int) -> Iterator[Fix]:
    """A loop whose rounds each build all they need, and leave nothing of it to others, with a graph for each.

    Args:
        facts: what is known.
        rounds: what is made in the loop.
        graph: the graph in which it was made.
    """
    loop = rounds.loop
    if loop is None or not _builds_alone(facts, rounds, graph):
        return
    body = written(facts.sources, rounds.site, loop.body)
    head = in_double_quotes(ast.unparse(loop).splitlines()[0])
    yield Fix("to build another model in each round, give each a graph of its own:",
              within(head, within(_OWN_GRAPH, body)))  # fmt: skip


def in_own_session(facts: Facts, rounds: Rounds) -> bool:
    """Whether the rounds of a loop open sessions: in the loop, or in a function that is called there and runs one."""
    loop = rounds.loop
    if loop is None or opens_session(loop):
        return loop is not None
    for stack in (facts.recording.stack(one.stack) for one in facts.recording.events if isinstance(one, Session)):
        depth = next((place for place, site in enumerate(stack) if _is_in(loop, rounds.site.file, site)), len(stack))
        functions = (function_around(facts.sources, site) for site in stack[depth + 1 :])
        if any(one and opens_session(one) for one in functions):
            return True
    return False


def _is_in(loop: Loop, file: str, site: Site) -> bool:
    return site.file == file and loop.lineno <= site.line <= (loop.end_lineno or loop.lineno)


def _builds_alone(facts: Facts, rounds: Rounds, graph: int) -> bool:
    """Whether a loop makes its inputs or training itself, uses nothing that was made before, and leaves nothing."""
    loop, file, recording = rounds.loop, rounds.site.file, facts.recording
    if loop is None or not (kinds := _made_to_the_end(facts, rounds, loop)):
        return False

    def is_in_loop(site: Site) -> bool:
        return _is_in(loop, file, site)

    functions = set()
    for variable in recording.variables.values():
        stack = recording.stack(variable.stack)
        depth = next((place for place, site in enumerate(stack) if is_in_loop(site)), None)
        if variable.graph != graph:
            continue
        if depth is None:
            return False
        functions |= {function_of(site) for site in stack[depth + 1 :]}
    ops = recording.ops_of(graph)
    sites = [recording.sites.get(number) for number in ops.sites]
    inside = [site is not None and (is_in_loop(site) or function_of(site) in functions) for site in sites]
    return any(
        is_inside and op_type.startswith(kinds)
        for op_type, is_inside in zip(ops.types, inside, strict=True)
    ) and all(
        inside[source]
        for place, inputs in enumerate(ops.inputs)
        for source in inputs
        if inside[place] and source >= 0
    )


def _made_to_the_end(facts: Facts, rounds: Rounds, loop: Loop) -> tuple[str, ...]:
    """The ops of which a round has to make one to be known as the build of a model; none where it can't be.

    A round runs the model in a session of its own, or trains it by a call that gives nothing to others.
    """
    if in_own_session(facts, rounds):
        return _INPUTS_OR_TRAINING
    is_alone = isinstance(rounds.statement.node, ast.Expr) and rounds.statement.node in loop.body
    return _TRAINING if is_alone else ()
