"""A name that exists, asked for again without reuse: SI101."""

from __future__ import annotations

from collections.abc import Iterator

from scopeinspect.model import Request, Site, Variable, place_in
from scopeinspect.rules.advice.anew import another_graph, graph_for_each_round, in_own_session, trains
from scopeinspect.rules.advice.beside import all_shared, built_once, made_anew
from scopeinspect.rules.advice.code import SHARED, statement, within
from scopeinspect.rules.advice.compared import are_compared
from scopeinspect.rules.advice.for_each import apart, made_together
from scopeinspect.rules.advice.not_passed_on import not_passed_on
from scopeinspect.rules.advice.one_line import calling_again
from scopeinspect.rules.advice.opened_again import OpenedAgain, opened_again
from scopeinspect.rules.advice.other_function import other_function
from scopeinspect.rules.advice.rounds import Rounds, rounds
from scopeinspect.rules.advice.run_again import RunAgain, run_again
from scopeinspect.rules.advice.second_call import SecondCall, at_call
from scopeinspect.rules.advice.second_optimizer import named_anew
from scopeinspect.rules.advice.stacking import is_next_layer
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import finding, first_request, is_slot, maker_of_slot, owner_of_slot, parting, under
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, Severity, roles
from scopeinspect.words import shape_text


def already_exists(facts: Facts, request: Request, severity: Severity) -> Diagnostic | None:
    """Says who made the name before, and who asked again."""
    if request.reason != "exists":
        return None
    if is_slot(request):
        return _slot_exists(facts, request, severity)
    recording = facts.recording
    made = recording.variable_of(request)
    before, again = recording.stack(made.stack if made else []), recording.stack(request.stack)
    first, second = parting(before, again)
    earlier = first_request(recording, request)
    round_ = rounds(facts.sources, recording, request, earlier) if before == again else None
    cells = run_again(facts, before, again)
    scope = opened_again(facts.sources, recording, earlier, request) if earlier and not cells else None
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
    left_out = None if round_ or cells or _unlike(request, made) else not_passed_on(facts, request)
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
        why="get_variable makes a new variable while reuse is False, and refuses a name that exists."
        f"{f' {cells.told}' if cells else ''}",
        fixes=[left_out.fix(request.key)] if left_out else _cause_first(
            scope, cells, list(_fixes(facts, request, (first, call), is_loop=before == again, round_=round_)),
        ),
        place=call,
    )


def _slot_exists(facts: Facts, request: Request, severity: Severity) -> Diagnostic:
    """Says which optimizer or moving average made the slot before: its name is not the author's."""
    recording = facts.recording
    made = recording.variable_of(request)
    first, again = facts.site(made.stack) if made else None, facts.site(request.stack)
    owner, _ = owner_of_slot(recording, request)
    maker = maker_of_slot(facts, request)
    return ALREADY_EXISTS.found(
        f"{maker.the} can't make {maker.slot} for {owner}: there is one of that name",
        severity=severity,
        variables=[owner],
        roles=roles((f"{maker.noun} made {maker.makes} here", first), ("and this one would make the same", again)),
        why=f"{maker.noun.capitalize()} makes {maker.makes} with get_variable, under its own name. TensorFlow puts a "
        "number to that where it is taken, but counts anew once the scope of the variable was opened again.",
        fixes=[named_anew(facts, request, first)],
        place=again,
    )


def _cause_first(scope: OpenedAgain | None, cells: RunAgain | None, fixes: list[Fix]) -> list[Fix]:
    """The fixes with those for cells that were run again, or with that for two scopes of one name.

    That is first if it is likelier than that they were to share.
    """
    if cells:
        ways = cells.fixes()
        return [*ways, *fixes] if len(ways) == 1 and cells.is_one_call else ways
    if scope is None:
        return fixes
    is_slip = not fixes[0].code or (scope.with_another_number and not scope.is_second_pass)
    return [scope.fix, *fixes] if is_slip else [*fixes, scope.fix]


def _fixes(
    facts: Facts, request: Request, calls: tuple[Site | None, Site | None], *, is_loop: bool, round_: Rounds | None
) -> Iterator[Fix]:
    first, call = calls
    made = facts.recording.variable_of(request)
    lines = statement(facts.sources, call) if call else (f'tf.get_variable("{request.name}", …)',)
    if round_:
        lines = made_together(facts, round_) or lines
    second = SecondCall(facts, request, call)
    own = list(apart(facts, request, calls, lines, second=None if is_loop else second, round_=round_))
    if unlike := _unlike(request, made):
        yield Fix(f"they can't be shared: {unlike}.")
        yield from own
        return
    if call and not trains(facts, first) and (beside := made_anew(facts, request, call)):
        but = ", but what tf.Variable makes is not shared (see SI102)"
        shared = all_shared(facts, request, call, beside) or second.shared(lines, but=but)
        yield from (*built_once(facts, call, beside), shared, *own)
        return
    if round_ and (size := round_.other_sizes(facts.sources)):
        share = Fix(f"to share {request.key}, all rounds must ask for one shape, whatever {size[0]} is in those of the "
                    f"loop at {place_in(round_.site.file, size[1])}.")  # fmt: skip
    elif is_loop:
        steps = ", as the steps of one network do" if round_ and round_.is_chain else ""
        share = Fix(f"to share {request.key}{steps}, reuse it{at_call(call)} from the second time on; no name changes:",
                    within(SHARED, lines))  # fmt: skip
    elif made and made.stack[-1:] == request.stack[-1:] and trains(facts, first):  # the same code, run again
        share = second.shared(lines, but="; its optimizer is to be made by one of them only")
    else:
        share = second.shared(lines)
    graph = facts.recording.entries[request.entry].graph
    models = list(graph_for_each_round(facts, round_, graph) if round_ else another_graph(facts, request, first, call))
    if round_ and in_own_session(facts, round_):
        yield from [*models, *own, share]
        return
    if round_ is None and models:
        yield from [*models, share, *own]
        return
    # What works on the result of the round before is a layer, and layers don't share; but the steps of a sequence do.
    are_layers = round_ is not None and round_.is_chain and not round_.is_step
    # Nor do models that are compared, and it does not help to share what has another size in a later round.
    are_models = bool(models) or (round_ is not None and are_compared(facts, round_))
    is_other = bool(other_function(facts, request, first_request(facts.recording, request), calls))
    is_apart = are_layers or are_models or is_other or not share.code or is_next_layer(facts, request, *calls)
    yield from [*own, *models, share] if is_apart else [share, *own]


def _unlike(request: Request, made: Variable | None) -> str:
    """Why the two can't be one variable."""
    shape = request.given.get("shape")
    if made is None or not isinstance(shape, list) or made.shape is None or None in shape or shape == made.shape:
        return ""
    return f"the first is {shape_text(made.shape)}, the second would be {shape_text(shape)}"


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
        copied with its name, give the copy another name. For separate sets, give each call, or each round, a variable
        scope of its own: its name is then part of theirs, which a checkpoint, or a var_list that goes by names, has to
        know. A loop that builds and trains a model in each round, as in a search for the best learning rate, can have a
        scope or a graph for each. Where the call also made variables by tf.Variable again, these have to be made by
        get_variable, too, or the model is to be built once. Where the cell of a notebook was run
        again, `tf.reset_default_graph()` as its first
        line builds it anew, unless it needs what other cells made in the graph.
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
