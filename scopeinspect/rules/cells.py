"""One recurrent cell in every layer of a stack: SI114."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from scopeinspect.model import Site
from scopeinspect.rules.code import Edit, at_line, calls_of, edited, in_double_quotes, name_of
from scopeinspect.rules.facts import Facts
from scopeinspect.rules.rule import Diagnostic, Fix, Rule, roles
from scopeinspect.sources import Statement


def one_cell(facts: Facts) -> Iterator[Diagnostic]:
    """A script that ended because the layers of a stack share one cell, and so its variables."""
    error = facts.recording.outcome.error
    if error is None or error.type != "ValueError" or not _is_about_shapes(error.message):
        return
    for site in facts.recording.stack(error.stack):
        for stack in facts.sources.beside(site, "MultiRNNCell"):
            for call in calls_of(stack, "MultiRNNCell"):
                if call.args and (cell := _one_object(call.args[0])):
                    yield _found(facts, site, stack, call, cell)
                    return


def _is_about_shapes(message: str) -> bool:
    return "Dimensions must be equal" in message or "Dimension" in message or "shape" in message


def _one_object(cells: ast.expr) -> str:
    """The name that stands for every layer: `[cell] * 3`, `[cell, cell]`, `[cell for _ in range(3)]`."""
    if isinstance(cells, ast.BinOp) and isinstance(cells.op, ast.Mult):
        cells = cells.left if isinstance(cells.left, ast.List) else cells.right
        return cells.elts[0].id if isinstance(cells, ast.List) and len(cells.elts) == 1 and isinstance(
            cells.elts[0], ast.Name) else ""  # fmt: skip
    if isinstance(cells, ast.ListComp) and isinstance(cells.elt, ast.Name):
        own = {node.id for one in cells.generators for node in ast.walk(one.target) if isinstance(node, ast.Name)}
        return "" if cells.elt.id in own else cells.elt.id
    names = [one.id for one in cells.elts if isinstance(one, ast.Name)] if isinstance(cells, ast.List) else []
    return next((name for name in names if names.count(name) > 1), "")


def _found(facts: Facts, site: Site, stack: Statement, call: ast.Call, cell: str) -> Diagnostic:
    cells = call.args[0]
    where = Site(0, site.file, stack.first, site.function, stack.lines[0].strip())
    made = next((one for one in facts.sources.assignments(site.file, cell) if one.first <= stack.first), None)
    value = made.node.value if made and isinstance(made.node, ast.Assign) else None
    is_known = isinstance(value, ast.Call)
    maker = in_double_quotes(ast.unparse(value)) if value is not None and is_known else "…"
    code = at_line(edited(stack, [Edit(cells, f"[{maker} for _ in range({_count(cells)})]")]), stack.first)
    made_here = Site(0, site.file, made.first, site.function, made.lines[0].strip()) if made else None
    return ONE_CELL.found(
        f"every layer of the stack is one object, {cell}, whose variables fit the first layer alone",
        variables=(),
        roles=roles(
            (f"{cell} is made here, once", made_here),
            ("and is every layer here", where),
            ("so a layer with another input fails here", site),
        ),
        why="A cell makes its variables when it is first called and keeps them, so layers that are one cell share one "
        "set; the first layer gets the input, the others what a layer gives out, which has another size.",
        fixes=[Fix("make a cell for each layer" + (":" if is_known else ", each anew in place of …:"), code)],
        place=where,
    )


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
    summary="a stack of recurrent layers was made of one cell, and its variables don't fit the second layer",
    what="""
        `MultiRNNCell([cell] * 3)`: one cell object as every layer of a stack, in a script that ended with an error
        about shapes where the stack was built.
        """,
    bad_because="""
        A cell keeps the variables of its first call. The first layer gets the input and the others what a layer gives
        out, so their kernels have different shapes, and TensorFlow says *Dimensions must be equal* about two ops in
        the middle of the loop. Where the sizes happen to agree nothing fails, and all layers share one set.
        """,
    instead="""
        A cell for each layer.
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
