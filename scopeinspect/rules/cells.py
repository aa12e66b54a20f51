"""One recurrent cell in every layer of a stack: SI114."""

from __future__ import annotations

import ast
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from scopeinspect.model import Site
from scopeinspect.rules.advice.cell_makers import is_cell, made_by, maker_of
from scopeinspect.rules.advice.code import Edit, at_line, calls_of, edited, name_of
from scopeinspect.rules.advice.names_in_code import names_in
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.refused import raised_in
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.sources import Statement

_BIDIRECTIONAL = ("bidirectional_dynamic_rnn", "static_bidirectional_rnn", "bidirectional_rnn")


def one_cell(facts: Facts) -> Iterator[Diagnostic]:
    """A stack of layers that share one cell, and so its variables: of a script that ended by that, or that goes on."""
    raised = raised_in(facts.recording)
    failed = [one for error, stack in raised for one in failed_by_one_cell(facts, error, stack)]
    yield from failed
    if facts.ended_well and not failed:
        yield from _sharing(facts)
        yield from _both_directions(facts)


def failed_by_one_cell(facts: Facts, raised: str, stack: Sequence[int]) -> Iterator[Diagnostic]:
    """The stack of layers that share one cell, where it was that which failed.

    Args:
        facts: what is known.
        raised: the exception, its type first.
        stack: where it was raised.
    """
    if not raised.startswith("ValueError: ") or not _is_about_shapes(raised):
        return
    for site in facts.recording.stack(stack):
        for made, call, cell in _stacks(facts, site):
            yield _found(facts, site, made, call, cell)
            return


def _sharing(facts: Facts) -> Iterator[Diagnostic]:
    """The stacks that are one cell all through, where that has variables for its first layer alone."""
    told = set[tuple[str, int]]()
    entered = {entry.name for entry in facts.recording.entries.values()}
    names = sorted(variable.name for variable in facts.models)
    for variable in facts.models:
        before, first, _ = variable.name.partition("multi_rnn_cell/cell_0/")
        second = f"{before}multi_rnn_cell/cell_1"
        # A stack of one layer shares nothing.
        if not first or second not in entered or _any_in(names, second):
            continue
        for site in facts.recording.stack(variable.stack):
            for stack, call, cell in _stacks(facts, site):
                if (site.file, stack.first) not in told:
                    told.add((site.file, stack.first))
                    yield _found(facts, site, stack, call, cell, fits=True)


def _both_directions(facts: Facts) -> Iterator[Diagnostic]:
    """The bidirectional networks whose two directions are one cell: the backward one has no variables."""
    names = {(variable.graph, variable.name) for variable in facts.models}
    told = set[tuple[str, int]]()
    for variable in facts.models:
        before, forward, after = variable.name.partition("/fw/")
        if not forward or (variable.graph, f"{before}/bw/{after}") in names:
            continue
        for site in facts.recording.stack(variable.stack):
            for found, cell in _bidirectional(facts, site):
                if (site.file, found.first) not in told:
                    told.add((site.file, found.first))
                    yield _in_both(facts, site, found, cell)


def _bidirectional(facts: Facts, site: Site) -> Iterator[tuple[Statement, ast.expr]]:
    """The bidirectional networks in the statement of a site whose cells are one, each with that, as the second."""
    found = facts.sources.statement(site)
    for call in calls_of(found, *_BIDIRECTIONAL) if found else ():
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        forward, backward = named.get("cell_fw", *call.args[:1]), named.get("cell_bw", *call.args[1:2])
        is_named = isinstance(backward, (ast.Name, ast.Attribute))
        if found and forward and backward and is_named and ast.unparse(forward) == ast.unparse(backward):
            yield found, backward


def _in_both(facts: Facts, site: Site, found: Statement, cell: ast.expr) -> Diagnostic:
    name = ast.unparse(cell)
    maker = maker_of(facts.sources, found, name)
    made = made_by(facts.sources, found, name)
    return ONE_CELL.found(
        f"both directions are one object, {name}, so they share one set of variables",
        severity="warning",
        roles=roles(
            (f"{name} is made here, once", _site_of(site, made) if made else None),
            ("and is both directions here", site),
        ),
        why="A cell makes its variables when it is first called and keeps them, so the backward direction has none of "
        "its own.",
        fixes=[_one_for_each("direction", name, found, [Edit(cell, maker)] if maker else [])],
        place=site,
    )


def _any_in(names: list[str], scope: str) -> bool:
    """Whether any of these names, which are in order, is of something in a scope."""
    place = bisect_left(names, f"{scope}/")
    return place < len(names) and names[place].startswith(f"{scope}/")


def _stacks(facts: Facts, site: Site) -> Iterator[tuple[Statement, ast.Call, str]]:
    """The stacks of one cell that a site's file makes."""
    for stack in facts.sources.beside(site, "MultiRNNCell"):
        for call in calls_of(stack, "MultiRNNCell"):
            if call.args and (cell := _one_object(facts, stack, call.args[0])):
                yield stack, call, cell


def _is_about_shapes(message: str) -> bool:
    return "Dimensions must be equal" in message or "Dimension" in message or "shape" in message


def _one_object(facts: Facts, stack: Statement, cells: ast.expr) -> str:
    """The name that stands for every layer: `[cell] * 3`, `[cell, cell]`, `[cell for _ in range(3)]`.

    Or for what each layer's own wrapper is around: `[DropoutWrapper(cell) for _ in range(3)]`.
    """
    if isinstance(cells, ast.BinOp) and isinstance(cells.op, ast.Mult):
        cells = cells.left if isinstance(cells.left, ast.List) else cells.right
        return cells.elts[0].id if isinstance(cells, ast.List) and len(cells.elts) == 1 and isinstance(
            cells.elts[0], ast.Name) else ""  # fmt: skip
    if isinstance(cells, ast.ListComp):
        own = {name for one in cells.generators for name in names_in(one.target, ast.Store)}
        if isinstance(cells.elt, ast.Name):
            return "" if cells.elt.id in own else cells.elt.id
        named = (name for name in names_in(cells.elt, ast.Load) if name not in own)
        return next((name for name in named if is_cell(facts.sources, stack, name)), "")
    names = [one.id for one in cells.elts if isinstance(one, ast.Name)] if isinstance(cells, ast.List) else []
    return next((name for name in names if names.count(name) > 1), "")


def _found(
    facts: Facts, site: Site, stack: Statement, call: ast.Call, cell: str, *, fits: bool = False
) -> Diagnostic:
    cells = call.args[0]
    where = _site_of(site, stack)
    made = made_by(facts.sources, stack, cell)
    maker = maker_of(facts.sources, stack, cell)
    return ONE_CELL.found(
        f"every layer of the stack is one object, {cell}, "
        + ("so all layers share one set of variables" if fits else "whose variables fit the first layer alone"),
        severity="warning" if fits else "error",
        variables=(),
        roles=roles(
            (f"{cell} is made here, once", _site_of(site, made) if made else None),
            ("and is every layer here", where),
            ("its variables are made here, once" if fits else "so a layer with another input fails here", site),
        ),
        why="A cell makes its variables when it is first called and keeps them, so layers that are one cell share one "
        + ("set." if fits else "set; the first layer gets the input, the others what a layer gives out, which has "
           "another size."),
        fixes=[_one_for_each("layer", cell, stack, list(_anew(cells, cell, maker)) if maker else [])],
        place=where,
    )


def _one_for_each(part: str, cell: str, found: Statement, edits: Sequence[Edit]) -> Fix:
    if code := at_line(edited(found, edits), found.place) if edits else ():
        return Fix(f"make a cell for each {part}:", code)
    return Fix(f"make a cell for each {part}: what makes {cell} has to run once for each of them.")


def _site_of(site: Site, found: Statement) -> Site:
    """A statement in the file of a site, as a place."""
    return Site(0, site.file, found.first, site.function, found.lines[0].strip())


def _anew(cells: ast.expr, cell: str, maker: str) -> Iterator[Edit]:
    """What has each layer make a cell."""
    if isinstance(cells, ast.ListComp) and not isinstance(cells.elt, ast.Name):
        named = (node for node in ast.walk(cells.elt) if isinstance(node, ast.Name) and node.id == cell)
        yield from (Edit(node, maker) for node in named)
    else:
        yield Edit(cells, f"[{maker} for _ in range({_count(cells)})]")


def _count(cells: ast.expr) -> str:
    if isinstance(cells, ast.BinOp):
        return ast.unparse(cells.right if isinstance(cells.left, ast.List) else cells.left)
    if isinstance(cells, ast.ListComp):
        called = cells.generators[0].iter
        if isinstance(called, ast.Call) and name_of(called.func) == "range" and len(called.args) == 1:
            return ast.unparse(called.args[0])
        return f"len({ast.unparse(called)})"
    return str(len(cells.elts)) if isinstance(cells, ast.List) else "…"


ONE_CELL = Rule(
    code="SI114",
    name="one-cell-in-every-layer",
    severity="error",
    summary="a stack of recurrent layers was made of one cell, whose variables all layers share, or fail to",
    what="""
        `MultiRNNCell([cell] * 3)`: one cell object as every layer of a stack, also where each layer has a wrapper of
        its own around it, in a script that ended with an error about shapes where the stack was built; a warning where
        the sizes agree, and it went on. Also one that is both directions of a bidirectional network, a warning.
        """,
    bad_because="""
        A cell keeps the variables of its first call. The first layer gets the input and the others what a layer gives
        out, so their kernels have different shapes, and TensorFlow says *Dimensions must be equal* about two ops in
        the middle of the loop. Where the sizes happen to agree nothing fails, and all layers share one set.
        """,
    instead="""
        A cell for each layer, and for each direction.
        """,
    bad="""
        cell = tf.nn.rnn_cell.BasicLSTMCell(16)
        stack = tf.nn.rnn_cell.MultiRNNCell([cell] * 2)
        tf.nn.dynamic_rnn(stack, tf.placeholder(tf.float32, [None, 5, 4]), dtype=tf.float32)
        """,
    good="""
        stack = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.BasicLSTMCell(16) for _ in range(2)])
        tf.nn.dynamic_rnn(stack, tf.placeholder(tf.float32, [None, 5, 4]), dtype=tf.float32)
        """,
    find=one_cell,
)
