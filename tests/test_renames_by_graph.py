"""Renames where a program has several graphs: what one graph explains by itself is no guess among all of them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from scopeinspect.diff import Diff, compare
from scopeinspect.variable_tree import TreeVariable, VariableTree

from .test_diff import VARIABLES, applied

MODEL = {"w": [4, 4], "b": [4], "out": [4, 2]}


def tree(*graphs: dict[str, list[int]], source: str = "program") -> VariableTree:
    """Return a tree of graphs, each given by its names and shapes."""
    return of_variables([[TreeVariable(name, list(shape), "float32") for name, shape in graph.items()] for graph in graphs], source)


def of_variables(graphs: list[list[TreeVariable]], source: str = "program") -> VariableTree:
    """Return a tree of graphs; a name that several of them have is of the first one's variable."""
    whole: dict[str, TreeVariable] = {}
    for graph in graphs:
        for one in graph:
            whole.setdefault(one.name, one)
    made = {
        number: VariableTree("train.py", "program", {one.name: whole[one.name] for one in graph}, graph=number)
        for number, graph in enumerate(graphs)
    }
    return VariableTree("train.py", source, whole, graphs={} if source == "baseline" else made)


def below(scope: str, names: dict[str, list[int]] = MODEL) -> dict[str, list[int]]:
    """Return the names in a scope."""
    return {f"{scope}/{name}": shape for name, shape in names.items()}


def told(diff: Diff) -> list[tuple[str | None, str | None, bool]]:
    """Return the changes."""
    return [(change.old, change.new, change.is_certain) for change in diff.changes]


def test_another_graph_has_no_part_in_a_rename() -> None:
    """What is gone for good is not found in the graph for evaluation, whatever has its shape there."""
    old = tree(below("old") | {"extra": [7]}, source="baseline")
    found = compare(old, tree(below("model"), below("eval") | {"metric": [7]}))
    assert told(found)[:2] == [("old/", "model/", True), ("extra", None, True)]
    assert {change.new for change in found.changes[2:]} == {*below("eval"), "metric"}


def test_rivals_in_another_graph() -> None:
    """A graph has the one variable that it can be, where all together have two."""
    old = tree({"q": [9], "x/w": [4, 4], "xx": [5]}, source="baseline")
    found = compare(old, tree({"c": [3], "y/w": [4, 4]}, {"z/w": [4, 4], "zz": [2]}))
    assert told(found)[0] == ("x/w", "y/w", True)


def test_each_graph_of_two_programs() -> None:
    """What was renamed in another graph is found besides, where that is certain."""
    found = compare(tree(below("a"), below("first")), tree(below("b"), below("second")))
    assert told(found) == [("a/", "b/", True), ("first/", "second/", True)]


def test_baseline_of_two_graphs() -> None:
    """Which name was in which graph isn't known: then all are taken together."""
    old, new = tree(below("model_a") | below("test_a"), source="baseline"), tree(below("model_b"), below("test_b"))
    found = compare(old, new)
    assert [change[:2] for change in told(found)] == [("model_a/", "model_b/"), ("test_a/", "test_b/")]
    assert found.changes == compare(old, replace(new, graphs={})).changes


def test_baseline_of_two_graphs_with_layers() -> None:
    """One graph alone has two of four, and cannot tell which."""
    a, e, b, f = ({f"{scope}{number}/w": [4, 4] for number in (1, 2)} for scope in "aebf")
    found = compare(tree(a | e, source="baseline"), tree(b, f))
    assert found.pairs == dict(zip([*a, *e], [*b, *f], strict=True))


def test_no_scope_moved() -> None:
    """Then the graph counts in which a name is found, be it a later one."""
    old = tree(below("model"), below("eval"))
    new = tree(below("model") | {"top": [3]}, {"eval/kernel": [4, 4], "eval/b": [4], "eval/out": [4, 2]})
    assert told(compare(old, new)) == [("eval/w", "eval/kernel", True), (None, "top", True)]


def test_variables_of_other_graphs_that_stay() -> None:
    """They are no more gone than they are new, when a graph is looked at by itself."""
    old, new = tree(below("model") | below("eval"), source="baseline"), tree(below("net"), below("eval") | {"metric": [7]})
    found = compare(old, new)
    assert told(found) == [("model/", "net/", True), (None, "metric", True)]
    assert found.changes[-1].detail.endswith(", only in graph 1")
    assert told(compare(new, tree(below("model") | below("eval")))) == [("net/", "model/", True), ("metric", None, True)]


def test_a_checkpoint_of_the_graph_that_trains() -> None:
    """Of two that fit as well, it is the one whose optimizer writes to its variables; of two such, the first."""
    old = replace(tree(below("old")), source="checkpoint", graphs={})
    new = tree(below("test"), below("train"), below("again"))
    assert compare(old, new).new.graph == 0
    trained = {number: replace(new.graphs[number], ops={("ApplyAdam", "a"): 1}) for number in (1, 2)}
    saved = {0: replace(new.graphs[0], ops={("SaveV2", "save/SaveV2"): 1})}
    assert compare(old, replace(new, graphs=saved | trained)).new.graph == 1


GRAPHS = st.lists(
    st.lists(VARIABLES, min_size=1, max_size=6, unique_by=lambda one: one.name), min_size=1, max_size=3
).map(of_variables)


@given(GRAPHS, GRAPHS)
@settings(max_examples=300, deadline=None)
def test_nothing_is_lost(old: VariableTree, new: VariableTree) -> None:
    found = compare(old, new, slots=True)
    assert set(applied(found)) == set(new.variables)
    assert len(set(found.pairs.values())) == len(found.pairs)
