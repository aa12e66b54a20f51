"""A whole build that went into one graph twice: SI103."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scopeinspect.rules import imported
from scopeinspect.rules.advice.anew import anew
from scopeinspect.rules.advice.sharing_code import sites_of, to_share
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.repeated import cost, maker, names_of, of_cells, repeats_of, roles_of, times
from scopeinspect.rules.rule import Diagnostic, Fix, Rule
from scopeinspect.sharing import Repeat

_AROUND_THE_CALL = re.compile(r"^[\w.,\s]+=(?!=)\s*|\s+#.*$")
"""What a line assigns to, and its comment."""
_ALL = {2: "both"}


def _built_twice(facts: Facts) -> Iterator[Diagnostic]:
    yield from _imported_again(facts)
    yield from of_cells(facts, BUILT_TWICE, is_most=True)
    for repeat in repeats_of(facts):
        if repeat.is_whole_build:
            count = len(repeat.calls[0].variables)
            yield BUILT_TWICE.found(
                f"the whole model was built {times(repeat)}: {count} of {repeat.all_of_first} variables are there "
                f"again ({cost(repeat.twins)})",
                severity="warning" if _may_be_meant(facts, repeat) else "error",
                variables=names_of(repeat),
                roles=roles_of(facts, repeat),
                place=sites_of(facts, repeat)[-1],
                why=f"{maker(repeat)} makes a new variable every time it runs, and "
                f"{_ALL.get(len(repeat.calls), 'all')} builds went into one graph. A checkpoint of a later one is not "
                "one of the first: the numbers in its names are others.",
                fixes=[
                    Fix("build it once and keep what the first call returned."),
                    *to_share(facts, repeat),
                    *([] if repeat.has_one_input else anew(facts, repeat, sites_of(facts, repeat)[-1])),
                ],
            )  # fmt: skip


def _imported_again(facts: Facts) -> Iterator[Diagnostic]:
    for found in imported.overlaid(facts):
        yield BUILT_TWICE.found(
            f"the model was imported over the one that is there: {len(found.again)} of {found.all_of_import} variables "
            f"are there again ({cost(found.again)})",
            variables=[variable.name for variable in found.first],
            roles=imported.roles_of(facts, found),
            place=facts.site(found.again[0].stack),
            why="import_meta_graph makes all ops anew, under names with a number where theirs are taken. Its saver "
            "restores one of the two sets only; the other stays as it was initialized.",
            fixes=list(imported.fixes_of(facts, found)),
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
        not load into a fresh build, and one of a fresh build has nothing for the new one.
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
