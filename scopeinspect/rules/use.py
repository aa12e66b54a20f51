"""What is done with variables: SI301, SI303 and SI305."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from scopeinspect.flow import Flow, is_update
from scopeinspect.rules.advice.passed_over import passed_over
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.variables import WholeVariable
from scopeinspect.words import counted, listed

_ONLY_READ = frozenset({
    "Identity", "ReadVariableOp", "Enter", "RefEnter", "Switch", "RefSwitch", "Cast", "NoOp",
})
_NO_USE = frozenset({
    "VarIsInitializedOp", "IsVariableInitialized", "SaveV2", "Save", "SaveSlices", "ShardedFilename",
    "MergeV2Checkpoints", "ReportUninitializedVariables",
})
_FEWEST_GROWTHS = 3


# SI301


def _unused(facts: Facts) -> Iterator[Diagnostic]:
    # A script that failed may not have come to what uses it.
    if not facts.ended_well:
        return
    for variables, flow in by_flow(facts):
        used = {variable.name for variable in variables if is_used(flow, variable)}
        # Where nothing at all is used, the graph only declares variables, or its ops are elsewhere.
        known = used | facts.in_copied_cells
        unused = [variable for variable in variables if variable.name not in known and _is_a_weight(variable)]
        if used and unused:
            for group in _by_line(unused):
                names = [variable.name for variable in group]
                yield UNUSED.found(
                    f"nothing uses {listed(names)}",
                    variables=names,
                    roles=roles(("made here", facts.site(group[0].stack))),
                    why="No op computes with it: only its own initializer, assignment, read and saver touch it.",
                    fixes=[
                        *(fix for one in group for fix in passed_over(facts, one)),
                        Fix("remove it, or use it: a variable that is passed over by mistake looks like this."),
                    ],
                )


def _is_a_weight(variable: WholeVariable) -> bool:
    """A counter, say, may be there only to be saved and read; `tf.Variable` makes it trainable all the same."""
    return variable.trainable and not variable.dtype.startswith(("int", "uint", "bool", "string"))


def is_used(flow: Flow, variable: WholeVariable) -> bool:
    """Whether anything computes with a variable."""
    todo = [flow.places[part.name] for part in variable.parts if part.name in flow.places]
    if not todo:
        return True  # made before the recording began, or in a graph that is gone
    updates = 0
    while todo:
        for consumer in flow.consumers[todo.pop()]:
            op_type = flow.ops.types[consumer]
            if op_type in _ONLY_READ:
                todo.append(consumer)
            elif is_update(op_type):
                updates += 1
            elif op_type not in _NO_USE:
                return True
    return not variable.trainable and updates > len(variable.parts)


def _by_line(variables: Iterable[WholeVariable]) -> Iterable[list[WholeVariable]]:
    lines: dict[int, list[WholeVariable]] = defaultdict(list)
    for variable in variables:
        lines[variable.stack[-1] if variable.stack else 0].append(variable)
    return lines.values()


def by_flow(facts: Facts) -> Iterator[tuple[list[WholeVariable], Flow]]:
    """The model's variables of each graph whose flow is known."""
    graphs: dict[int, list[WholeVariable]] = defaultdict(list)
    for variable in facts.models:
        graphs[variable.graph].append(variable)
    for graph, variables in graphs.items():
        flow = facts.flows.get(graph)
        if flow is not None and flow.is_known:
            yield variables, flow


# SI303


def _implicit(facts: Facts) -> Iterator[Diagnostic]:
    found = [variable for variable in facts.models if variable.initializer.origin == "default"]
    for group in _by_line(found):
        names = [variable.name for variable in group]
        text = group[0].initializer.text
        yield IMPLICIT.found(
            f"nothing says how {listed(names)} {'starts' if len(names) == 1 else 'start'}; TensorFlow takes {text}",
            variables=names,
            roles=roles(("made here without an initializer", facts.site(group[0].stack))),
            why="Neither the call nor a scope around it gave an initializer, so TensorFlow chose one by the dtype.",
            fixes=[Fix("say it, at the call or for all below a scope:",
                       ("with tf.variable_scope(…, initializer=tf.glorot_uniform_initializer()):",))],
        )  # fmt: skip


# SI305


def _growing(facts: Facts) -> Iterator[Diagnostic]:
    recording = facts.recording
    by_graph: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for session in recording.sessions:
        by_graph[session.graph].append((session.run, session.ops))
    for graph, runs in by_graph.items():
        ops = recording.ops.get(graph)
        if ops is None or len(runs) <= _FEWEST_GROWTHS:
            continue
        # The same line again and again, between one run and the next: a loop that builds.
        times: dict[int, int] = defaultdict(int)
        for (_, before), (_, after) in pairwise(runs):
            for site in set(ops.sites[before:after]):
                times[site] += 1
        site, most = max(times.items(), key=lambda item: item[1], default=(0, 0))
        if most >= _FEWEST_GROWTHS and site:
            session = next(s for s in recording.sessions if s.graph == graph and s.run == runs[-1][0])
            yield GROWING.found(
                f"the graph grew by {counted(runs[-1][1] - runs[0][1], 'op')} between sessions, "
                f"{most} times from the same line",
                roles=roles(
                    ("makes ops here, again and again", recording.sites[site]),
                    ("and runs them here", facts.site(session.stack)),
                ),
                why="Each call adds ops to the graph, and a session that finds the graph changed prepares it anew: "
                "every step is slower than the one before, and memory fills up.",
                fixes=[
                    Fix("make the ops once, before the loop, and only run them in it."),
                    Fix("to be told by TensorFlow itself, freeze the graph before the loop:",
                        ("tf.get_default_graph().finalize()",)),
                ],
            )  # fmt: skip


UNUSED = Rule(
    code="SI301",
    name="unused-variable",
    severity="warning",
    summary="a trainable variable that no op computes with",
    what="""
        A trainable variable that nothing but its own initializer, assignment, read and saver touches, in a graph
        where other variables are used. Integers are left alone: a counter may be there only to be saved.
        """,
    bad_because="""
        It takes memory and a place in every checkpoint; and mostly it was meant to be used, and something else was.
        """,
    instead="""
        Use it, or remove it.
        """,
    bad="""
        x = tf.placeholder(tf.float32, [None, 4])
        weights = tf.get_variable("weights", [4, 4])
        biases = tf.get_variable("biases", [4])
        y = tf.matmul(x, weights)
        """,
    good="""
        x = tf.placeholder(tf.float32, [None, 4])
        weights = tf.get_variable("weights", [4, 4])
        biases = tf.get_variable("biases", [4])
        y = tf.matmul(x, weights) + biases
        """,
    find=_unused,
)

IMPLICIT = Rule(
    code="SI303",
    name="implicit-default-initializer",
    severity="info",
    summary="neither the call nor a scope gave an initializer",
    what="""
        A variable of get_variable for which neither the call nor a scope around it gave an initializer.
        """,
    bad_because="""
        TensorFlow then takes glorot_uniform for floats and zeros for the rest: seldom what a bias wants, and easily
        overlooked.
        """,
    instead="""
        An initializer at the call, or one for all below a scope.
        """,
    bad="""
        biases = tf.get_variable("biases", [4])
        """,
    good="""
        biases = tf.get_variable("biases", [4], initializer=tf.zeros_initializer())
        """,
    find=_implicit,
)

GROWING = Rule(
    code="SI305",
    name="graph-grew-in-session",
    severity="warning",
    summary="ops are added between session runs, call after call",
    what="""
        The same line made new ops between one `Session.run` and the next, several times.
        """,
    bad_because="""
        The graph grows with every step: each is slower than the one before, until memory is full.
        """,
    instead="""
        Make the ops before the loop, with placeholders for what changes, and only run them in it.
        """,
    bad="""
        x = tf.get_variable("x", [])
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for step in range(5):
                session.run(x.assign(x + 1.0))
        """,
    good="""
        x = tf.get_variable("x", [])
        add = x.assign(x + 1.0)
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            for step in range(5):
                session.run(add)
        """,
    find=_growing,
)
