"""Variables that the same code made again: SI102, SI103 and SI112."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scopeinspect.model import place_in
from scopeinspect.rules.advice.anew import anew
from scopeinspect.rules.advice.repeat_loop import at_its_loop, is_written_out, lines_of, rounds_of
from scopeinspect.rules.advice.run_again import run_again
from scopeinspect.rules.advice.sharing_code import sites_of, to_have_two, to_share
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.imported import fixes_of, overlaid, roles_of
from scopeinspect.rules.rule import Diagnostic, Fix, Role, Rule, roles
from scopeinspect.sharing import Repeat, Verdict
from scopeinspect.variables import WholeVariable
from scopeinspect.words import counted, listed, size_text

_AROUND_THE_CALL = re.compile(r"^[\w.,\s]+=(?!=)\s*|\s+#.*$")
"""What a line assigns to, and its comment."""
_TIMES = {2: "twice", 3: "three times"}
_ALL = {2: "both"}
_MOST_CALLS = 4
"""Calls that are shown."""
_MOST_ROWS = 2
"""Variables of one line that are shown with those that were made again."""


def _repeats(facts: Facts) -> Iterator[Repeat]:
    told = {twin.name for found in facts.cell_twins for twin in found.twins}
    return (at_its_loop(facts, one) for one in facts.repeats if not told.issuperset(twin.name for twin in one.twins))


def _duplicates(facts: Facts) -> Iterator[Diagnostic]:
    yield from _of_cells(facts, is_most=False)
    for repeat in _repeats(facts):
        if repeat.verdict is Verdict.PARALLEL and not repeat.is_whole_build:
            is_doubtful = (repeat.is_loop and not is_written_out(facts, repeat)) or repeat.is_one_pipeline
            yield DUPLICATE.found(
                f"{_what(facts, repeat)} made {counted(len(repeat.calls[0].variables), 'variable')} "
                f"{_times(repeat)} ({_cost(repeat.twins)} more than needed)",
                severity="warning" if is_doubtful else "error",
                variables=_names(repeat),
                roles=_roles(facts, repeat),
                why=f"{_maker(repeat)} makes a new variable every time it runs. {_no_flow(repeat)}",
                fixes=[*to_share(facts, repeat), *to_have_two(facts, repeat)],
                place=sites_of(facts, repeat)[-1],
            )


def _built_twice(facts: Facts) -> Iterator[Diagnostic]:
    yield from _imported_again(facts)
    yield from _of_cells(facts, is_most=True)
    for repeat in _repeats(facts):
        if repeat.is_whole_build:
            count = len(repeat.calls[0].variables)
            yield BUILT_TWICE.found(
                f"the whole model was built {_times(repeat)}: {count} of {repeat.all_of_first} variables are there "
                f"again ({_cost(repeat.twins)})",
                severity="warning" if _may_be_meant(facts, repeat) else "error",
                variables=_names(repeat),
                roles=_roles(facts, repeat),
                place=sites_of(facts, repeat)[-1],
                why=f"{_maker(repeat)} makes a new variable every time it runs, and "
                f"{_ALL.get(len(repeat.calls), 'all')} builds went into one graph. A checkpoint of a later one is not "
                "one of the first: the numbers in its names are others.",
                fixes=[
                    Fix("build it once and keep what the first call returned."),
                    *to_share(facts, repeat),
                    *([] if repeat.has_one_input else anew(facts, repeat, sites_of(facts, repeat)[-1])),
                ],
            )  # fmt: skip


def _of_cells(facts: Facts, *, is_most: bool) -> Iterator[Diagnostic]:
    """What cells made again that are earlier ones again."""
    for found in facts.cell_twins:
        names, again = ([one.name for one in each] for each in (found.first, found.twins))
        first, second = (facts.recording.stack(each[0].stack) for each in (found.first, found.twins))
        cells = run_again(facts, first, second)
        if found.is_most is not is_most or cells is None:
            continue
        them = "it" if len(names) == 1 else "them"
        yield (BUILT_TWICE if is_most else DUPLICATE).found(
            f"{found.copy.told}, and made {counted(len(names), 'variable')} twice "
            f"({_cost(found.twins)} more than needed)",
            severity="warning" if cells.has_other_values else "error",
            variables=[*names, *again],
            roles=roles((f"made {listed(names)}", first[0]), (f"made {them} again: {listed(again)}", second[0])),
            why=f"{_maker_of(found.twins[0])} makes a new variable every time it runs. {cells.told}",
            fixes=cells.fixes(),
            place=second[0],
        )


def _imported_again(facts: Facts) -> Iterator[Diagnostic]:
    for found in overlaid(facts):
        yield BUILT_TWICE.found(
            f"the model was imported over the one that is there: {len(found.again)} of {found.all_of_import} variables "
            f"are there again ({_cost(found.again)})",
            variables=[variable.name for variable in found.first],
            roles=roles_of(facts, found),
            place=facts.site(found.again[0].stack),
            why="import_meta_graph makes all ops anew, under names with a number where theirs are taken. Its saver "
            "restores one of the two sets only; the other stays as it was initialized.",
            fixes=list(fixes_of(facts, found)),
        )


def _may_be_meant(facts: Facts, repeat: Repeat) -> bool:
    """Whether these are calls with other arguments each, every one of which trains what it made: models to compare."""
    flow = facts.flows[repeat.graph]
    trains = all(
        any(flow.places.get(part.name) in flow.updated for one in made.variables if one.trainable for part in one.parts)
        for made in repeat.calls
    )
    texts = [_AROUND_THE_CALL.sub("", facts.recording.sites[made.path[-1]].text) for made in repeat.calls]
    return trains and not repeat.is_loop and len(set(texts)) == len(texts)


def _chained(facts: Facts) -> Iterator[Diagnostic]:
    for repeat in _repeats(facts):
        if repeat.verdict is Verdict.CHAIN:
            yield CHAINED.found(
                f"{_what(facts, repeat)} made {counted(len(repeat.calls[0].variables), 'variable')} "
                f"{_times(repeat)}, one set after the other: {_names(repeat)[0]} and so on",
                variables=_names(repeat),
                roles=_roles(facts, repeat),
                why="Each set computes with what another one computed. Layers of a stack are meant to; the steps of "
                "an unrolled loop or a recurrent cell are meant to share one set.",
                fixes=[
                    Fix("if these are layers, all is well; names of their own would make that plain."),
                    Fix("if these are steps, make the variables before the loop, or share them:",
                        ('with tf.variable_scope("cell", reuse=tf.AUTO_REUSE):', "    … tf.get_variable(…) …")),
                ],
            )  # fmt: skip


# In words


def _what(facts: Facts, repeat: Repeat) -> str:
    """The function that was called; where there is none, the line that ran again."""
    first = repeat.calls[0]
    inside = first.variables[0].stack[len(first.path) :]
    if inside:
        function = facts.recording.sites[inside[0]].function
        if not function.startswith("<"):
            return function
    rounds = rounds_of(facts, repeat)
    if rounds and rounds.loop and len(lines_of(facts, repeat)) > 1:
        return f"the loop at {place_in(rounds.site.file, rounds.loop.lineno)}"
    site = facts.site(first.path)
    return site.place if site else "one line"


def _times(repeat: Repeat) -> str:
    count = len(repeat.calls)
    return _TIMES.get(count, f"{count} times")


def _cost(twins: Sequence[WholeVariable]) -> str:
    parameters = sum(variable.parameters or 0 for variable in twins)
    return f"{counted(parameters, 'parameter')}, {size_text(sum(variable.bytes or 0 for variable in twins))}"


def _names(repeat: Repeat) -> list[str]:
    return [variable.name for made in repeat.calls for variable in made.variables]


def _maker(repeat: Repeat) -> str:
    return _maker_of(repeat.twins[0])


def _maker_of(variable: WholeVariable) -> str:
    kinds = {"Variable": "tf.Variable", "keras": "A layer without a name of its own"}
    return kinds.get(variable.made_by, "A layer, template or scope without a fixed name gets a new name, and so")


def _no_flow(repeat: Repeat) -> str:
    if repeat.is_one_pipeline:
        return "No set computes with what another one computed, though the data of one comes from that of another."
    if repeat.is_loop:
        return "Nothing that one set computes reaches another, so they are not layers of one stack."
    return "Nothing computed by the first set reaches the second, so they are not layers of one stack."


def _roles(facts: Facts, repeat: Repeat) -> list[Role]:
    told: list[Role] = []
    if repeat.is_loop:
        for line, places in list(lines_of(facts, repeat).items())[:_MOST_CALLS]:
            rows = [[made.variables[place].name for made in repeat.calls if place < len(made.variables)]
                    for place in places[:_MOST_ROWS]]  # fmt: skip
            made_new = "; ".join(listed(row, 3) for row in rows)
            told.append(Role(f"ran {_times(repeat)}, and each time made new ones: {made_new}", line))
        return told
    sites = sites_of(facts, repeat)
    for number, (made, site) in enumerate(zip(repeat.calls[:_MOST_CALLS], sites, strict=False)):
        names = listed([variable.name for variable in made.variables])
        if site:
            them = "them" if len(made.variables) > 1 else "it"
            told.append(Role(f"made {names}" if number == 0 else f"made {them} again: {names}", site))
    return told


DUPLICATE = Rule(
    code="SI102",
    name="duplicate-variable",
    severity="error",
    summary="the same code made the same variables again, and nothing flows from one set to the other",
    what="""
        A function that makes variables was called at two places, or in a loop, and made all of them again: from the
        same lines, with the same requested names, shapes and types, told apart only by the `_1` that TensorFlow
        added; or the cell of a notebook is an earlier one again. No data goes from one set to the other, and they are
        fed with different data, so they are not layers of one stack, and not heads on one input. A helper that makes
        variables for others, or that builds layers which are stacked somewhere, is left alone. In a loop it is a
        warning, as towers may be meant.
        """,
    bad_because="""
        The second call was meant to do the same as the first, and computes with untrained variables of its own.
        Nothing fails: the loss falls more slowly, and the file is twice as large.
        """,
    instead="""
        Two changes, of no use without each other. Make the variables with `tf.get_variable`: it takes the name first,
        then the shape, and the initializer by its keyword (`tf.get_variable("w", [4, 4],
        initializer=tf.random_normal_initializer())`; of values, `tf.get_variable("w", initializer=values)`), so the
        word alone can't be exchanged. And reuse them in the second call, which tf.Variable never does (SI110). Names
        within one call have to differ; a name scope is no part of them, a variable scope is. Where two sets are
        meant, a variable scope for the second says so. What is found shows the lines for your own program.
        """,
    bad="""
        def my_filter(images):
            weights = tf.Variable(tf.random_normal([4, 4]), name="weights")
            return tf.matmul(images, weights)

        result1 = my_filter(tf.placeholder(tf.float32, [None, 4]))
        result2 = my_filter(tf.placeholder(tf.float32, [None, 4]))
        """,
    good="""
        def my_filter(images):
            weights = tf.get_variable("weights", [4, 4], initializer=tf.random_normal_initializer())
            return tf.matmul(images, weights)

        with tf.variable_scope("my_filter", reuse=tf.AUTO_REUSE):
            result1 = my_filter(tf.placeholder(tf.float32, [None, 4]))
            result2 = my_filter(tf.placeholder(tf.float32, [None, 4]))
        """,
    find=_duplicates,
)

BUILT_TWICE = Rule(
    code="SI103",
    name="model-built-twice",
    severity="error",
    summary="a whole build, inputs or training included, went into one graph twice",
    what="""
        Nearly every variable of the graph was made again by the same code, which also made its own placeholders or
        its own training step: `build()` was called again, or the cell of a notebook was run again. A warning where
        each call has other arguments and trains what it made: these may be models that are compared. Also a model that
        `tf.train.import_meta_graph` put beside the one that the program had built, or imported, before.
        """,
    bad_because="""
        Every run of it adds a model to the graph. The names of the new one end in `_1`, so a checkpoint of it does
        not load into a fresh build, and one of a fresh build is not looked at by the new one.
        """,
    instead="""
        Build once and keep what it returns; or share the variables, as SI102 says. A build that makes its own inputs
        can be done anew after `tf.reset_default_graph()`, or in a `tf.Graph()` of its own, which a loop can open in
        each round. Its session has to be opened after that, in the new graph: one from before runs the old graph only.
        """,
    bad="""
        def build():
            x = tf.placeholder(tf.float32, [None, 4])
            weights = tf.Variable(tf.zeros([4, 1]), name="weights")
            bias = tf.Variable(tf.zeros([1]), name="bias")
            loss = tf.reduce_mean(tf.square(tf.matmul(x, weights) + bias))
            return tf.train.GradientDescentOptimizer(0.1).minimize(loss)

        train = build()
        train = build()
        """,
    good="""
        def build():
            x = tf.placeholder(tf.float32, [None, 4])
            weights = tf.Variable(tf.zeros([4, 1]), name="weights")
            bias = tf.Variable(tf.zeros([1]), name="bias")
            loss = tf.reduce_mean(tf.square(tf.matmul(x, weights) + bias))
            return tf.train.GradientDescentOptimizer(0.1).minimize(loss)

        train = build()
        tf.reset_default_graph()
        train = build()
        """,
    find=_built_twice,
)

CHAINED = Rule(
    code="SI112",
    name="duplicate-in-chain",
    severity="info",
    summary="as duplicate-variable, but one set computes with what another computed",
    what="""
        The same code made the same variables several times, and each set works on what the one before gave out.
        Stacked layers look like this and are meant; a recurrent cell that makes new variables at each step looks
        the same and is a bug. Only the author knows.
        """,
    bad_because="""
        Steps that don't share their variables don't learn from each other.
        """,
    instead="""
        Make the variables of a step before the loop, or with `tf.get_variable` under `reuse=tf.AUTO_REUSE`. Give
        layers names of their own.
        """,
    bad="""
        def step(state):
            weights = tf.Variable(tf.zeros([4, 4]), name="weights")
            return tf.tanh(tf.matmul(state, weights))

        state = tf.placeholder(tf.float32, [None, 4])
        for _ in range(3):
            state = step(state)
        """,
    good="""
        weights = tf.Variable(tf.zeros([4, 4]), name="weights")

        def step(state):
            return tf.tanh(tf.matmul(state, weights))

        state = tf.placeholder(tf.float32, [None, 4])
        for _ in range(3):
            state = step(state)
        """,
    find=_chained,
)
