"""Variables that the same code made again, in part of a model: SI102 and SI112."""

from __future__ import annotations

from collections.abc import Iterator

from scopeinspect.rules.advice.repeat_loop import is_written_out
from scopeinspect.rules.advice.sharing_code import shares_others, sites_of, to_have_two, to_share
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.repeated import cost, maker, names_of, of_cells, repeats_of, roles_of, times, what_made
from scopeinspect.rules.rule import Diagnostic, Fix, Rule
from scopeinspect.sharing import Repeat, Verdict
from scopeinspect.words import counted


def _duplicates(facts: Facts) -> Iterator[Diagnostic]:
    yield from of_cells(facts, DUPLICATE, is_most=False)
    for repeat in repeats_of(facts):
        if repeat.verdict is Verdict.PARALLEL and not repeat.is_whole_build:
            is_doubtful = (repeat.is_loop and not is_written_out(facts, repeat)) or repeat.is_one_pipeline
            # A learning rate or a counter, say, of an object whose layers share.
            is_doubtful |= not any(twin.trainable for twin in repeat.twins) and shares_others(facts, repeat)
            yield DUPLICATE.found(
                f"{what_made(facts, repeat)} made {counted(len(repeat.calls[0].variables), 'variable')} "
                f"{times(repeat)} ({cost(repeat.twins)} more than needed)",
                severity="warning" if is_doubtful else "error",
                variables=names_of(repeat),
                roles=roles_of(facts, repeat),
                why=f"{maker(repeat)} makes a new variable every time it runs. {_no_flow(repeat)}",
                fixes=[*to_share(facts, repeat), *to_have_two(facts, repeat)],
                place=sites_of(facts, repeat)[-1],
            )


def _no_flow(repeat: Repeat) -> str:
    if repeat.is_one_pipeline:
        return "No set computes with what another one computed, though the data of one comes from that of another."
    if repeat.is_loop:
        return "Nothing that one set computes reaches another, so they are not layers of one stack."
    return "Nothing computed by the first set reaches the second, so they are not layers of one stack."


def _chained(facts: Facts) -> Iterator[Diagnostic]:
    for repeat in repeats_of(facts):
        if repeat.verdict is Verdict.CHAIN:
            yield CHAINED.found(
                f"{what_made(facts, repeat)} made {counted(len(repeat.calls[0].variables), 'variable')} "
                f"{times(repeat)}, one set after the other: {names_of(repeat)[0]} and so on",
                variables=names_of(repeat),
                roles=roles_of(facts, repeat),
                why="Each set computes with what another one computed. Layers of a stack are meant to; the steps of "
                "an unrolled loop or a recurrent cell are meant to share one set.",
                fixes=[
                    Fix("if these are layers, all is well; names of their own would make that plain."),
                    Fix("if these are steps, make the variables before the loop, or share them:",
                        ('with tf.variable_scope("cell", reuse=tf.AUTO_REUSE):', "    … tf.get_variable(…) …")),
                ],
            )  # fmt: skip


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
        within one call have to differ; a name scope is no part of them, a variable scope is. Layers are given names in
        place of the first change; where one line makes several, each call is made in a variable scope of one name with
        `reuse=tf.AUTO_REUSE`, and nothing else changes. Where two sets are meant, a variable scope for the second says
        so. What is found shows the lines for your own program.
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
